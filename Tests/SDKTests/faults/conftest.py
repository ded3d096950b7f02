"""A server of this folder's own, whose books must be clean in the end, and a fresh merchant for each test."""

import os
import socket
import time
from urllib.parse import urlsplit

import pytest
from server import preload
from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials
from server.process import BINARY, Instance


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return preload.build(tmp_path_factory.mktemp("preload"))


@pytest.fixture(scope="session")
def house(tmp_path_factory, library):
    """The server: it must end well, and the audit must find nothing, whatever went wrong on the wire."""
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"there is no server at {BINARY}; build it, or name it in HOLDFAST_BINARY", returncode=3)
    house = Instance(tmp_path_factory.mktemp("faults"), library).start()
    yield house
    house.stop()
    house.audit()


@pytest.fixture
def instance(tmp_path, library):
    """A server that the test starts as it likes."""
    instance = Instance(tmp_path, library)
    yield instance
    if instance.is_running:
        instance.stop()


class Tenant(Merchant):
    """A merchant that can make things go wrong, and look at what was on the wire."""

    def own(self, method, path, body=None, **more):
        return self.send(method, f"/holdfast/v1{path}", body, key="holdfast merchant", **more)

    def fault(self, effect, **more):
        answer = self.own("POST", "/sandbox/faults", {"effect": effect, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def faults(self):
        return self.own("GET", "/sandbox/faults").json()["faults"]

    def strikes(self):
        return self.own("GET", "/sandbox/faults").json()["strikes"]

    def exchanges(self, payment=None):
        query = f"?payment={payment['id']}" if payment else ""
        return self.own("GET", f"/wire-exchanges{query}").json()["exchanges"]

    def captures(self, payment):
        answer = self.send("GET", f"/v2/payments/{payment['id']}/captures?limit=250")
        return answer.json()["_embedded"]["captures"]

    def raw(self, method, path, body=b"", key="mollie test", headers=None):
        return Raw(self.base, method, path, body, {"Authorization": f"Bearer {self.keys[key]}", **(headers or {})})


class Raw:
    """One request over a plain socket: what came back until the server closed the connection, and when."""

    def __init__(self, base, method, path, body, headers):
        place = urlsplit(base)
        head = {"Host": place.netloc, "Content-Length": str(len(body)), "Connection": "close", **headers}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        self.pieces = []
        began = time.monotonic()
        with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
            connection.sendall("\r\n".join(lines).encode() + body)
            while piece := connection.recv(65536):
                self.pieces.append((time.monotonic() - began, piece))
        self.seconds = time.monotonic() - began

    @property
    def bytes(self):
        return b"".join(piece for _, piece in self.pieces)


@pytest.fixture
def admit(house):
    def make(name="A shop"):
        answer = Merchant(house.base, {}).send("POST", "/holdfast/v1/merchants", {"name": name}, key=DEMO_ADMINISTRATOR)
        assert answer.status_code == 201, answer.text
        return Tenant(house.base, answered_credentials(answer))

    return make


@pytest.fixture
def merchant(admit):
    return admit()
