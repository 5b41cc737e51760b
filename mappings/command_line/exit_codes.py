"""How a command ended, for scripts."""

ALL_GOOD = 0
SOME_FAILED = 1  # some events failed, or a check found something
WRONG_USE = 2  # wrong options, or a mapping, trigger, field list or file that cannot be used
INTERRUPTED = 130  # Ctrl+C
OUTPUT_CLOSED = 141  # whoever read the output has gone, as with `| head`

MEANINGS = {
    ALL_GOOD: "everything went well",
    SOME_FAILED: "some events failed, or a check found something",
    WRONG_USE: "wrong options, or a mapping, trigger, field list or file that cannot be used",
    INTERRUPTED: "interrupted with Ctrl+C",
    OUTPUT_CLOSED: "whoever read the output has gone, as with `| head`",
}
