"""The directives of the mapping language; ``table.py`` lists them."""
