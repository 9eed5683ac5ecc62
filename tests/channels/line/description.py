"""LINE's own description of a push and a reply, as its library was made from it, to answer by.

The library's classes are generated from LINE's OpenAPI document; here they are turned back into
one, of the two calls that we make.
"""

import json
from typing import Any

from linebot.v3.messaging import models


def push_document() -> dict[str, Any]:
    """Return an OpenAPI document: `POST /v2/bot/message/push`, `…/reply`, text, quick replies."""
    schemas: dict[str, Any] = {}
    for one in (
        models.PushMessageRequest,
        models.PushMessageResponse,
        models.ReplyMessageRequest,
        models.ReplyMessageResponse,
        models.TextMessage,
        models.PostbackAction,
        models.ErrorResponse,
    ):
        made = one.schema()
        schemas |= made.pop("definitions", {})
        schemas[one.__name__] = made
    # What may be of several kinds is of the kind that we send.
    schemas["Message"], schemas["Action"] = schemas["TextMessage"], schemas["PostbackAction"]
    for name, kind in (("TextMessage", "text"), ("PostbackAction", "postback")):
        schemas[name]["properties"]["type"]["enum"] = [kind]
        schemas[name]["additionalProperties"] = False
    text = json.dumps(schemas).replace("#/definitions/", "#/components/schemas/")
    return {
        "openapi": "3.0.0",
        "info": {"title": "LINE Messaging API", "version": "0.0.1"},
        "paths": {
            "/v2/bot/message/push": {"post": _push()},
            "/v2/bot/message/reply": {"post": _reply()},
        },
        "security": [{"Bearer": []}],
        "components": {
            "securitySchemes": {"Bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": json.loads(text),
        },
    }


def _push() -> dict[str, Any]:
    key = {"type": "string", "format": "uuid"}
    header = {"name": "X-Line-Retry-Key", "in": "header", "required": True, "schema": key}
    return _call("pushMessage", "PushMessage") | {"parameters": [header]}


def _reply() -> dict[str, Any]:
    return _call("replyMessage", "ReplyMessage")


def _call(name: str, kind: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "requestBody": {"required": True, "content": _json(f"{kind}Request")},
        "responses": {
            "200": {"description": "OK", "content": _json(f"{kind}Response")},
            "400": {"description": "Bad Request", "content": _json("ErrorResponse")},
        },
    }


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
