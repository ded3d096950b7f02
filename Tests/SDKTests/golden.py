"""Whole exchanges, kept as text that reads as documentation.

A golden is a story of exchanges: method and path, a body, a line of dashes, the status and the answer's body. What
differs from run to run has a name instead: `{{id1}}` is the first GUID that was seen, `{{number1}}` the first number,
`{{time}}` an instant, `{{origin}}` the server. A name in a request stands for what it was before.

`HOLDFAST_WRITE_GOLDENS=1` writes what the server says, to be read before it is kept.
"""

import json
import os
import pathlib
import re

SEPARATOR = "\n==========\n"

VOLATILE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)"
    r"|(?P<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<token>(?<=authorize/)[0-9a-f]{32}|(?<=token=)[0-9a-f]{32})"
    r"|(?P<number>\b7[01]\d{13}\b)"
)


class Names:
    """What was seen, and how the golden calls it."""

    def __init__(self, origin):
        self.origin = origin
        self.names = {}

    def hide(self, text):
        text = re.sub(r'"sessionId": "[^"]*"', '"sessionId": "{{session}}"', text.replace(self.origin, "{{origin}}"))
        return VOLATILE.sub(lambda found: self._name(found.lastgroup, found.group()), text)

    def fill(self, text):
        for value, name in self.names.items():
            text = text.replace(name, value)
        return text

    def _name(self, kind, value):
        if kind == "time":
            return "{{time}}"
        if value == "00000000-0000-4000-8000-000000000004":
            return value
        known = sum(name.startswith("{{" + kind) for name in self.names.values())
        return self.names.setdefault(value, f"{{{{{kind}{known + 1}}}}}")


def play(payee, path: pathlib.Path):
    """Sends each request of the story at a path, and compares the whole."""
    expected = path.read_text()
    names = Names(payee.base)
    played = []
    for exchange in expected.split(SEPARATOR):
        request = exchange.split("\n----------\n")[0]
        line, _, body = request.partition("\n")
        method, target = line.split(" ")
        answer = payee.ask(
            method, names.fill(target), json.loads(names.fill(body)) if body else None, **{"User-Agent": "golden"}
        )
        text = json.dumps(answer.json(), indent=2, ensure_ascii=False)
        played.append(f"{request}\n----------\n{answer.status_code}\n{names.hide(text)}")
    said = SEPARATOR.join(played) + "\n"
    if os.environ.get("HOLDFAST_WRITE_GOLDENS"):
        path.write_text(said)
    assert said == expected
