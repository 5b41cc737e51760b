"""`python -m mappings.command_line` is `engage-mapper`."""

import sys

from mappings.command_line.main import main

sys.exit(main())
