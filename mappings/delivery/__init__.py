"""Sending: what goes out, who may be reached, what an answer means, when to try again."""
