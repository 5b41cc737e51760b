"""Definitions drafted from what people have: a schema, a sample, a document of a tool's API."""
