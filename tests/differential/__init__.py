"""Runs generated cases through Segment's published engine and through ours, and compares."""
