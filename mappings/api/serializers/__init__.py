"""The JSON that goes in and out, for checking and for the OpenAPI document."""
