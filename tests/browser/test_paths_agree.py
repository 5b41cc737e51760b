"""The browser reads and writes paths exactly as the engine does."""

from mappings.engine.paths import format_path, parse_path
from mappings.models import Destination
from tests import factories
from tests.browser.editor_page import EditorPage

TEXTS = [
    "$.traits.email",
    "traits.email",
    "$.",
    "",
    "a..b",
    "cart[0].sku",
    "cart.0.sku",
    'properties["cart/total"]',
    "properties['it\\'s']",
    '$.["user.email"].x',
    "a[b].c",
    "a[-1]",
    "a['c.d'][2]",
    "it's",
    "a[01]",
    'a["\\u00e9\\n"]',
    'a["$.b"].c',
    "x$.y",
    "US$.x",
    '["a"]]',
]
KEYS = [
    ["traits", "email"],
    ["7"],
    ["cart", "0", "sku"],
    ["a", ""],
    ['say "hi"', "it's", "back\\slash"],
    ["größe", "🎉", "two words", "tab\t", "$dollar", "-x"],
]


def test_texts_are_read_alike(editor: EditorPage, crm: Destination) -> None:
    editor.open(factories.make_mapping(crm))
    read = (
        "texts => import('mapper/paths.js').then((paths) => texts.map((t) => paths.parsePath(t)))"
    )
    assert editor.page.evaluate(read, TEXTS) == [list(parse_path(text)) for text in TEXTS]
    write = (
        "keys => import('mapper/paths.js').then((paths) => keys.map((k) => paths.formatPath(k)))"
    )
    assert editor.page.evaluate(write, KEYS) == [format_path(keys) for keys in KEYS]
