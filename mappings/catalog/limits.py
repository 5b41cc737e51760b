"""Every limit of settings, requests and batches."""

MAX_URL_CHARS = 2_048
MAX_SETTING_CHARS = 4_000
MAX_HEADER_VALUE_CHARS = 8_000
MIN_SECRET_CHARS = 8  # a shorter one cannot be hidden without garbling what surrounds it
DEFAULT_BATCH_ITEMS = 1_000  # as Segment's `batch_size`
DEFAULT_BATCH_BYTES = 4_000_000  # as Segment's `batch_bytes`
