"""A sale unit of Vipps MobilePay as its programs are: plain requests with the headers that the documents ask for."""

import uuid

import requests

CLIENT_ID = "00000000-0000-4000-8000-000000000002"
CLIENT_SECRET = "holdfast-demo-secret"
SUBSCRIPTION_KEY = "00000000000040008000000000000003"
RESERVE_UNIT = "123456"
DIRECT_UNIT = "654321"


def reference():
    return f"acme-shop-{uuid.uuid4()}"


def nok(value):
    return {"currency": "NOK", "value": value}


def aggregate(authorized, captured=0, cancelled=0, refunded=0, currency="NOK"):
    """As every ePayment answer has it."""
    return {
        "authorizedAmount": {"currency": currency, "value": authorized},
        "cancelledAmount": {"currency": currency, "value": cancelled},
        "capturedAmount": {"currency": currency, "value": captured},
        "refundedAmount": {"currency": currency, "value": refunded},
    }


class SaleUnit:
    def __init__(
        self, base, number=RESERVE_UNIT, client=CLIENT_ID, secret=CLIENT_SECRET, subscription=SUBSCRIPTION_KEY
    ):
        self.base = base
        self.number = number
        self._client = client
        self._secret = secret
        self.subscription = subscription
        self._token = None

    def fresh_token(self, **changed):
        """Asks for a token; a header that is None is not sent."""
        headers = {
            "client_id": self._client,
            "client_secret": self._secret,
            "Ocp-Apim-Subscription-Key": self.subscription,
            "Merchant-Serial-Number": self.number,
            **changed,
        }
        sent = {name: value for name, value in headers.items() if value is not None}
        return requests.post(f"{self.base}/accesstoken/get", headers=sent, timeout=10)

    @property
    def token(self):
        if self._token is None:
            answer = self.fresh_token()
            assert answer.status_code == 200, answer.text
            self._token = answer.json()["access_token"]
        return self._token

    def forget_token(self):
        """As a program does whose token has run out."""
        self._token = None

    def send(self, method, path, body=None, headers=None, **more):
        """A header that is None is not sent."""
        every = {
            "Authorization": f"Bearer {self.token}",
            "Ocp-Apim-Subscription-Key": self.subscription,
            "Merchant-Serial-Number": self.number,
            **(headers or {}),
        }
        sent = {name: value for name, value in every.items() if value is not None}
        return requests.request(
            method, self.base + path, json=body, headers=sent, timeout=20, allow_redirects=False, **more
        )

    # ePayment

    def epayment(self, method, path="", body=None, key="", **headers):
        """`key`: the idempotency key; a fresh one unless given, None sends none."""
        named = str(uuid.uuid4()) if key == "" else key
        keyed = {"Idempotency-Key": named} if method == "POST" else {}
        return self.send(method, f"/epayment/v1/payments{path}", body, {**keyed, **headers})

    def order(self, value=49900, currency="NOK", **more):
        return {
            "amount": {"currency": currency, "value": value},
            "paymentMethod": {"type": "WALLET"},
            "customer": {"phoneNumber": "4712345678"},
            "reference": reference(),
            "returnUrl": "https://example.com/redirect",
            "userFlow": "WEB_REDIRECT",
            "paymentDescription": "One pair of socks",
            **more,
        }

    def created(self, value=49900, **more):
        order = self.order(value, **more)
        answer = self.epayment("POST", "", order)
        assert answer.status_code == 201, answer.text
        return order["reference"]

    def approve(self, name):
        body = {"customer": {"phoneNumber": "4712345678"}}
        answer = self.send("POST", f"/epayment/v1/test/payments/{name}/approve", body)
        assert (answer.status_code, answer.text) == (200, ""), answer.text

    def authorized(self, value=49900, **more):
        name = self.created(value, **more)
        self.approve(name)
        return name

    def get(self, name):
        answer = self.epayment("GET", f"/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def log(self, name):
        return self.epayment("GET", f"/{name}/events").json()

    def adjust(self, what, name, value, key="", currency="NOK"):
        """Captures or refunds."""
        body = {"modificationAmount": {"currency": currency, "value": value}}
        return self.epayment("POST", f"/{name}/{what}", body, key)

    def capture(self, name, value, key="", currency="NOK"):
        return self.adjust("capture", name, value, key, currency)

    def refund(self, name, value, key="", currency="NOK"):
        return self.adjust("refund", name, value, key, currency)

    def cancel(self, name, body=None, key=None):
        return self.epayment("POST", f"/{name}/cancel", body, key)


def problem(answer, status, code=None, field=None):
    """Checks an ePayment problem: its status, and the number or the field that it names."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    body = answer.json()
    assert body["status"] == status
    assert body["type"] == f"https://httpstatuses.io/{status}"
    assert body["title"] and body["traceId"].startswith("00-")
    extra = body["extraDetails"][0]
    if code:
        assert extra == {"name": "ErrorCode", "reason": str(code)}, body
    if field:
        assert extra["name"] == field, body
    return body
