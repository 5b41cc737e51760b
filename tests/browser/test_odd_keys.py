"""Keys that are no identifiers survive pick, store, REST and reload."""

from playwright.sync_api import expect

from mappings.models import Source
from tests import factories
from tests.browser.editor_page import EditorPage

PATHS = {
    "user.email": '["user.email"]',
    "cart/total": '["cart/total"]',
    "two words": '["two words"]',
    'with "quotes"': r'["with \"quotes\""]',
    "it's": '["it\'s"]',
    "back\\slash": r'["back\\slash"]',
    "🎉": '["🎉"]',
    "größe": '["größe"]',
    "": '[""]',
    "a[0]": '["a[0]"]',
    "$.x": '["$.x"]',
    "7": "[7]",
}


def test_odd_keys_survive_the_round_trip(editor: EditorPage, source: Source, token: str) -> None:
    event = {"type": "track", "properties": {key: f"value of {key}" for key in PATHS}}
    names = {f"field_{at}": key for at, key in enumerate(PATHS)}
    webhook = factories.make_webhook(source)
    mapping = factories.make_mapping(webhook, config=dict.fromkeys(names, "nothing yet"))
    editor.open(mapping)
    editor.use_event(event)
    for name, key in names.items():
        editor.field(f"properties{PATHS[key]}").drag_to(editor.slot(name))
        expect(editor.chip(name)).to_have_text(f"properties{PATHS[key]}")
    payload = {name: f"value of {key}" for name, key in names.items()}
    editor.expect_payload(payload)
    editor.save()
    assert editor.stored(mapping, token)["config"] == {
        name: {"@path": f"$.properties{PATHS[key]}"} for name, key in names.items()
    }
    editor.open(mapping)
    editor.use_event(event)
    editor.expect_payload(payload)
