"""The command `engage-mapper`: an entry point that parses, calls and prints."""
