"""How each tag is written and what it does, for docs and editors."""

from typing import Final

TAG_SUMMARIES: Final[dict[str, tuple[str, str]]] = {
    "assign": ("{% assign x = traits.plan | upcase %}", "A variable gets a value."),
    "block": ("{% block x %} … {% endblock %}", "Writes what is inside."),
    "break": ("{% break %}", "Ends the text here."),
    "capture": ("{% capture x %} … {% endcapture %}", "A variable gets the text inside."),
    "comment": ("{% comment %} … {% endcomment %}", "Writes nothing."),
    "continue": ("{% continue %}", "Ends the text here, too: there are no loops."),
    "cycle": ('{% cycle "odd", "even" %}', "Writes the next of its values each time."),
    "decrement": ("{% decrement n %}", "Writes the number less one, and keeps that."),
    "echo": ("{% echo traits.plan %}", "The same as an output, for the lines of `liquid`."),
    "if": ("{% if a == 1 %} … {% elsif b %} … {% else %} … {% endif %}", "One of its parts."),
    "increment": ("{% increment n %}", "Writes the number, and keeps one more."),
    "liquid": ("{% liquid … %}", "One tag a line, without the marks around each."),
    "raw": ("{% raw %} … {% endraw %}", "Writes what is inside as it stands."),
    "unless": ("{% unless a %} … {% else %} … {% endunless %}", "The same as `if not`."),
    "#": ("{% # a note %}", "Writes nothing."),
}
