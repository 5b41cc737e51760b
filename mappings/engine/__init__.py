"""The mapping language in plain Python: a config and an event give a payload."""
