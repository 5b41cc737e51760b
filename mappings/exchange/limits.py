"""The limits of documents that are imported."""

MAX_IMPORT_BYTES = 4_000_000  # of a document, in bytes of UTF-8
MAX_IMPORT_ITEMS = 2_000  # definitions, sources, destinations and mappings together
MAX_IMPORT_PROBLEMS = 100  # told at once
MAX_IMPORT_NOTES = 500  # told at once
