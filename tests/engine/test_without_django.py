"""The engine is plain Python."""

import subprocess
import sys

import pytest

MODULES = ["mappings.engine.compiler", "mappings.engine.fql", "mappings.engine.strict_json"]


@pytest.mark.parametrize("module", MODULES)
def test_loading_the_engine_leaves_django_unloaded(module):
    code = (
        f"import sys, {module}; print({{'django', 'rest_framework', 'socket'}} & set(sys.modules))"
    )
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "set()"
