"""Merchants of their own for each test, so that their clocks do not meet."""

import uuid

import pytest
import requests
from server.receiver import Receiver

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


class Merchant:
    """A merchant as its program speaks to our own API, with the keys of its other wires."""

    def __init__(self, base, keys):
        self.base = base
        self.keys = keys

    def ask(self, method, path, body=None, key=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Authorization"] = f"Bearer {key or self.keys['holdfast merchant']}"
        return requests.request(method, f"{self.base}/holdfast/v1{path}", json=body, headers=headers, timeout=120)

    def done(self, method, path, body=None, status=None, **headers):
        answer = self.ask(method, path, body, **headers)
        assert answer.status_code == (status or (201 if method == "POST" else 200)), answer.text
        return answer.json()

    def mollie(self, method, path, body=None):
        return requests.request(
            method,
            f"{self.base}/v2{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.keys['mollie test']}"},
            timeout=120,
        )

    def created(self, value=50_000, currency="NOK", **more):
        return self.done("POST", "/payments", {"amount": {"value": value, "currency": currency}, **more})

    def pay(self, payment, **more):
        return self.done("POST", f"/payments/{payment['id']}/payer", {"action": "approve", **more}, status=200)

    def authorized(self, value=50_000, currency="NOK", instrument=None, **more):
        payment = self.created(value, currency, **more)
        return self.pay(payment, **({"instrument": instrument} if instrument else {}))

    def capture(self, payment, value=None, **more):
        return self.done("POST", f"/payments/{payment['id']}/captures", body_of(payment, value, **more))

    def refund(self, payment, value=None, **more):
        return self.done("POST", f"/payments/{payment['id']}/refunds", body_of(payment, value, **more))

    def read(self, payment):
        return self.done("GET", f"/payments/{payment['id']}")

    def timeline(self, payment):
        return self.done("GET", f"/payments/{payment['id']}/timeline")

    def types(self, payment):
        return [event["type"] for event in self.timeline(payment)["events"]]

    def clock(self, **move):
        return self.done("POST", "/sandbox/clock", move, status=200)


def body_of(payment, value, **more):
    amount = {"amount": {"value": value, "currency": payment["requested"]["currency"]}} if value else {}
    return {**amount, **more}


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def admitted(server):
    """Admits a merchant."""

    def admit():
        answer = requests.post(
            f"{server}/holdfast/v1/merchants",
            json={"name": f"Shop {uuid.uuid4()}"},
            headers={"Authorization": f"Bearer {ADMINISTRATOR}"},
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
        keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
        return Merchant(server, keys)

    return admit


@pytest.fixture
def merchant(admitted):
    return admitted()


@pytest.fixture
def problem():
    """Checks that an answer is a problem, and which."""

    def check(answer, status, code=None, field=None):
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        found = answer.json()
        assert (found["status"], found.get("code"), found.get("field")) == (status, code, field), found
        return found

    return check
