"""The Liquid language as LiquidJS 10.27 runs it with Segment's settings; no loops, hard limits.

Shape: text -> tokens -> tree (parser) -> functions (rendering, evaluation) -> text
"""
