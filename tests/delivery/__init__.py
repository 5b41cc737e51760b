"""Tests of sending: rules first, then the worker."""
