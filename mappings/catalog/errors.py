"""What can be wrong in the catalog.

CatalogError
├── DefinitionError   a definition document is wrong: fix the document
├── RequestError      no request can be made: fix the settings or the mapping
└── TokenError        no access token was given: fix the credentials, or try again
"""

from typing import Literal

from mappings.engine.errors import Problem


class CatalogError(Exception):
    """Everything that was found, each with a JSON pointer. The text never holds a secret."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(
            f"{p.pointer}: {p.message}" if p.pointer else p.message for p in self.problems
        )


class DefinitionError(CatalogError):
    """A definition document that cannot be used, with all its problems.

    Shape:
        str: ``webhook.json /settings/0/type: Found "uri"; expected one of: "string", "url", ….``
    """

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name = name
        super().__init__(problems)

    def __str__(self) -> str:
        return "\n".join(f"{self.name} {p.pointer}: {p.message}" for p in self.problems)


class RequestError(CatalogError):
    """Settings or a payload of which no request can be made."""


class TokenError(CatalogError):
    """A tool gave no access token, and whether that is for the credentials or will pass."""

    def __init__(
        self, problems: tuple[Problem, ...], means: Literal["retry", "credentials"]
    ) -> None:
        self.means = means
        super().__init__(problems)
