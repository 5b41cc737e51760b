"""Compare more cases than the tests do: `python -m tests.differential --examples 20000`."""

import argparse
import secrets
import sys

from scripts.reference import why_absent
from tests.differential.report import shrunk, summary
from tests.differential.trial import KINDS, Both, drawn

_SHOWN = 5  # unexplained cases of a kind


def main() -> int:
    options = _parse()
    if reason := why_absent():
        print(reason)
        return 1
    print(f"seed {options.seed}")
    both = Both()
    are_all_explained = True
    for kind in options.kinds:
        tally = both.tally(drawn(kind, options.seed, options.examples))
        print(summary(kind, tally), flush=True)
        for case in tally.unexplained[:_SHOWN]:
            are_all_explained = False
            print(f"\n{shrunk(both, case)}\n", flush=True)
    both.close()
    return 0 if are_all_explained else 1


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential")
    parser.add_argument("kinds", nargs="*", help=f"of {', '.join(KINDS)}; all of them if none")
    parser.add_argument("--examples", type=int, default=10_000, help="cases of each kind")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**6), help="draws the cases"
    )
    options = parser.parse_args()
    options.kinds = options.kinds or list(KINDS)
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no kind of case: {', '.join(unknown)}; use {', '.join(KINDS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
