"""Settings are checked all at once, and their values are never repeated."""

import math

import pytest

from mappings.catalog.limits import MAX_SETTING_CHARS
from mappings.catalog.registry import get_definition
from mappings.catalog.settings import check_settings, fill_in_settings
from tests.catalog.builders import make_definition, setting

CHOICES = [{"value": "us", "label": "United States"}, {"value": "eu", "label": "Europe"}]

TOOL = make_definition(
    settings=(
        setting("name"),
        setting("url", "url"),
        setting("base", "url", is_base=True),
        setting("region", "choice", choices=CHOICES),
        setting("fast", "boolean"),
        setting("limit", "number"),
    ),
    request={
        "headers": {
            f"X-{key}": {"@template": f"{{{{settings.{key}}}}}"}
            for key in ("name", "url", "base", "region", "fast", "limit")
        }
    },
)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"name": "Jane", "url": "https://example.com/?a=b", "base": "https://example.com/api/"},
        {"region": "eu", "fast": False, "limit": 0.5},
        {"name": "", "url": None, "region": "", "fast": None, "limit": None},
    ],
)
def test_good_settings_have_no_problems(settings):
    assert check_settings(TOOL, settings) == ()


@pytest.mark.parametrize(
    ("settings", "pointer", "message", "code"),
    [
        ({"name": 5}, "/name", "Name expects text; this is a number.", "type"),
        ({"name": ["a"]}, "/name", "Name expects text; this is a list.", "type"),
        (
            {"name": "Jane\n"},
            "/name",
            "Name starts or ends with a space or a line break; remove it.",
            "format",
        ),
        (
            {"name": "Ja\nne"},
            "/name",
            "Name holds a line break or a control character; remove it.",
            "format",
        ),
        (
            {"name": "a" * (MAX_SETTING_CHARS + 1)},
            "/name",
            "Name has 4,001 characters; the limit is 4,000.",
            "too_long",
        ),
        ({"url": {}}, "/url", "Url expects a URL; this is an object.", "type"),
        (
            {"url": "example.com"},
            "/url",
            "Url needs to start with https:// or http://.",
            "format",
        ),
        (
            {"base": "https://example.com/?a=b"},
            "/base",
            "Base has a part behind ?; paths are appended to it, so remove that part.",
            "format",
        ),
        ({"region": "mars"}, "/region", "Region is not one of: us, eu.", "choice"),
        ({"region": ["us"]}, "/region", "Region is not one of: us, eu.", "choice"),
        ({"fast": "yes"}, "/fast", "Fast expects true/false; this is text.", "type"),
        ({"limit": "5"}, "/limit", "Limit expects a number; this is text.", "type"),
        ({"limit": True}, "/limit", "Limit expects a number; this is true/false.", "type"),
        ({"limit": math.nan}, "/limit", "Limit expects a number; this is a number.", "type"),
        (
            {"a/b": 1},
            "/a~1b",
            'There is no setting "a/b". Tool has: name, url, base, region, fast, limit.',
            "unknown_setting",
        ),
    ],
)
def test_a_wrong_setting_is_told(settings, pointer, message, code):
    [problem] = check_settings(TOOL, settings)
    assert (problem.pointer, problem.message, problem.code) == (pointer, message, code)


def test_all_problems_are_told_at_once():
    problems = check_settings(get_definition("crm"), {"base_url": "x", "key": "y"})
    assert [(problem.pointer, problem.code) for problem in problems] == [
        ("/key", "unknown_setting"),
        ("/base_url", "format"),
        ("/api_key", "required"),
    ]


@pytest.mark.parametrize("value", [None, ""])
def test_a_required_setting_that_is_not_filled_in_is_told(value):
    settings = {"base_url": "https://crm.example.com", "api_key": value}
    [problem] = check_settings(get_definition("crm"), settings)
    assert problem.message == "API key is required."


def test_a_required_setting_with_a_default_need_not_be_filled_in():
    assert check_settings(get_definition("iterable"), {"api_key": "0123456789"}) == ()


@pytest.mark.parametrize("secret", ["a", "1234567"])
def test_a_secret_too_short_to_hide_is_refused(secret):
    [problem] = check_settings(get_definition("iterable"), {"api_key": secret})
    assert (problem.pointer, problem.code) == ("/api_key", "too_short")
    assert problem.message == (
        "API key is too short to be kept out of sight; a secret has 8 characters or more."
    )


def test_eight_characters_are_enough_for_a_secret():
    assert check_settings(get_definition("iterable"), {"api_key": "12345678"}) == ()


def test_a_tool_without_settings_says_so():
    [problem] = check_settings(make_definition(), {"url": "https://example.com"})
    assert problem.message == 'There is no setting "url". Tool has: none.'


def test_a_user_name_with_a_colon_is_refused_for_basic_authentication():
    tool = make_definition(
        settings=(setting("user"), setting("password", is_secret=True)),
        authentication={
            "scheme": "basic",
            "username_setting": "user",
            "password_setting": "password",
        },
    )
    assert check_settings(tool, {"user": "jane", "password": "0123:4567"}) == ()
    [problem] = check_settings(tool, {"user": "jane:doe", "password": "01234567"})
    assert problem.message == "User holds a colon, which basic authentication cannot carry."


def test_what_is_not_filled_in_is_left_out_or_takes_its_default():
    filled = fill_in_settings(get_definition("webhook"), {"url": "https://a.example/", "token": ""})
    assert filled == {"url": "https://a.example/", "method": "POST"}


def test_a_base_url_loses_the_slashes_at_its_end():
    filled = fill_in_settings(get_definition("crm"), {"base_url": "https://a.example/api//"})
    assert filled == {"base_url": "https://a.example/api"}


def test_false_and_zero_are_filled_in():
    assert fill_in_settings(TOOL, {"fast": False, "limit": 0}) == {"fast": False, "limit": 0}


@pytest.mark.parametrize("key", ["signing_secret", "former_signing_secret"])
@pytest.mark.parametrize(
    ("secret", "is_good"),
    [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", True),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", True),
        ("", True),
        (None, True),
        ("whsec_not base64", False),
        ("my secret text", False),
    ],
)
def test_a_signing_secret_is_one_that_can_sign(key, secret, is_good):
    definition = get_definition("webhook")
    problems = check_settings(definition, {"url": "https://a.example/", key: secret})
    label = definition.setting(key).label
    told = [] if is_good else [(f"/{key}", f"{label} needs to be base64 behind whsec_.")]
    assert [(problem.pointer, problem.message) for problem in problems] == told


def test_a_signing_secret_of_any_text_needs_no_form():
    definition = make_definition(
        settings=(setting("secret", is_secret=True),),
        definition={"signing": {"setting": "secret", "header": "X-S", "signed": "{body}"}},
    )
    assert check_settings(definition, {"secret": "any text at all"}) == ()


def test_a_signing_secret_without_prefix_is_told_so():
    form = {"setting": "secret", "header": "X-S", "signed": "{body}", "key_encoding": "base64"}
    definition = make_definition(
        settings=(setting("secret", is_secret=True),), definition={"signing": form}
    )
    (problem,) = check_settings(definition, {"secret": "any text at all"})
    assert problem.message == "Secret needs to be base64."
