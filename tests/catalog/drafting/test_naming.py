"""Names for slugs, labels and keys, made of what a document calls things."""

import pytest

from mappings.catalog.drafting.naming import is_field_key, label_of, shortened, slug_of


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Create or update a contact", "create_or_update_a_contact"),
        ("createContact", "create_contact"),
        ("POST /v1/users/{id}", "post_v1_users_id"),
        ("Größe", "groe"),
        ("5 things", "own_5_things"),
        ("日本", "own"),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_name_becomes_a_slug(text, slug):
    assert slug_of(text, default="own") == slug


def test_a_slug_that_is_taken_gets_a_number():
    assert slug_of("Send", default="own", taken={"send", "send_2"}) == "send_3"
    assert slug_of("x" * 60, default="own", taken={"x" * 60}) == "x" * 58 + "_2"


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("firstName", "First name"),
        ("list_id", "List ID"),
        ("HTMLBody", "HTML body"),
        ("user-ids", "User IDs"),
        ("_", "_"),
        ("e", "E"),
    ],
)
def test_a_key_becomes_a_label(key, label):
    assert label_of(key) == label


@pytest.mark.parametrize(
    ("key", "is_one"), [("a b", True), ("@a", False), ("", False), ("x" * 101, False)]
)
def test_some_keys_cannot_be_fields(key, is_one):
    assert is_field_key(key) is is_one


def test_a_text_is_put_on_one_line_and_cut():
    assert shortened(" a\n b ") == "a b"
    assert shortened("abcdef", 4) == "abc…"
