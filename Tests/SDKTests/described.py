"""An OpenAPI document, asked whether an answer is in it."""

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Description:
    def __init__(self, document):
        self.document = document
        registry = Registry().with_resource("urn:description", Resource(document, DRAFT202012))
        self._validator = Draft202012Validator({}, registry=registry, format_checker=FormatChecker())
        self.operations = {
            operation["operationId"]: Operation(self, method.upper(), path, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    def resolved(self, value):
        while "$ref" in value:
            found = self.document
            for step in value["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            value = found
        return value

    def must_fit(self, body, schema):
        anchored = {"$ref": "urn:description" + schema["$ref"]} if "$ref" in schema else schema
        trouble = [f"{'.'.join(map(str, e.path))}: {e.message}" for e in self._validator.evolve(schema=anchored).iter_errors(body)]
        assert not trouble, trouble


class Operation:
    def __init__(self, description, method, path, written):
        self.description = description
        self.method = method
        self.path = path
        self.tag = written["tags"][0]
        self.needs_key = written.get("security") != []
        #: No merchant's key will do.
        self.is_for_administrator = written.get("security") == [{"administratorKey": []}]
        self.responses = {int(code): description.resolved(given) for code, given in written["responses"].items()}
        body = written.get("requestBody", {}).get("content", {}).get("application/json", {})
        self.takes_body = bool(body)
        self.examples = {name: example["value"] for name, example in body.get("examples", {}).items()}
        #: The statuses that were given so far.
        self.given = set()

    def must_fit(self, answer):
        """The answer's status, media type and body are as described."""
        assert answer.status_code in self.responses, f"{answer.status_code} is not described: {answer.text}"
        self.given.add(answer.status_code)
        content = self.responses[answer.status_code].get("content")
        if content is None:
            assert answer.content == b""
            return
        media = answer.headers["content-type"].partition(";")[0]
        assert media in content, f"{media} is not described"
        readers = {"text/csv": lambda: answer.text, "application/yaml": lambda: yaml.safe_load(answer.content)}
        body = readers.get(media, answer.json)()
        self.description.must_fit(body, content[media]["schema"])
