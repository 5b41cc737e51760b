"""Measurements: one question per file, ours and the reference side by side."""
