"""Every request of the official Postman collections, replayed: the variables filled in, the scripts done by hand.

The collections are Vipps MobilePay's own and not part of this project: without them the tests are skipped.
"""

import json
import pathlib
import re
import time
import uuid

import pytest
import requests
from vipps_unit import CLIENT_ID, CLIENT_SECRET, RESERVE_UNIT, SUBSCRIPTION_KEY

PROJECT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = PROJECT.parent / "shared" / "specs" / "vipps"

pytestmark = pytest.mark.skipif(
    not (FOLDER / "postman-epayment.json").exists(), reason=f"there are no official Postman collections in {FOLDER}"
)

MINE = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "merchantSerialNumber": RESERVE_UNIT,
    "Ocp-Apim-Subscription-Key": SUBSCRIPTION_KEY,
    "mobileNumber": "48059528",
    "internationalMobileNumber": "4748059528",
}


class Collection:
    """One collection with its environment; `ran` remembers which of its requests were sent."""

    def __init__(self, name, server):
        self.server = server
        self.requests = dict(self._flat(json.loads((FOLDER / f"postman-{name}.json").read_text())["item"]))
        environment = json.loads((FOLDER / "postman-environment.json").read_text())
        self.variables = {value["key"]: value["value"] for value in environment["values"]}
        self.variables |= {**MINE, "base_url": server, "payment_token": ""}
        self.ran = set()

    def _flat(self, items):
        for item in items:
            if "item" in item:
                yield from self._flat(item["item"])
            else:
                yield item["name"], item

    def filled(self, text):
        text = text.replace("{{$guid}}", str(uuid.uuid4()))
        return re.sub(r"\{\{([^}]+)\}\}", lambda found: str(self.variables.get(found[1], found[0])), text)

    def send(self, name, status):
        """Sends one request as Postman does, with what its scripts do before and after."""
        item = self.requests[name]
        request = item["request"]
        self._before(item)
        url = request["url"] if isinstance(request["url"], str) else request["url"]["raw"]
        # One of them names the test host outright.
        url = self.filled(url).replace("https://apitest.vipps.no", self.server)
        headers = {header["key"]: self.filled(header["value"]) for header in request["header"] if not header.get("disabled")}
        if (request.get("auth") or {}).get("type") == "bearer":
            headers["Authorization"] = f"Bearer {self.variables['access_token']}"
        body = self.filled((request.get("body") or {}).get("raw") or "").encode()
        answer = requests.request(request["method"], url, headers=headers, data=body, timeout=20)
        self.ran.add(name)
        assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text}"
        self._after(answer)
        return answer

    def _before(self, item):
        script = "".join(line for event in item.get("event", []) if event["listen"] == "prerequest"
                         for line in event["script"]["exec"])  # fmt: skip
        now = str(time.time_ns() // 1_000)
        if "idempotency_key" in script:
            self.variables["idempotency_key"] = str(uuid.uuid4())
        for name in ["reference", "orderId"]:
            if f"set('{name}'" in script:
                self.variables[name] = self.variables["merchantSerialNumber"] + now

    def _after(self, answer):
        try:
            body = answer.json()
        except ValueError:
            return
        if not isinstance(body, dict):
            return
        for name in ["access_token", "sub"]:
            if name in body:
                self.variables[name] = body[name]
        if "sub" in body.get("profile", {}):
            self.variables["sub"] = body["profile"]["sub"]
        if "url" in body:
            self.variables["vippsLandingPageURL"] = body["url"]
            self.variables["payment_token"] = body["url"].split("=", 3)[2]
        if "secret" in body:
            self.variables["webhook_id"] = body["id"]

    def everything_ran(self):
        assert self.ran == set(self.requests), set(self.requests) - self.ran


def test_epayment(server):
    collection = Collection("epayment", server)
    send = collection.send
    send("Get Access Token", 200)
    send("Create payment - Web redirect", 201)
    send("Force approve payment", 200)
    send("Capture payment", 200)
    send("Refund payment", 200)
    aggregate = send("Cancel payment", 200).json()["aggregate"]
    assert {name: amount["value"] for name, amount in aggregate.items()} == {
        "authorizedAmount": 49900, "capturedAmount": 1000, "cancelledAmount": 48900, "refundedAmount": 1000,
    }  # fmt: skip
    assert len(send("Get payment event log", 200).json()) == 5
    for flow in ["QR", "Push request", "Native redirect", "Card"]:
        send(f"Create payment - {flow}", 201)
        assert send("Get payment", 200).json()["state"] == "CREATED"
        assert send("Cancel payment", 200).json()["state"] == "TERMINATED"
    send("Create payment - User info", 201)
    send("Force approve payment", 200)
    assert send("Get payment", 200).json()["profile"]["sub"]
    assert send("Get Userinfo", 200).json()["given_name"]
    collection.everything_ran()


def test_ecom(server):
    collection = Collection("ecom-v2", server)
    send = collection.send
    send("Get Access Token", 200)
    send("Initiate Payment", 200)
    assert send("Generate QR Code PNG", 200).content.startswith(b"\x89PNG")
    send("Force Approve Payment", 200)
    captured = send("Capture Payment", 200).json()["transactionSummary"]
    assert (captured["capturedAmount"], captured["remainingAmountToCapture"]) == (49900, 0)
    assert send("Refund Payment", 200).json()["transactionSummary"]["refundedAmount"] == 49900
    log = send("Get Payment Details", 200).json()["transactionLogHistory"]
    assert [entry["operation"] for entry in log] == ["REFUND", "CAPTURE", "RESERVE", "INITIATE"]
    send("Initiate Payment - Express Checkout", 200)
    send("Cancel Payment", 200)
    send("Initiate Payment - Profile flow", 200)
    send("Force Approve Payment", 200)
    assert send("Get Payment Details", 200).json()["sub"]
    assert send("Get Userinfo", 200).json()["email"]
    collection.everything_ran()


def test_webhooks(server):
    collection = Collection("webhooks", server)
    send = collection.send
    send("Get Access Token", 200)
    send("Register", 201)
    assert len(send("Get All", 200).json()["webhooks"]) == 1
    send("Delete Last", 204)
    assert send("Delete All", 200).json() == {"webhooks": []}
    collection.everything_ran()
