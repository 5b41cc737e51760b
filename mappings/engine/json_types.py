"""The word for "any JSON value" in annotations."""

from typing import Any, TypeAlias

# A recursive alias would make every reader narrow each step of a document whose shape only the
# mapping config knows. The few places that take JSON apart check types at run time instead.
Json: TypeAlias = Any
