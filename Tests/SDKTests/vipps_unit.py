"""A sale unit of Vipps MobilePay as its programs are: plain requests with the headers that the documents ask for."""

import uuid

import requests

CLIENT_ID = "00000000-0000-4000-8000-000000000002"
CLIENT_SECRET = "holdfast-demo-secret"
SUBSCRIPTION_KEY = "00000000000040008000000000000003"
RESERVE_UNIT = "123456"
DIRECT_UNIT = "654321"
ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


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
        #: Of our own API, where the unit's merchant was admitted for a test.
        self.merchant = self.merchant_key = None

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

    def numbered(self, number):
        """Another unit of the same merchant."""
        return SaleUnit(self.base, number, self._client, self._secret, self.subscription)

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

    # eCom

    def ecom(self, method, path="", body=None, **headers):
        return self.send(method, f"/ecomm/v2/payments{path}", body, headers)

    def ecom_order(self, amount=20000, merchant=None, customer=None, **transaction):
        return {
            "customerInfo": {"mobileNumber": "48059528"} if customer is None else customer,
            "merchantInfo": {
                "merchantSerialNumber": self.number,
                "callbackPrefix": "https://example.com/vipps/callbacks",
                "fallBack": "https://example.com/vipps/fallback",
                **(merchant or {}),
            },
            "transaction": {
                "amount": amount,
                "orderId": reference(),
                "transactionText": "One pair of Vipps socks",
                **transaction,
            },
        }

    def initiated(self, amount=20000, merchant=None, **transaction):
        order = self.ecom_order(amount, merchant, **transaction)
        answer = self.ecom("POST", "", order)
        assert answer.status_code == 200, answer.text
        assert answer.json()["orderId"] == order["transaction"]["orderId"]
        return order["transaction"]["orderId"]

    def reserved(self, amount=20000, **more):
        order = self.initiated(amount, **more)
        body = {"customerPhoneNumber": "48059528", "token": "x"}
        answer = self.send("POST", f"/ecomm/v2/integration-test/payments/{order}/approve", body)
        assert (answer.status_code, answer.text) == (200, ""), answer.text
        return order

    def ecom_body(self, text, **transaction):
        return {
            "merchantInfo": {"merchantSerialNumber": self.number},
            "transaction": {"transactionText": text, **transaction},
        }

    def ecom_capture(self, order, amount="", key=None):
        """Without an amount it is not sent at all."""
        body = self.ecom_body("Socks on the way!", **({} if amount == "" else {"amount": amount}))
        return self.ecom("POST", f"/{order}/capture", body, **{"X-Request-Id": key})

    def ecom_refund(self, order, amount="", key=None):
        body = self.ecom_body("Refund of Vipps socks", **({} if amount == "" else {"amount": amount}))
        return self.ecom("POST", f"/{order}/refund", body, **{"X-Request-Id": key})

    def ecom_cancel(self, order, releases_rest=None):
        flag = {} if releases_rest is None else {"shouldReleaseRemainingFunds": releases_rest}
        return self.ecom("PUT", f"/{order}/cancel", {**self.ecom_body("No socks for you!"), **flag})

    def details(self, order):
        answer = self.ecom("GET", f"/{order}/details")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def operations(self, order):
        """Oldest last, as the log has them."""
        return [entry["operation"] for entry in self.details(order)["transactionLogHistory"]]


def admitted(base):
    """A sale unit of another merchant, with credentials of its own."""
    answer = requests.post(
        f"{base}/holdfast/v1/merchants",
        json={"name": "Another shop"},
        headers={"Authorization": f"Bearer {ADMINISTRATOR}"},
        timeout=10,
    )
    keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
    client, secret = keys["vipps client id and secret"].split(":")
    assert client == keys["vipps client id"]
    number = keys["vipps sale unit reserve capture"]
    unit = SaleUnit(base, number, client, secret, keys["vipps subscription key"])
    unit.merchant, unit.merchant_key = answer.json()["id"], keys["holdfast merchant"]
    return unit


def summary(captured=0, to_capture=0, refunded=0, to_refund=0):
    """As every eCom answer has it."""
    return {
        "capturedAmount": captured,
        "remainingAmountToCapture": to_capture,
        "refundedAmount": refunded,
        "remainingAmountToRefund": to_refund,
    }


def ecom_error(answer, group, code, status=400, message=None):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    [error] = answer.json()
    assert (error["errorGroup"], error["errorCode"]) == (group, str(code)), error
    assert error["errorMessage"] and len(error["contextId"]) == 36
    assert message is None or error["errorMessage"] == message
    return error


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
