"""A merchant as its programs are: keys for every wire, plain requests, no SDK."""

import re
from dataclasses import dataclass

import requests
import shop

DEMO = {
    "mollie test": shop.API_KEY,
    "mollie live": "live_holdfastdemomerchant00000000001",
    "mollie access": "access_holdfastdemomerchant00000000001",
    "mollie application client": "app_holdfastdemo",
    "mollie application client and secret": "app_holdfastdemo:holdfast-demo-secret",
    "vipps client id": "00000000-0000-4000-8000-000000000002",
    "vipps client id and secret": "00000000-0000-4000-8000-000000000002:holdfast-demo-secret",
    "vipps subscription key": "00000000000040008000000000000003",
    "vipps sale unit reserve capture": "123456",
    "vipps sale unit direct capture": "654321",
    "checkoutcom nas secret": "sk_sbox_holdfastdemomerchantsandbox",
    "checkoutcom nas public": "pk_sbox_holdfastdemomerchantsandbox",
    "checkoutcom classic secret": "sk_test_00000000-0000-4000-8000-000000000001",
    "checkoutcom classic public": "pk_test_00000000-0000-4000-8000-000000000001",
    "checkoutcom application client and secret": "ack_holdfastdemo:holdfast-demo-secret",
    "vipps sale unit reserve capture without approvals": "777777",
    "swedbankpay-invoice bearer": "holdfast-demo-swedbankpay",
    "swedbankpay payee id": "00000000-0000-4000-8000-000000000004",
    "holdfast merchant": "hf_test_holdfastdemomerchant0000000001",
}
DEMO_ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


def printed_credentials(text):
    """The secrets that a start or `merchant create` printed, by wire and kind."""
    return dict(re.findall(r"^  ([a-z -]+): (\S+)$", text, re.MULTILINE))


def answered_credentials(answer):
    """The secrets in an answer to POST /holdfast/v1/merchants, by wire and kind."""
    return {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}


@dataclass
class Merchant:
    base: str
    keys: dict
    """Secrets by wire and kind, such as "mollie test"."""

    @staticmethod
    def demo(base):
        return Merchant(base, DEMO)

    def send(self, method, path, body=None, key="mollie test", headers=None, **more):
        secret = self.keys.get(key, key)
        return requests.request(
            method,
            self.base + path,
            json=body,
            headers={"Authorization": f"Bearer {secret}", **(headers or {})},
            timeout=30,
            allow_redirects=False,
            **more,
        )

    def create(self, order=None, **more):
        answer = self.send("POST", "/v2/payments", {**(order or shop.card_payment()), **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def payer(self, payment, action, **more):
        answer = self.send(
            "POST", f"/holdfast/v1/payments/{payment['id']}/payer", {"action": action, **more}, key="holdfast merchant"
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def authorized(self, order=None, **more):
        payment = self.create(order, **more)
        self.payer(payment, "approve")
        return payment

    def capture(self, payment, value=None, **more):
        body = {"amount": shop.eur(value)} if value else {}
        answer = self.send("POST", f"/v2/payments/{payment['id']}/captures", body, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def refund(self, payment, value, **more):
        body = {"amount": shop.eur(value), "description": "Returned"}
        answer = self.send("POST", f"/v2/payments/{payment['id']}/refunds", body, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, payment):
        return self.send("GET", f"/v2/payments/{payment['id']}").json()

    def becomes(self, payment, status, seconds=20):
        """Waits until the payment has that status."""
        return shop.eventually(lambda: self.get(payment), lambda now: now["status"] == status, seconds)


def paid_at_once(**more):
    """A card payment that is captured as it is approved."""
    order = shop.card_payment(**more)
    del order["captureMode"]
    return order
