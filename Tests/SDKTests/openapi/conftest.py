"""The API's description as the server gives it out, and merchants whose every answer is held to it."""

import uuid

import pytest
import requests
import yaml
from described import Description

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


class Merchant:
    """Speaks to our own API; an answer that the description does not have fails the test."""

    def __init__(self, base, description, key, keys=None):
        self.base = base
        self.description = description
        self.key = key
        #: Of every wire, by wire and kind.
        self.keys = keys or {}

    def ask(self, name, status, body=None, key=None, query="", headers=None, raw=None, **places):
        """Asks for an operation by its name, insists on the status, and returns the answer's body."""
        operation = self.description.operations[name]
        credential = self.key if key is None else key
        answer = requests.request(
            operation.method,
            self.base + operation.path.format(**places) + query,
            json=body,
            data=raw,
            headers={**({"Authorization": f"Bearer {credential}"} if credential else {}), **(headers or {})},
            timeout=60,
        )
        assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text}"
        operation.must_fit(answer)
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text

    def key_for(self, name):
        """The key that the operation takes, where it is not this merchant's. What asks with it changes no one else."""
        return ADMINISTRATOR if self.description.operations[name].is_for_administrator else None

    @property
    def id(self):
        return self.ask("listMerchants", 200)["data"][0]["id"]

    @property
    def units(self):
        return self.ask("getMerchant", 200, merchant=self.id)["saleUnits"]

    def created(self, value=10_000, currency="EUR", **more):
        return self.ask("createPayment", 201, {"amount": {"value": value, "currency": currency}, **more})["id"]

    def told(self, url="https://shop.example/hook", events=("void.failed",)):
        """A webhook endpoint; hears of nothing that happens here unless events say so."""
        return self.ask("createWebhookEndpoint", 201, {"url": url, "events": list(events)})

    def authorized(self, **more):
        payment = self.created(**more)
        self.ask("actAsPayer", 200, {"action": "approve"}, payment=payment)
        return payment


@pytest.fixture(scope="session")
def description(server):
    return Description(yaml.safe_load(requests.get(f"{server}/openapi.yaml", timeout=10).content))


@pytest.fixture
def admitted(server, description):
    def admit():
        given = Merchant(server, description, ADMINISTRATOR).ask("createMerchant", 201, {"name": f"Shop {uuid.uuid4()}"})
        keys = {f"{credential['dialect']} {credential['kind']}": credential["secret"] for credential in given["credentials"]}
        return Merchant(server, description, keys["holdfast merchant"], keys)

    return admit


@pytest.fixture
def merchant(admitted):
    return admitted()
