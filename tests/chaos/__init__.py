"""What the product promises when things break: processes killed, stopped, hung and started again.

    python -m tests.chaos                    the short versions, on both databases
    python -m tests.chaos kill-worker --long --on sqlite

Each check prints one JSON line. The oracles are outside of what is tested: a receiver in a process
of its own writes every id down before it answers, and the books are read from the database.
"""
