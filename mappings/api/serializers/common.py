"""Errors, pages and the answers about the API itself."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from mappings.api.fields import Flag, Id, StrictSerializer, Text
from mappings.models import Role, TokenScope


class ProblemSerializer(StrictSerializer):
    pointer = Text(help_text='JSON pointer into the request body; "" is the whole of it.')
    code = Text(help_text="Stable, for programs.")
    message = Text(help_text="What was found and what to do, for people.")
    line = serializers.IntegerField(allow_null=True, help_text="In a text: its line, from 1.")
    column = serializers.IntegerField(allow_null=True, help_text="In a text: its column, from 1.")


class ErrorDetailSerializer(StrictSerializer):
    code = Text(help_text="Stable, for programs.")
    message = Text(help_text="For people.")
    request_id = Text(
        help_text="Leads to the entry in the server's log, which every answer of 500 or more has."
    )
    problems = ProblemSerializer(many=True)


class ErrorSerializer(StrictSerializer):
    error = ErrorDetailSerializer()


class WorkspaceSerializer(StrictSerializer):
    id = Id()
    name = Text()
    slug = Text()


class UserSerializer(StrictSerializer):
    name = Text()


class TokenSerializer(StrictSerializer):
    name = Text()
    prefix = Text(help_text="The clear characters of the token.")
    scope = serializers.ChoiceField(choices=TokenScope.choices)


class MeSerializer(StrictSerializer):
    user = UserSerializer()
    workspace = WorkspaceSerializer()
    role = serializers.ChoiceField(choices=Role.choices)
    can_edit = Flag(help_text="Whether this access may change anything.")
    token = TokenSerializer(allow_null=True, help_text="null for a person in a browser.")


def page_of(serializer_class: type[StrictSerializer]) -> Any:
    """The serializer of a cursor page of these, for the OpenAPI document."""
    name = serializer_class.__name__.removesuffix("Serializer")
    return inline_serializer(
        name=f"{name}Page",
        fields={
            "results": serializer_class(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The page after this one."),
            "previous": serializers.URLField(allow_null=True, help_text="The page before."),
        },
    )
