"""A shop that does many things at the same moment."""

import concurrent.futures
import threading

import requests


class Shop:
    """A shop that sends many requests at the same moment, and counts its money afterwards."""

    def __init__(self, base, key):
        self.base = base
        self.key = key

    def send(self, method, path, body=None, key=None, fault=None):
        headers = {"Authorization": f"Bearer {self.key}"}
        if key:
            headers["Idempotency-Key"] = key
        if fault:
            headers["Holdfast-Fault"] = fault
        return requests.request(method, f"{self.base}/holdfast/v1{path}", json=body, headers=headers, timeout=60)

    def done(self, method, path, body=None, **more):
        answer = self.send(method, path, body, **more)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def held(self, value=10_000, **more):
        """A payment of EUR whose payer said yes."""
        order = {"amount": {"value": value, "currency": "EUR"}, **more}
        payment = self.done("POST", "/payments", order)
        self.done("POST", f"/payments/{payment['id']}/payer", {"action": "approve"})
        return payment["id"]

    def captured(self, value=10_000):
        payment = self.held(value)
        assert self.act(payment, "captures", value).status_code == 201
        return payment

    def act(self, payment, what, value=None, **more):
        body = {"amount": {"value": value, "currency": "EUR"}} if value else {}
        return self.send("POST", f"/payments/{payment}/{what}", body, **more)

    def amounts(self, payment):
        """Authorized, captured, released and refunded, in minor units."""
        read = self.done("GET", f"/payments/{payment}")
        return tuple(read[name]["value"] for name in ("authorized", "captured", "released", "refunded"))

    def balances(self):
        """What the books hold by account; the sums of both sides are asserted to be equal."""
        found = self.done("GET", "/ledger/trial-balance")
        assert all(entry["sum"] == 0 for entry in found["sums"]), found
        return {account["account"]: account["balance"] for account in found["accounts"]}

    def advance(self, duration):
        return self.done("POST", "/sandbox/clock", {"advance": duration})

    def together(self, *requests_to_send):
        """All at the same moment; the answers in their order."""
        gate = threading.Barrier(len(requests_to_send))

        def run(request):
            gate.wait(30)
            return request()

        with concurrent.futures.ThreadPoolExecutor(len(requests_to_send)) as hands:
            return list(hands.map(run, requests_to_send))


def codes(answers):
    return sorted(answer.status_code for answer in answers)
