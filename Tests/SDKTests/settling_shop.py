"""A merchant with a clock of its own, so that days can pass, as a shop that speaks Mollie's API."""

import uuid

import requests
import shop
from payer import Payer

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


class SettlingShop:
    def __init__(self, base):
        answer = requests.post(
            f"{base}/holdfast/v1/merchants",
            json={"name": f"Shop {uuid.uuid4()}"},
            headers={"Authorization": f"Bearer {ADMINISTRATOR}"},
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
        self.base = base
        self.keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
        self.payer = Payer(base, self.keys["holdfast merchant"])

    def own(self, method, path, body=None):
        answer = requests.request(
            method,
            f"{self.base}/holdfast/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.keys['holdfast merchant']}"},
            timeout=120,
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    def pass_days(self, days):
        self.own("POST", "/sandbox/clock", {"advance": f"P{days}D"})

    def settles(self, **settlement):
        self.own("PUT", "/sandbox/settings", {"settlement": settlement})

    def live(self, method, path, body=None):
        """A request in live mode: settlements are in live mode alone."""
        answer = requests.request(
            method,
            f"{self.base}/v2{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.keys['mollie live']}"},
            timeout=30,
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    def captured(self, *amounts, currency="EUR"):
        """A payment of 100.00 by card or Klarna, with captures of these amounts."""
        order = shop.klarna_payment() if currency == "EUR" else shop.card_payment("100.00")
        order["amount"] = {"currency": currency, "value": "100.00"}
        payment = self.live("POST", "/payments", order)
        self.payer.approve(payment["id"])
        path = f"/payments/{payment['id']}"
        for amount in amounts:
            self.live("POST", f"{path}/captures", {"amount": {"currency": currency, "value": amount}})
        shop.eventually(
            lambda: [capture["status"] for capture in self.live("GET", f"{path}/captures")["_embedded"]["captures"]],
            lambda states: states == ["succeeded"] * len(amounts),
        )
        return payment["id"]

    def refund(self, payment, amount):
        return self.live("POST", f"/payments/{payment}/refunds", {"amount": shop.eur(amount)})["id"]
