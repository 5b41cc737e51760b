"""What is wrong with an event that a config cannot map."""

from typing import Any

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError


def problem_of(config: Any, event: Any) -> tuple[str, str, str]:
    """Pointer, code and message of the one problem."""
    compiled = compile_mapping(config)
    with pytest.raises(EventError) as caught:
        compiled.run(event)
    (problem,) = caught.value.problems
    return problem.pointer, problem.code, problem.message
