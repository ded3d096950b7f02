"""What the APIs answer, byte for byte: each `.golden` beside this file is a conversation, played against the server.

A request, a line of dashes, the answer; a line of `=` between two. What differs from run to run has a name by its kind and
the order in which it appeared, so that what must be equal within a conversation is (times have no order: two may be the
same). `UPDATE_GOLDENS=1` writes the answers anew; read the difference before it is kept.
"""

import os
import pathlib
import re

import pytest
from vipps_unit import admitted

FOLDER = pathlib.Path(__file__).resolve().parent
NEXT = "\n\n==========\n\n"
ANSWER = "\n----------\n"

KINDS = [
    ("trace", r"00-[0-9a-f]{32}-[0-9a-f]{16}-01"),
    ("uuid", r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ("time", r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|\+00:00)"),
    ("token", r"(?<=token=)[1-9A-HJ-NP-Za-km-z]{22}"),
    ("number", r"(?<=\")5[06]\d{8}(?=\")"),
    ("secret", r"(?<=\")[A-Za-z0-9+/]{86}=="),
]


class Names:
    """The names of what differs from run to run, in one conversation."""

    def __init__(self, server):
        self._server = server
        self._names = {}

    def hide(self, text):
        text = text.replace(self._server, "{{server}}")
        for kind, pattern in KINDS:
            text = re.sub(pattern, lambda found, kind=kind: self._name(kind, found[0]), text)
        return text

    def _name(self, kind, value):
        if kind == "time":
            return "{{time}}"
        known = self._names.setdefault(kind, {})
        return known.setdefault(value, f"{{{{{kind} {len(known) + 1}}}}}")

    def reveal(self, text):
        for known in self._names.values():
            for value, name in known.items():
                text = text.replace(name, value)
        return text


def play(server, text):
    """The conversation as it went. It is a new merchant's, so that every reference is free; `MSN` is its sale unit."""
    unit = admitted(server)
    names, played = Names(server), []
    for exchange in text.rstrip("\n").split(NEXT):
        asked = exchange.split(ANSWER)[0].rstrip("\n")
        first, *more = asked.split("\n")
        method, _, path = first.partition(" ")
        headers = dict(line.split(": ", 1) for line in more if not line.startswith("{"))
        body = next((line for line in more if line.startswith("{")), "")
        data = names.reveal(body).replace("MSN", unit.number).encode()
        answer = unit.send(method, names.reveal(path), headers=headers, data=data)
        told = f"{answer.status_code} {answer.headers.get('Content-Type', '')}".rstrip()
        said = names.hide(answer.text).replace(unit.number, "MSN")
        played.append(f"{asked}{ANSWER}{told}" + (f"\n{said}" if said else ""))
    return NEXT.join(played) + "\n"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.golden")), ids=lambda path: path.stem)
def test_conversation(server, path):
    played = play(server, path.read_text())
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(played)
    assert played == path.read_text()
