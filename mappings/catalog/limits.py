"""Every limit of settings, requests, batches and definition documents."""

MAX_URL_CHARS = 2_048
MAX_SETTING_CHARS = 4_000
MAX_HEADER_VALUE_CHARS = 8_000
MIN_SECRET_CHARS = 8  # a shorter one cannot be hidden without garbling what surrounds it
DEFAULT_BATCH_ITEMS = 1_000  # as Segment's `batch_size`
DEFAULT_BATCH_BYTES = 4_000_000  # as Segment's `batch_bytes`

# What definition.schema.json says, too
MAX_SLUG_CHARS = 60
MAX_LABEL_CHARS = 100
MAX_TEXT_CHARS = 1_000
MAX_FIELD_KEY_CHARS = 100
MAX_FIELDS = 200  # of an action, and of an object
MAX_CHOICES = 200
MAX_CHOICE_CHARS = 200

# Documents that definitions are drafted from
MAX_DRAFT_FIELD_DEPTH = 5  # levels of objects; deeper ones are filled as one value
MAX_DRAFT_SCHEMAS = 5_000  # schemas that are read for one definition, references followed
MAX_DRAFT_MEMBERS = 200_000  # keys and list items of those, each time that one is read or joined
MAX_REFERENCE_STEPS = 100  # references that lead to one another before there is a value
MAX_REFERENCE_CHARS = 2_000
MAX_JOINED_CHOICES = 1_000  # of variants; a field holds `MAX_CHOICES`
MAX_DRAFT_OPERATIONS = 20  # that become the actions of one definition
