"""Every limit of the engine. Sizes are in bytes of UTF-8, lengths in characters."""

# JSON texts
MAX_EVENT_BYTES = 1_000_000
MAX_CONFIG_BYTES = 256_000
MAX_JSON_BYTES = 4_000_000  # any other document, a batch of events among them
MAX_JSON_DEPTH = 64  # levels of objects and lists

# Mapping configs
MAX_CONFIG_FIELDS = 200  # keys at the top of a config
MAX_CONFIG_VALUES = 5_000  # values in a config, however nested
MAX_PATH_CHARS = 1_000
MAX_SEARCHED_VALUES = 20_000  # looked through for where a key really is
MAX_TEMPLATE_CHARS = 10_000
MAX_TEMPLATE_OUTPUT_CHARS = 1_000_000
MAX_PATTERN_UNITS = 10  # UTF-16 units of what @replace finds and puts there; the reference's
MAX_REPLACED_CHARS = 1_000_000  # what @replace may give
MAX_ENCODED_JSON_CHARS = 4_000_000  # what @json may give
MAX_RUN_VALUES = 500_000  # values that the directives of one run build, together
MAX_RUN_CHARS = 8_000_000  # characters of texts and keys that they make, together
MAX_BUILT_DEPTH = 3 * MAX_JSON_DEPTH  # an event's value in a config's, with decoded JSON in it

# Traces
MAX_TRACED_ITEMS = 3  # items of each list in another shape whose steps are told
MAX_TRACED_STEPS = 1_000  # steps of one field

# Triggers
MAX_TRIGGER_CHARS = 10_000
MAX_TRIGGER_CONDITIONS = 100
MAX_TRIGGER_DEPTH = 16  # levels of groups
MAX_TRIGGER_LIST_VALUES = 100  # values of one `in`
MAX_REGEX_CHARS = 500
MAX_REGEX_PROGRAM_SIZE = 1_000  # instructions that RE2 makes of a pattern
MAX_REGEX_MEMORY_BYTES = 4_000_000  # what RE2 may keep for one pattern

# Destination filters
MAX_FILTERS = 10  # of a destination, Segment's limit
MAX_FILTER_FIELDS = 200  # keys that one filter names in one container

# Liquid templates
MAX_LIQUID_UNITS = 1_000  # UTF-16 units of a template, Segment's limit
MAX_LIQUID_DEPTH = 32  # levels of tags in tags, or brackets in brackets
MAX_LIQUID_OUTPUT_CHARS = 1_000_000
MAX_LIQUID_WORK = 10_000_000  # units of what filters read and make; one is a character or less
MAX_RUN_LIQUID_WORK = 30_000_000  # units of all templates of a mapping, for one event
