"""What becomes of the operations of an OpenAPI document, part by part."""

import pytest

from mappings.catalog.drafting.openapi.drafting import draft_from_openapi
from mappings.catalog.drafting.openapi.operations import list_operations
from mappings.catalog.drafting.results import DraftError
from mappings.catalog.loading import load_definition

BASE = "{{settings.base_url}}"
TEXT = {"type": "string"}


def body(schema, media="application/json", **members):
    return {"requestBody": {"content": {media: {"schema": schema, **members}}}}


def document(operation=None, path="/users", **members):
    told = {"operationId": "send", **body({"type": "object", "properties": {"email": TEXT}})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Acme"},
        "servers": [{"url": "https://api.example.com/v1/"}],
        "paths": {path: {"post": {**told, **(operation or {})}}},
        **members,
    }


def drafted(given, *operations):
    draft = draft_from_openapi(given, operations or ["send"])
    load_definition(draft.document, name="draft")
    return draft.document, [note.message for note in draft.notes]


def action_of(given):
    told, _ = drafted(given)
    return told["actions"][0]


def problems_of(given, *operations):
    with pytest.raises(DraftError) as caught:
        draft_from_openapi(given, operations)
    return [(problem.pointer, problem.message) for problem in caught.value.problems]


# --- documents and operations ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "pointer", "message"),
    [
        (5, "", "Found a number; expected an OpenAPI document."),
        (
            {"swagger": "2.0"},
            "/swagger",
            "Found Swagger 2.0; expected OpenAPI 3.0 or 3.1. Convert it.",
        ),
        ({"openapi": "4.0"}, "/openapi", "Found version 4.0; expected OpenAPI 3.0 or 3.1."),
        ({}, "/openapi", "Found no version; expected OpenAPI 3.0 or 3.1."),
        ({"openapi": 3.0, "paths": []}, "/paths", "Found a list; expected an object with paths."),
        (
            {"openapi": "3.0.0"},
            "/paths",
            "No path has one of: post, put, patch, delete. Only those can carry a payload.",
        ),
        ({"openapi": "3.0.0", "paths": {"a": {}}}, "/paths/a", "A path starts with a slash."),
        (
            {"openapi": "3.0.0", "paths": {"/a": 5}},
            "/paths/~1a",
            "Found a number; expected an object.",
        ),
        (
            {"openapi": "3.0.0", "paths": {"/a": {"post": []}}},
            "/paths/~1a/post",
            "Found a list; expected an object.",
        ),
    ],
)
def test_what_is_no_openapi_document_is_told(given, pointer, message):
    with pytest.raises(DraftError) as caught:
        list_operations(given)
    assert [(one.pointer, one.message) for one in caught.value.problems] == [(pointer, message)]


def test_operations_that_send_something_are_listed_with_names():
    paths = {
        "x-own": {},
        "/a": {
            "summary": "Of the path",
            "get": {},
            "put": {},
            "delete": {"operationId": "dropUser"},
        },
        "/b": {
            "post": {"summary": "Adds", "deprecated": True},
            "patch": {"operationId": "dropUser"},
        },
    }
    found = list_operations({"openapi": "3.0.0", "paths": paths})
    assert [(one.id, one.name, one.description, one.is_deprecated) for one in found] == [
        ("PUT /a", "Of the path", "Of the path", False),
        ("DELETE /a", "Of the path", "Of the path", False),
        ("POST /b", "Adds", "Adds", True),
        ("PATCH /b", "Drop user", "PATCH /b", False),
    ]


def test_an_operation_that_is_not_there_is_told_with_those_that_are():
    assert problems_of(document(), "other") == [
        ("/paths", 'There is no operation "other". There is: send.')
    ]
    assert problems_of(document()) == [("", "Pick an operation. There is: send.")]
    assert problems_of({"openapi": "x"}, "send")[0][0] == "/openapi"
    many = [str(number) for number in range(21)]
    assert problems_of(document(), *many) == [("", "Found 21 operations; expected 20 at most.")]


def test_several_operations_share_settings_and_have_actions_of_their_own():
    given = document()
    given["paths"]["/users"]["delete"] = {"operationId": "Send", "deprecated": True}
    told, _ = drafted(given, "send", "Send")
    assert [action["slug"] for action in told["actions"]] == ["send", "send_2"]
    assert told["actions"][1]["description"] == "Deprecated. DELETE /users"
    assert [setting["key"] for setting in told["settings"]] == ["base_url"]


@pytest.mark.parametrize(
    ("info", "name", "description"),
    [
        ({"title": "Acme", "summary": "Short."}, "Acme", "Short."),
        ({"title": 5, "description": "Long."}, "API", "Long."),
        ([], "API", "Sends events to API."),
    ],
)
def test_the_document_names_the_definition(info, name, description):
    told, _ = drafted(document(info=info))
    assert (told["name"], told["description"]) == (name, description)


# --- servers --------------------------------------------------------------------------------------


def test_one_server_is_the_default_of_a_setting():
    told, notes = drafted(document())
    [setting] = told["settings"]
    assert setting["default"] == "https://api.example.com/v1"
    assert told["actions"][0]["request"]["url"] == {"@template": f"{BASE}/users"}
    assert notes == []


@pytest.mark.parametrize(
    ("servers", "default", "url", "note"),
    [
        ([], None, f"{BASE}/users", "No server is named: the address is asked for."),
        ([{"url": " "}, 5], None, f"{BASE}/users", "No server is named: the address is asked for."),
        (
            [{"url": "/v2/"}],
            None,
            f"{BASE}/v2/users",
            "The server /v2/ has no host of its own: the address is asked for.",
        ),
        (
            [{"url": "{base}/v2"}],
            None,
            f"{BASE}/users",
            "The server {base}/v2 has no host of its own: the address is asked for.",
        ),
        (
            [{"url": "https://u:p@a.example"}],
            None,
            f"{BASE}/users",
            "This address holds a user name or password in front of an @; "
            "use the settings for them: another one is asked for.",
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_asked_for(servers, default, url, note):
    told, notes = drafted(document(servers=servers))
    assert told["settings"][0].get("default") == default
    assert told["actions"][0]["request"]["url"] == {"@template": url}
    assert notes == [note]


def test_other_servers_are_named_in_the_help():
    servers = [{"url": "https://a.example"}, {"url": "https://b.example"}]
    told, _ = drafted(document(servers=servers))
    assert told["settings"][0]["description"].endswith("There are also: https://b.example.")


def test_variables_of_a_server_become_settings():
    variables = {
        "region": {"enum": ["eu", "us", "eu"], "default": "us", "description": "Where."},
        "stage": {"default": "live"},
        "odd": {"enum": ["x"], "default": "y"},
    }
    servers = [
        {"url": "https://{region}.{stage}.{odd}.{other}.example.com/", "variables": variables},
        {"url": "https://b.example"},
    ]
    told, notes = drafted(document(servers=servers))
    region, stage, odd, other = told["settings"]
    assert [choice["value"] for choice in region["choices"]] == ["eu", "us"]
    assert (region["default"], region["description"]) == ("us", "Where.")
    assert (stage["default"], stage["type"]) == ("live", "string")
    assert ("default" in odd, odd["type"], other["key"]) == (False, "choice", "other")
    assert notes == ["This other server is not carried over."]


def test_the_server_nearest_to_the_operation_counts():
    given = document({"servers": [{"url": "https://op.example"}]})
    assert drafted(given)[0]["settings"][0]["default"] == "https://op.example"


# --- security -------------------------------------------------------------------------------------


def secured(schemes, security, **operation):
    return document(operation, components={"securitySchemes": schemes}, security=security)


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


@pytest.mark.parametrize(
    ("scheme", "authentication"),
    [
        ({"type": "http", "scheme": "Bearer"}, {"scheme": "bearer", "setting": "main"}),
        ({"type": "openIdConnect"}, {"scheme": "bearer", "setting": "main"}),
        (
            {"type": "http", "scheme": "basic"},
            {"scheme": "basic", "username_setting": "username", "password_setting": "password"},
        ),
        (KEY, {"scheme": "header", "name": "X-Key", "setting": "main"}),
        (
            {**KEY, "in": "query", "name": "key"},
            {"scheme": "query", "name": "key", "setting": "main"},
        ),
        ({"type": "mutualTLS"}, {"scheme": "none"}),
        ({**KEY, "in": "cookie"}, {"scheme": "none"}),
        ({**KEY, "name": "Host"}, {"scheme": "none"}),
        ({"type": "oauth2", "flows": {"implicit": {}}}, {"scheme": "bearer", "setting": "main"}),
        ({"type": "oauth2"}, {"scheme": "bearer", "setting": "main"}),
        (
            {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "https://a.example/token"}},
            },
            {
                "scheme": "oauth2_client_credentials",
                "token_url": "https://a.example/token",
                "client_id_setting": "client_id",
                "client_secret_setting": "client_secret",
                "scopes": ["write"],
            },
        ),
        (
            {
                "type": "oauth2",
                "flows": {
                    "authorizationCode": {"tokenUrl": "https://a.example/token"},
                    "clientCredentials": {"tokenUrl": "/token"},
                },
            },
            {
                "scheme": "oauth2_refresh_token",
                "token_url": "https://a.example/token",
                "client_id_setting": "client_id",
                "client_secret_setting": "client_secret",
                "refresh_token_setting": "refresh_token",
                "scopes": ["write"],
            },
        ),
    ],
)
def test_a_security_scheme_becomes_the_authentication(scheme, authentication):
    told, _ = drafted(secured({"main": scheme}, [{"main": ["write", 5]}]))
    assert told["authentication"] == authentication


@pytest.mark.parametrize("security", [None, [], [{}], "x"])
def test_an_operation_may_need_no_proof(security):
    assert drafted(document(security=security))[0]["authentication"] == {"scheme": "none"}


def test_the_first_way_in_that_can_be_held_is_taken_and_others_are_told():
    schemes = {"tls": {"type": "mutualTLS"}, "main": {**KEY, "description": "From support."}}
    told, notes = drafted(secured(schemes, [{"tls": "x"}, {"main": []}]))
    assert told["authentication"]["scheme"] == "header"
    assert told["settings"][1]["description"] == "From support."
    assert notes == ["The API takes tls as well, which is not carried over."]


def test_keys_that_are_needed_together_stand_beside_the_authentication():
    schemes = {
        "main": KEY,
        "app": {**KEY, "name": "X-App"},
        "tag": {**KEY, "in": "query", "name": "tag"},
        "user": {"type": "http", "scheme": "basic"},
    }
    told, notes = drafted(secured(schemes, [{"main": [], "app": [], "tag": [], "user": []}]))
    request = told["actions"][0]["request"]
    assert request["headers"] == {"X-App": {"@path": "$.settings.app"}}
    assert request["query"] == {"tag": {"@path": "$.settings.tag"}}
    assert notes == ['The security scheme "user" (basic) is not carried over.']


def test_all_actions_have_the_first_authentication():
    given = secured({"main": KEY, "other": {**KEY, "name": "X-Other"}}, [{"main": []}])
    given["paths"]["/b"] = {"post": {"operationId": "b", "security": [{"other": []}]}}
    given["paths"]["/c"] = {"post": {"operationId": "c", "security": []}}
    told, notes = drafted(given, "send", "b", "c")
    assert told["authentication"]["name"] == "X-Key"
    assert notes == ["This operation has another authentication, which is not carried over."]


def test_a_scheme_that_is_not_there_is_told():
    message = 'There is no security scheme "main".'
    assert problems_of(document(security=[{"main": []}]), "send") == [
        ("/components/securitySchemes", message)
    ]


# --- parameters -----------------------------------------------------------------------------------


def parameter(name, where="query", **members):
    return {"name": name, "in": where, "schema": TEXT, **members}


def with_parameters(*parameters, path="/users", **operation):
    return document({"parameters": list(parameters), "requestBody": None, **operation}, path)


def test_path_and_query_become_fields():
    given = with_parameters(
        parameter("user-id", "path", description="Who.", example="u1"),
        parameter("tags", schema={"type": "array", "items": TEXT}, required=True, example=True),
        path="/users/{user-id}",
    )
    action = action_of(given)
    assert action["request"]["url"] == {"@template": f"{BASE}/users/{{{{payload.user-id}}}}"}
    assert action["request"]["query"] == {"tags": {"@path": "$.payload.tags"}}
    assert action["fields"] == [
        {
            "key": "user-id",
            "label": "User ID",
            "type": "string",
            "required": True,
            "description": "Who.",
            "placeholder": "u1",
        },
        {"key": "tags", "label": "Tags", "type": "string", "required": True, "multiple": True},
    ]


def test_what_is_the_same_for_every_event_becomes_a_setting():
    choices = {"type": "string", "enum": ["1", "2"], "default": "1", "description": "Which."}
    given = with_parameters(
        parameter("accountId", "path", schema={"type": "string", "format": "uuid"}, example="a"),
        parameter("X-Version", "header", schema=choices),
        parameter("X-Mode", "header", schema={"type": "string", "default": "live"}),
        parameter("X-Trace", "header"),
        path="/accounts/{accountId}",
    )
    told, notes = drafted(given)
    request = told["actions"][0]["request"]
    assert [setting["key"] for setting in told["settings"][1:]] == [
        "account_id",
        "x_version",
        "x_mode",
    ]
    assert told["settings"][2]["choices"][0]["value"] == told["settings"][2]["default"] == "1"
    assert request["url"] == {"@template": f"{BASE}/accounts/{{{{settings.account_id}}}}"}
    assert request["headers"]["X-Trace"] == {"@path": "$.payload.X-Trace"}
    assert "Its format is not carried over: only the tool checks it." in notes


def test_an_operations_own_parameter_replaces_that_of_its_path():
    given = with_parameters(parameter("a", description="Own."))
    given["paths"]["/users"]["parameters"] = [parameter("a"), {"$ref": "#/components/parameters/B"}]
    given["components"] = {"parameters": {"B": parameter("b")}}
    assert [field["key"] for field in action_of(given)["fields"]] == ["a", "b"]


def test_a_parameter_with_content_is_sent_as_json():
    content = {"application/json": {"schema": {"type": "object"}}}
    told = action_of(with_parameters({"name": "f", "in": "query", "content": content}))
    encoded = {"@json": {"mode": "encode", "value": {"@path": "$.payload.f"}}}
    assert told["request"]["query"] == {"f": encoded}
    assert told["fields"][0]["type"] == "object"


@pytest.mark.parametrize("content", [[], {}, {"text/plain": {}}, {"text/plain": 5}])
def test_a_parameter_without_a_schema_is_a_text(content):
    given = with_parameters({"name": "f", "in": "query", "content": content})
    assert action_of(given)["fields"][0]["type"] == "string"


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (parameter("a", "cookie"), "This is left out: a parameter in cookie cannot be sent."),
        (parameter("@a"), "This is left out: its name cannot be the key of a field."),
        (parameter("a_b", "header"), "This is left out: a header of this name cannot be set."),
        (
            parameter("a", style="deepObject"),
            "This is left out: its style deepObject cannot be written.",
        ),
        (
            parameter("a", explode=False, schema={"type": "array", "items": TEXT}),
            "This is left out: a list with commas cannot be written.",
        ),
        (
            parameter("Accept", "header"),
            "The header Accept is left out: it is set with the body and the key.",
        ),
        (parameter("a", schema=False), "This is left out: it takes no value."),
    ],
)
def test_a_parameter_that_cannot_be_carried_over_is_told(given, note):
    told, notes = drafted(with_parameters(given))
    assert told["actions"][0]["fields"] == []
    assert notes == [note]


def test_an_example_that_is_long_or_there_already_is_no_placeholder():
    told = {"type": "string", "example": "first"}
    given = with_parameters(
        parameter("a", schema=told, example="x"), parameter("b", example="x" * 200)
    )
    assert [field.get("placeholder") for field in action_of(given)["fields"]] == ["first", None]


def test_a_list_in_a_path_is_one_text():
    schema = {"type": "array", "items": TEXT}
    given = with_parameters(parameter("ids", "path", schema=schema), path="/users/{ids}")
    told, notes = drafted(given)
    assert "multiple" not in told["actions"][0]["fields"][0]
    assert notes == ["A value in a path is one text; a list is not sent."]


def test_parameters_of_the_same_name_get_their_place_in_front():
    given = with_parameters(
        parameter("id", "path"), {"name": "id", "in": "query", "content": []}, path="/users/{id}"
    )
    assert [field["key"] for field in action_of(given)["fields"]] == ["id", "query_id"]


def test_what_is_wrong_with_parameters_is_told():
    given = with_parameters({"name": "a"}, {"$ref": "#/none"}, path="/users/{who}")
    given["paths"]["/users/{who}"]["parameters"] = 5
    assert [message for _, message in problems_of(given, "send")] == [
        "Expected a list.",
        "Expected a parameter with in and name.",
        'There is nothing at "#/none".',
        'The path has "who", which is no parameter that can be filled.',
    ]


# --- bodies ---------------------------------------------------------------------------------------


def test_an_object_is_the_whole_payload():
    action = action_of(document())
    assert action["request"]["body"] == {"@path": "$.payload"}
    assert [field["key"] for field in action["fields"]] == ["email"]


def test_beside_parameters_a_body_names_its_fields():
    schema = {
        "type": "object",
        "properties": {"id": TEXT, "body_id": TEXT, "x": TEXT},
        "additionalProperties": True,
        "anyOf": [{"required": ["id"]}, {"required": ["x"]}],
    }
    given = document({"parameters": [parameter("id", "path")], **body(schema)}, "/users/{id}")
    told, notes = drafted(given)
    [action] = told["actions"]
    assert [field["key"] for field in action["fields"]] == ["id", "body_body_id", "body_id", "x"]
    assert action["request"]["body"]["id"] == {"@path": "$.payload.body_body_id"}
    assert action["requires_one_of"] == [["body_body_id", "x"]]
    assert notes == ["Keys of people's own are not carried over beside parameters."]


@pytest.mark.parametrize(
    ("max_items", "limit"), [(None, None), (500, 500), (5000, None), (1, "none")]
)
def test_a_list_of_objects_takes_one_or_many(max_items, limit):
    schema = {"type": "array", "items": {"type": "object", "properties": {"a": TEXT}}}
    schema |= {"maxItems": max_items} if max_items else {}
    action = action_of(document(body(schema)))
    assert action["request"]["body"] == [{"@path": "$.payload"}]
    if limit == "none":
        assert "batch" not in action
    else:
        assert action["batch"]["request"]["body"] == {"@path": "$.payloads"}
        assert action["batch"].get("max_items") == limit


@pytest.mark.parametrize(
    ("schema", "config", "keys"),
    [
        ({}, {"@path": "$.payload"}, []),
        ({"type": "object"}, {"@path": "$.payload"}, []),
        (TEXT, {"@path": "$.payload.body"}, ["body"]),
        ({"type": "array", "items": TEXT}, {"@path": "$.payload.body"}, ["body"]),
        ({"type": "array", "items": {"type": "array"}}, None, []),
        ({"type": "array", "items": [TEXT]}, {"@path": "$.payload.body"}, ["body"]),
    ],
)
def test_a_body_of_any_shape_is_one_field_or_any(schema, config, keys):
    action = action_of(document(body(schema)))
    assert action["request"].get("body") == config
    assert [field["key"] for field in action["fields"]] == keys


def test_a_form_holds_texts():
    schema = {"type": "object", "properties": {"a": TEXT, "b": {"type": "object"}}}
    given = document(body(schema, "application/x-www-form-urlencoded", encoding={}))
    told, notes = drafted(given)
    [action] = told["actions"]
    assert action["request"]["body_format"] == "form"
    assert [field["key"] for field in action["fields"]] == ["a"]
    assert notes == [
        '"b" is left out: a form holds texts and lists of them.',
        "How parts of the form are written is not carried over.",
    ]


def test_a_form_beside_parameters_names_what_it_holds():
    schema = {"type": "object", "properties": {"a": TEXT, "b": {"type": "object"}}}
    form = body(schema, "application/x-www-form-urlencoded")
    given = document({"parameters": [parameter("q")], **form})
    assert action_of(given)["request"]["body"] == {"a": {"@path": "$.payload.a"}}


def test_a_media_type_of_its_own_is_a_header():
    action = action_of(document(body({"type": "object"}, "application/vnd.api+json")))
    assert action["request"]["headers"] == {"Content-Type": "application/vnd.api+json"}


def test_json_is_taken_of_several_media_types():
    given = document()
    given["paths"]["/users"]["post"]["requestBody"]["content"]["text/xml"] = {}
    assert drafted(given)[1] == ["The body is sent as application/json, not as text/xml."]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"requestBody": {}}, "Expected a media type."),
        (
            body(TEXT, "text/csv"),
            "Found text/csv; expected JSON or a form. Nothing else can be sent.",
        ),
        (
            {"requestBody": {"$ref": "https://a.example/b"}},
            'Found a reference to "https://a.example/b"; expected one that starts with #/. '
            "Nothing is fetched: bundle everything into one document.",
        ),
        (
            body(
                {"type": "array", "items": {"type": "object", "properties": {"a": TEXT}}},
                "application/x-www-form-urlencoded",
            ),
            "A form is an object; this is a list.",
        ),
    ],
)
def test_a_body_that_cannot_be_sent_is_told(given, message):
    assert [told for _, told in problems_of(document(given), "send")] == [message]


def test_a_body_without_a_schema_takes_anything():
    given = document({"requestBody": {"content": {"*/*": {}}}})
    assert action_of(given)["allows_extra_fields"] is True


def test_parameters_and_body_together_have_a_limit():
    properties = {f"k{number}": TEXT for number in range(200)}
    operation = {
        "parameters": [parameter("q")],
        **body({"type": "object", "properties": properties}),
    }
    told, notes = drafted(document(operation))
    assert len(told["actions"][0]["fields"]) == 200
    assert notes == ["Of 201 fields, the first 200 are kept."]
