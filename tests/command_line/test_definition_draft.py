"""`engage-mapper definition draft` writes a definition that `check` passes, and notes beside it."""

import json

import pytest

from tests.command_line.commands import PROJECT_DIR, run

CASES = PROJECT_DIR / "tests" / "cases" / "openapi"


def draft(*words, cwd=PROJECT_DIR):
    return run("definition", "draft", *words, cwd=cwd)


def test_an_operation_becomes_a_definition_that_passes_the_check(tmp_path):
    done = draft("--from", "openapi", CASES / "twilio.json", "--operation", "CreateMessage")
    assert done.returncode == 0
    assert "pattern is not carried over" in done.stderr
    (tmp_path / "twilio.json").write_text(done.stdout)
    assert run("definition", "check", "twilio.json", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("source", "text"),
    [("sample", "email: user@example.com"), ("json-schema", '{"properties": {"email": {}}}')],
)
def test_a_sample_or_a_schema_becomes_a_definition(source, text, tmp_path):
    (tmp_path / "given").write_text(text)
    done = draft("--from", source, "given", "--name", "Acme", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert document["name"] == "Acme"
    assert document["actions"][0]["fields"][0]["key"] == "email"


def test_what_is_wrong_is_told_with_its_file(tmp_path):
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\npaths: {/a: {post: {operationId: send}}}\n")
    done = draft("--from", "openapi", "a.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "a.yaml: Pick an operation. There is: send.\n"


def test_the_operations_of_a_document_are_listed():
    done = run("definition", "operations", CASES / "postmark.yaml", cwd=PROJECT_DIR)
    assert done.stdout == (
        "sendEmailBatch  POST /email/batch  Send a batch of e-mails\n"
        "sendEmailWithTemplate  POST /email/withTemplate  Send an e-mail with a template\n"
    )


def test_the_operations_of_a_document_are_listed_for_scripts(tmp_path):
    (tmp_path / "a.yaml").write_text("openapi: 3.1.0\npaths: {/a: {post: {deprecated: true}}}\n")
    done = run("definition", "operations", "a.yaml", "--format", "json", cwd=tmp_path)
    told = {"id": "POST /a", "method": "POST", "path": "/a", "name": "POST /a"}
    assert json.loads(done.stdout) == [told | {"is_deprecated": True}]


def test_a_document_without_operations_is_told_with_its_file(tmp_path):
    (tmp_path / "a.json").write_text('{"swagger": "2.0"}')
    done = run("definition", "operations", "a.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("a.json: /swagger: Found Swagger 2.0;")


def test_operations_are_those_of_one_file():
    done = run("definition", "operations", cwd=PROJECT_DIR)
    assert done.returncode == 2
    assert "Name one file with an OpenAPI document." in done.stderr


def test_what_is_missing_is_asked_for():
    done = draft()
    assert done.returncode == 2
    assert "Name one file, and with --from what it is" in done.stderr
