"""A payee of the invoice wire: its token, and what it sells."""

import contextlib
import itertools
import os
import uuid

import requests
from holdfast_server import HoldfastServer

TOKEN = "holdfast-demo-swedbankpay"
PAYEE_ID = "00000000-0000-4000-8000-000000000004"
PAYMENTS = "/psp/invoice/payments"
PROBLEMS = "https://api.payex.com/psp/errordetail/"

COUNTRIES = {
    "SE": {
        "invoiceType": "PayExFinancingSe", "currency": "SEK", "language": "sv-SE", "number": "600307-1161",
        "msisdn": "+46739000001", "street": "Helgestavägen 9", "zipCode": "19792", "city": "Bro",
        "name": "Azra Oliveira",
    },
    "NO": {
        "invoiceType": "PayExFinancingNo", "currency": "NOK", "language": "nb-NO", "number": "26026708248",
        "msisdn": "+4799999999", "street": "Saltnestoppen 43", "zipCode": "1642", "city": "Saltnes",
        "name": "Olivia Nyhuus",
    },
    "FI": {
        "invoiceType": "PayExFinancingFi", "currency": "EUR", "language": "fi-FI", "number": "100584-451P",
        "msisdn": "+358501234567", "street": "Kiannonkatu 88", "zipCode": "90500", "city": "Oulu",
        "name": "Järvilehto Kimmo",
    },
}  # fmt: skip

_numbers = itertools.count(1)


def reference():
    """A payeeReference that nobody has used."""
    return f"ref{uuid.uuid4().hex[:12]}{next(_numbers)}"


def order(country="SE", amount=13500, vat=2500, **payment):
    facts = COUNTRIES[country]
    body = {
        "operation": "FinancingConsumer",
        "intent": "Authorization",
        "currency": facts["currency"],
        "prices": [{"type": "Invoice", "amount": amount, "vatAmount": vat}],
        "description": "Test Purchase",
        "userAgent": "Mozilla/5.0...",
        "language": facts["language"],
        "urls": {"completeUrl": "https://example.com/ok", "cancelUrl": "https://example.com/no"},
        "payeeInfo": {"payeeId": PAYEE_ID, "payeeReference": reference(), "payeeName": "Merchant1"},
    }
    return {"payment": {**body, **payment}, "invoice": {"invoiceType": facts["invoiceType"]}}


def consumer(country="SE", email="a@example.com"):
    facts = COUNTRIES[country]
    return {
        "transaction": {"activity": "FinancingConsumer"},
        "consumer": {
            "socialSecurityNumber": facts["number"], "customerNumber": "123456", "email": email,
            "msisdn": facts["msisdn"], "ip": "127.0.0.1",
        },
        "legalAddress": {
            "addressee": facts["name"], "coAddress": "", "streetAddress": facts["street"], "zipCode": facts["zipCode"],
            "city": facts["city"], "countryCode": country,
        },
    }  # fmt: skip


def capture(amount=13500, vat=2500, rows=None, items=None, **transaction):
    """The capture of the seed, or of another amount under one rate."""
    if rows is None and (amount, vat) == (13500, 2500):
        rows = [(12500, 2500, 2500), (1000, 0, 0)]
    rows = rows or [(amount, 2500 if vat else 0, vat)]
    items = items or [(gross, f"item description {place}") for place, (gross, _, _) in enumerate(rows, 1)]
    return {
        "transaction": {
            "activity": "FinancingConsumer",
            "amount": amount,
            "vatAmount": vat,
            "payeeReference": reference(),
            "description": "description for transaction",
            "itemDescriptions": [{"amount": gross, "description": text} for gross, text in items],
            "vatSummary": [{"amount": gross, "vatPercent": percent, "vatAmount": tax} for gross, percent, tax in rows],
            **transaction,
        }
    }


def reversal(amount, vat, **transaction):
    return {
        "transaction": {
            "activity": "FinancingConsumer", "amount": amount, "vatAmount": vat, "payeeReference": reference(),
            "description": "return", **transaction,
        }
    }  # fmt: skip


def cancellation(**transaction):
    return {
        "transaction": {
            "activity": "FinancingConsumer", "payeeReference": reference(), "description": "no stock", **transaction,
        }
    }  # fmt: skip


class Payee:
    def __init__(self, base, token=TOKEN, payee_id=PAYEE_ID):
        self.base = base
        self.token = token
        self.payee_id = payee_id

    def ask(self, method, path, body=None, **headers):
        return requests.request(
            method, self.base + path, json=body, headers={"Authorization": f"Bearer {self.token}", **headers}, timeout=10
        )

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, body):
        return self.ask("POST", path, body)

    def created(self, country="SE", **more):
        """The path of a new payment."""
        body = order(country, **more)
        body["payment"]["payeeInfo"]["payeeId"] = self.payee_id
        answer = self.post(PAYMENTS, body)
        assert answer.status_code == 200, answer.text
        return answer.json()["payment"]["id"]

    def authorized(self, country="SE", email="a@example.com", **more):
        path = self.created(country, **more)
        answer = self.post(f"{path}/authorizations", consumer(country, email))
        assert answer.status_code == 200, answer.text
        return path

    def captured(self, country="SE", body=None, **more):
        """The paths of a payment and of its capture."""
        path = self.authorized(country, **more)
        answer = self.post(f"{path}/captures", body or capture())
        assert answer.status_code == 200, answer.text
        return path, answer.json()["capture"]["id"]

    def payment(self, path):
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()["payment"]

    def offers(self, path):
        return [operation["rel"] for operation in self.get(path).json()["operations"]]


def problem(answer, status, type):
    """Checks that an answer is a problem of that kind; returns its entries as (name, description)."""
    body = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, PROBLEMS + type), answer.text
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert list(body) == ["sessionId", "type", "title", "status", "instance", "detail", "problems"]
    return [(entry["name"], entry["description"]) for entry in body["problems"]]


@contextlib.contextmanager
def running(folder, **settings):
    """A server with settings of its own; it must end well."""
    names = {f"HOLDFAST_{name.upper()}": value for name, value in settings.items()}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    server = HoldfastServer(folder)
    try:
        server.start()
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        yield Payee(server.base)
    finally:
        server.stop()
