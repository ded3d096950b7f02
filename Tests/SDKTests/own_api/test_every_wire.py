"""One shop story, told in core words, spoken in every wire: 100.00 held, 30.00 and 20.00 captured, 10.00 refunded, the rest
let go. The books at the end are the same, whatever the wire calls it."""

import uuid

import pytest
import requests
import swedbank_payee
from vipps_unit import SaleUnit


class Wire:
    def __init__(self, merchant):
        self.merchant = merchant

    def send(self, method, path, body=None, secret=None, expect=(200, 201, 202, 204)):
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        answer = requests.request(method, self.merchant.base + path, json=body, headers=headers, timeout=30)
        assert answer.status_code in expect, answer.text
        return answer.json() if answer.content else None


class Own(Wire):
    def hold(self):
        return self.merchant.authorized(10_000, "EUR")["id"]

    def adjust(self, what, payment, value=None):
        amount = {"amount": {"value": value, "currency": "EUR"}} if value else {}
        self.merchant.done("POST", f"/payments/{payment}/{what}", amount)

    def capture(self, payment, value):
        self.adjust("captures", payment, value)

    def refund(self, payment, value):
        self.adjust("refunds", payment, value)

    def release(self, payment):
        self.adjust("voids", payment)


class Mollie(Wire):
    def mollie(self, method, path, body=None):
        return self.send(method, "/v2/payments" + path, body, self.merchant.keys["mollie test"])

    @staticmethod
    def eur(value):
        return {"currency": "EUR", "value": f"{value // 100}.{value % 100:02}"}

    def hold(self):
        line = {"description": "Chair", "quantity": 1, "unitPrice": self.eur(10_000), "totalAmount": self.eur(10_000)}
        order = {
            "amount": self.eur(10_000),
            "description": "Order",
            "redirectUrl": "https://shop.example/",
            "method": "klarna",
            "captureMode": "manual",
            "lines": [{**line, "vatRate": "0.00", "vatAmount": self.eur(0)}],
            "billingAddress": {
                "givenName": "Piet",
                "familyName": "Mondriaan",
                "email": "piet@shop.example",
                "streetAndNumber": "Keizersgracht 126",
                "postalCode": "1015 CW",
                "city": "Amsterdam",
                "country": "NL",
            },
        }
        payment = self.mollie("POST", "", order)
        self.merchant.pay(payment)
        return payment["id"]

    def capture(self, payment, value):
        self.mollie("POST", f"/{payment}/captures", {"amount": self.eur(value)})

    def refund(self, payment, value):
        self.merchant.clock(advance="PT1M")
        self.mollie("POST", f"/{payment}/refunds", {"amount": self.eur(value), "description": "Returned"})

    def release(self, payment):
        self.mollie("POST", f"/{payment}/release-authorization")


class CheckoutCom(Wire):
    def checkout(self, path, body=None):
        return self.send("POST", "/payments" + path, body or {}, self.merchant.keys["checkoutcom nas secret"])

    def hold(self):
        card = {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2035, "cvv": "100"}
        return self.checkout("", {"source": card, "amount": 10_000, "currency": "EUR", "capture": False})["id"]

    def capture(self, payment, value):
        self.checkout(f"/{payment}/captures", {"amount": value, "capture_type": "NonFinal"})

    def refund(self, payment, value):
        self.checkout(f"/{payment}/refunds", {"amount": value})

    def release(self, payment):
        self.checkout(f"/{payment}/voids")


class Vipps(Wire):
    def __init__(self, merchant):
        super().__init__(merchant)
        client, secret = merchant.keys["vipps client id and secret"].split(":")
        unit, key = merchant.keys["vipps sale unit reserve capture"], merchant.keys["vipps subscription key"]
        self.unit = SaleUnit(merchant.base, unit, client, secret, key)


class VippsEPayment(Vipps):
    def hold(self):
        return self.unit.authorized(10_000)

    def capture(self, payment, value):
        assert self.unit.capture(payment, value).status_code == 200

    def refund(self, payment, value):
        assert self.unit.refund(payment, value).status_code == 200

    def release(self, payment):
        assert self.unit.cancel(payment).status_code == 200


class VippsECom(Vipps):
    def adjust(self, method, path, value, **more):
        body = {
            "merchantInfo": {"merchantSerialNumber": self.unit.number},
            "transaction": {"amount": value, "transactionText": "Socks"},
            **more,
        }
        answer = self.unit.ecom(method, path, body, **{"X-Request-Id": str(uuid.uuid4())})
        assert answer.status_code == 200, answer.text

    def hold(self):
        return self.unit.reserved(10_000)

    def capture(self, payment, value):
        self.adjust("POST", f"/{payment}/capture", value)

    def refund(self, payment, value):
        self.adjust("POST", f"/{payment}/refund", value)

    def release(self, payment):
        self.adjust("PUT", f"/{payment}/cancel", None, shouldReleaseRemainingFunds=True)


class SwedbankPay(Wire):
    def __init__(self, merchant):
        super().__init__(merchant)
        keys = merchant.keys
        self.payee = swedbank_payee.Payee(
            merchant.base, keys["swedbankpay-invoice bearer"], keys["swedbankpay payee id"]
        )

    def post(self, path, body):
        answer = self.payee.post(path, body)
        assert answer.status_code == 200, answer.text

    def hold(self):
        self.path = self.payee.authorized(amount=10_000, vat=0)
        return self.path.rsplit("/", 1)[1]

    def capture(self, payment, value):
        self.post(f"{self.path}/captures", swedbank_payee.capture(value, 0))

    def refund(self, payment, value):
        self.post(f"{self.path}/reversals", swedbank_payee.reversal(value, 0))

    def release(self, payment):
        self.post(f"{self.path}/cancellations", swedbank_payee.cancellation())


@pytest.mark.parametrize("wire", [Own, Mollie, CheckoutCom, VippsEPayment, VippsECom, SwedbankPay])
def test_one_story_has_one_end(merchant, wire):
    merchant.done("PUT", "/sandbox/settings", {"settlesEvery": None, "lapseWarning": None})
    shop = wire(merchant)
    payment = shop.hold()
    shop.capture(payment, 3_000)
    merchant.clock(advance="PT1M")
    shop.capture(payment, 2_000)
    merchant.clock(advance="PT1M")
    shop.refund(payment, 1_000)
    shop.release(payment)
    merchant.clock(advance="P2D")
    end = merchant.read({"id": payment})
    words = ["authorized", "captured", "released", "refunded", "capturable", "refundable"]
    assert [end[word]["value"] for word in words] == [10_000, 5_000, 5_000, 1_000, 0, 4_000]
    assert end["status"] == "captured"
    currency = end["requested"]["currency"]
    balances = {account["account"]: account["balance"] for account in _trial_balance(merchant, currency)}
    assert balances == {"receivableFromIssuer": 4_000, "payableToMerchant": -4_000}


def _trial_balance(merchant, currency):
    found = merchant.done("GET", "/ledger/trial-balance")
    assert found["sums"] == [{"currency": currency, "sum": 0}]
    return found["accounts"]
