"""`engage-mapper worker`: send deliveries. The one command that needs the database."""

import os
from importlib import import_module

from mappings.command_line import exit_codes
from mappings.command_line.parsing import CommandParser

DESCRIPTION = (
    "Send what waits for destinations, until it is stopped. The web server sends by itself unless "
    "ENGAGE_MAPPER_EMBEDDED_WORKER is 0; on PostgreSQL several workers share the work. SIGTERM and "
    "Ctrl+C let it finish the requests that are on their way, within 20 seconds."
)
EXAMPLES = """\
  engage-mapper worker
  DATABASE_URL=postgres://mapper@db/mapper engage-mapper worker"""


def add_options(_parser: CommandParser) -> None:
    """It has none: the settings are those of the server."""


def run(_arguments: object) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "engage_mapper.settings")
    # Loaded here, so that the other commands start without Django.
    import_module("django").setup()
    import_module("mappings.jobs.running").run_in_foreground()
    return exit_codes.ALL_GOOD
