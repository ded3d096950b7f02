"""What well-behaved clients send: every request that a merchant makes who has one of everything."""

import contextlib
import json
from dataclasses import dataclass

import requests

from server.belongings import Belongings
from server.sweeping import admitted, routes
from server.test_sweep import BODIES, entrances


@dataclass(frozen=True)
class Sent:
    method: str
    path: str
    headers: tuple
    body: bytes


@contextlib.contextmanager
def recorded(base):
    """Whatever `requests` sends to `base` meanwhile."""
    found = []
    send = requests.Session.send

    def noting(session, request, **more):
        if request.url.startswith(base):
            body = request.body or b""
            kept = {name: value for name, value in request.headers.items() if name.lower() not in IGNORED}
            found.append(
                Sent(
                    request.method, request.path_url, tuple(kept.items()),
                    body.encode() if isinstance(body, str) else body,
                )
            )  # fmt: skip
        return send(session, request, **more)

    requests.Session.send = noting
    try:
        yield found
    finally:
        requests.Session.send = send


IGNORED = {"content-length", "connection", "accept-encoding", "user-agent"}


def gathered(instance, receiver):
    """The requests of one merchant, and one for every route of the server with its own identifiers."""
    with recorded(instance.base) as found:
        owner = Belongings(admitted(instance, "Fuzzed Ltd"), receiver)
    for method, route, dialect in routes(instance):
        is_real = f"{method} {route}" in BODIES or method == "GET" and dialect not in ("console", "none")
        if "*" in route or not is_real:
            continue
        for key, kept in entrances(dialect, route):
            ids = owner.ids.get(kept, {})
            path = route
            for name, value in ids.items():
                path = path.replace("{" + name + "}", str(value))
            body = BODIES.get(f"{method} {route}")
            headers = owner.headers(dialect, key) if dialect not in ("server", "none") else {}
            found.append(
                Sent(
                    method, path, (*headers.items(), ("Content-Type", "application/json")),
                    json.dumps(body).encode() if isinstance(body, dict) else b"",
                )
            )  # fmt: skip
    # One of each, and none that ends or bends the world that is being looked at.
    kept = {}
    for sent in found:
        if "/sandbox/clock" not in sent.path and not (sent.method == "DELETE" and sent.path.endswith("/sandbox/data")):
            kept.setdefault((sent.method, sent.path, sent.body), sent)
    return list(kept.values())
