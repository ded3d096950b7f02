"""A merchant that has one of everything, on every wire: what another merchant is to see nothing of."""

import base64
import re
import uuid

import checkout_com.sandbox as cards
import requests
import shop
import swedbank_payee as invoices


class Belongings:
    def __init__(self, merchant, receiver, mark="Belongs-to-the-owner"):
        """`mark` stands in what the merchant writes, wherever a text is free."""
        self.merchant = merchant
        self.mark = mark
        self.receiver = receiver
        self.keys = merchant.keys
        self.base = merchant.base
        self.token = self._vipps_token()
        self.ids = {}
        self._mollie()
        self._vipps()
        for platform in ("nas", "classic"):
            self._checkout(platform)
        self._swedbank()
        self._own()
        self._later()

    def headers(self, dialect, key=None):
        """What shows on this wire that one is the merchant."""
        bearer = {
            "mollie": self.keys[key or "mollie test"],
            "checkoutcom": self.keys[key or "checkoutcom nas secret"],
            "swedbankpay-invoice": self.keys["swedbankpay-invoice bearer"],
            "holdfast": self.keys["holdfast merchant"],
        }
        if dialect.startswith("vipps"):
            return {
                "Authorization": f"Bearer {self.token}",
                "Ocp-Apim-Subscription-Key": self.keys["vipps subscription key"],
                "Merchant-Serial-Number": self.keys["vipps sale unit reserve capture"],
            }
        if dialect == "checkoutcom" and (key or "").startswith("checkoutcom classic"):
            return {"Authorization": bearer[dialect]}
        return {"Authorization": f"Bearer {bearer[dialect]}"}

    def send(self, dialect, method, path, body=None, key=None, **headers):
        return requests.request(
            method, self.base + path, json=body, timeout=30, allow_redirects=False,
            headers={**self.headers(dialect, key), **headers},
        )  # fmt: skip

    def ask(self, dialect, method, path, body=None, key=None, **headers):
        answer = self.send(dialect, method, path, body, key, **headers)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def _vipps_token(self):
        client, secret = self.keys["vipps client id and secret"].split(":")
        answer = requests.post(
            self.base + "/accesstoken/get", timeout=10,
            headers={
                "client_id": client, "client_secret": secret,
                "Ocp-Apim-Subscription-Key": self.keys["vipps subscription key"],
                "Merchant-Serial-Number": self.keys["vipps sale unit reserve capture"],
            },
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def _mollie(self):
        one = self.merchant
        hook = {"url": self.receiver.base + "/mollie", "name": self.mark, "eventTypes": "*", "testmode": True}
        made = self.ask("mollie", "POST", "/v2/webhooks", hook, "mollie access")
        payment = one.authorized({**shop.klarna_payment(), "description": self.mark}, webhookUrl=self.receiver.base + "/m")
        capture = one.capture(payment, "40.00")
        path = f"/v2/payments/{payment['id']}/captures/{capture['id']}"
        shop.eventually(lambda: one.send("GET", path).json()["status"], lambda now: now == "succeeded", 20)
        refund = one.refund(payment, "1.00")
        open_ = one.create({**shop.bank_transfer(), "description": self.mark})
        self.ids["mollie"] = {
            "payment": payment["id"], "capture": capture["id"], "refund": refund["id"], "webhook": made["id"],
            "open": open_["id"],
        }  # fmt: skip

    def _vipps(self):
        reference = f"owner-{uuid.uuid4()}"
        order = {
            "amount": {"currency": "NOK", "value": 49900}, "paymentMethod": {"type": "WALLET"},
            "customer": {"phoneNumber": "4712345678"}, "reference": reference, "returnUrl": "https://example.com/back",
            "userFlow": "WEB_REDIRECT", "paymentDescription": self.mark, "profile": {"scope": "name email"},
        }  # fmt: skip
        keyed = {"Idempotency-Key": str(uuid.uuid4())}
        self.ask("vipps-epayment", "POST", "/epayment/v1/payments", order, **keyed)
        approval = {"customer": {"phoneNumber": "4712345678"}}
        self.ask("vipps-epayment", "POST", f"/epayment/v1/test/payments/{reference}/approve", approval)
        told = self.ask("vipps-epayment", "GET", f"/epayment/v1/payments/{reference}")
        hook = {"url": self.receiver.base + "/vipps", "events": ["epayments.payment.captured.v1"]}
        made = self.ask("vipps-epayment", "POST", "/webhooks/v1/webhooks", hook)
        self.ids["vipps-epayment"] = {"name": reference}
        self.ids["vipps webhooks"] = {"name": made["id"]}
        self.ids["vipps userinfo"] = {"name": told["profile"]["sub"]}
        number = f"owner{uuid.uuid4().hex[:20]}"
        order = {
            "customerInfo": {"mobileNumber": "91234567"},
            "merchantInfo": {
                "merchantSerialNumber": self.keys["vipps sale unit reserve capture"], "isApp": False,
                "callbackPrefix": self.receiver.base + "/ecom", "fallBack": "https://example.com/back",
                "paymentType": "eComm Regular Payment",
            },
            "transaction": {"orderId": number, "amount": 20000, "transactionText": self.mark},
        }  # fmt: skip
        self.ask("vipps-ecom", "POST", "/ecomm/v2/payments", order)
        body = {"customerPhoneNumber": "91234567", "token": "x"}
        self.send("vipps-ecom", "POST", f"/ecomm/v2/integration-test/payments/{number}/approve", body)
        self.ids["vipps-ecom"] = {"name": number}

    def _checkout(self, platform):
        key = f"checkoutcom {platform} secret"

        def ask(method, path, body=None):
            return self.ask("checkoutcom", method, path, body, key)

        ids = {}
        if platform == "nas":
            flow = {
                "name": self.mark, "active": True,
                "conditions": [{"type": "event", "events": {"gateway": ["payment_approved", "payment_captured"]}}],
                "actions": [{"type": "webhook", "url": self.receiver.base + "/nas"}],
            }  # fmt: skip
            ids["workflow"] = ask("POST", "/workflows", flow)["id"]
            told = ask("GET", f"/workflows/{ids['workflow']}")
            ids |= {"part": told["actions"][0]["id"], "condition": told["conditions"][0]["id"]}
        else:
            hook = {"url": self.receiver.base + "/classic", "event_types": ["payment_approved", "payment_captured"]}
            ids["webhook"] = ask("POST", "/webhooks", hook)["id"]
        payment = ask(
            "POST", "/payments",
            {
                "source": cards.card(name=self.mark), "amount": 7000, "currency": "USD", "capture": False,
                "customer": {"email": f"{uuid.uuid4().hex[:8]}@owner.example", "name": self.mark}, "reference": self.mark,
            },
        )  # fmt: skip
        ids |= {"payment": payment["id"], "subject": payment["id"], "instrument": payment["source"]["id"]}
        ids["customer"] = payment["customer"]["id"]
        path = f"/workflows/events/subject/{payment['id']}" if platform == "nas" else f"/events?payment_id={payment['id']}"
        events = shop.eventually(
            lambda: ask("GET", path) or {}, lambda told: len(told.get("data", [])) >= 1, 20
        )["data"]  # fmt: skip
        ids["event"] = events[0]["id"]
        if platform == "classic":
            told = shop.eventually(
                lambda: ask("GET", f"/events/{ids['event']}"), lambda event: event.get("notifications"), 20
            )
            ids["notification"] = told["notifications"][0]["id"]
        self.ids[f"checkoutcom {platform}"] = ids

    def _swedbank(self):
        payee = invoices.Payee(self.base, self.keys["swedbankpay-invoice bearer"], self.keys["swedbankpay payee id"])
        path = payee.authorized(description=self.mark)
        answer = payee.post(f"{path}/captures", invoices.capture())
        assert answer.status_code == 200, answer.text
        transaction = answer.json()["capture"]["transaction"]["id"]
        self.ids["swedbankpay-invoice"] = {
            "payment": path.split("/")[-1], "transaction": transaction.split("/")[-1], "part": "captures",
            "open": payee.created(description=self.mark).split("/")[-1],
        }  # fmt: skip

    def _own(self):
        ask = lambda *words, **more: self.ask("holdfast", *words, **more)  # noqa: E731
        hook = ask("POST", "/holdfast/v1/webhook-endpoints", {"url": self.receiver.base + "/own", "events": ["*"]})
        order = {"amount": {"value": 10000, "currency": "EUR"}, "reference": f"owner-{uuid.uuid4()}", "description": self.mark}
        payment = ask("POST", "/holdfast/v1/payments", order)
        ask("POST", f"/holdfast/v1/payments/{payment['id']}/payer", {"action": "approve"})
        ask("POST", f"/holdfast/v1/payments/{payment['id']}/captures", {"amount": {"value": 4000, "currency": "EUR"}})
        fault = {"dialect": "mollie", "operation": "capture", "effect": "loseAnswer", "nth": 1_000}
        made = ask("POST", "/holdfast/v1/sandbox/faults", fault)
        delivery = shop.eventually(
            lambda: ask("GET", "/holdfast/v1/webhook-deliveries")["webhookDeliveries"], lambda found: found, 20
        )[0]["id"]
        self.ids["holdfast"] = {
            "payment": payment["id"], "endpoint": hook["id"], "delivery": delivery,
            "merchant": ask("GET", "/holdfast/v1/merchants")["data"][0]["id"],
            "number": self.keys["vipps sale unit reserve capture"],
            "fault": made["id"],
        }  # fmt: skip

    def _later(self):
        """What comes with the next day: settlements; and a snapshot of all."""
        self.ask("holdfast", "POST", "/holdfast/v1/sandbox/clock", {"advance": "P2D"})
        found = self.ask("mollie", "GET", "/v2/settlements", key="mollie access")
        settled = found["_embedded"]["settlements"] if "_embedded" in found else []
        if not settled:
            settled = self.ask("mollie", "GET", "/v2/settlements?testmode=true", key="mollie access")["_embedded"][
                "settlements"
            ]
        self.ids["mollie"]["settlement"] = settled[0]["id"]
        own = self.ask("holdfast", "GET", "/holdfast/v1/settlements")["data"]
        self.ids["holdfast"]["settlement"] = own[0]["id"]
        told = [one for one in self.receiver.at("/mollie")]
        self.ids["mollie"]["event"] = told[0].body.decode().split('"id":"')[1].split('"')[0] if told else None
        kept = self.ask("holdfast", "POST", "/holdfast/v1/sandbox/snapshots", {"name": self.mark})
        self.ids["holdfast"]["snapshot"] = kept["id"]

    @property
    def secrets(self):
        """Everything that only the owner may ever be shown."""
        names = ("part", "condition", "number")
        found = {self.mark, *(value for ids in self.ids.values() for name, value in ids.items() if value and name not in names)}
        return found | {value for key, value in self.keys.items() if "sale unit" not in key}


def stranger_to(identifier):
    """An identifier of the same form that names nothing."""
    place = max(index for index, sign in enumerate(identifier[: len(identifier) - 3]) if sign.isalnum())
    sign = identifier[place]
    # Letters and digits that every spelling has.
    one, two = ("2", "3") if sign.isdigit() else ("A", "B") if sign.isupper() else ("a", "b")
    other = two if sign == one else one
    return identifier[:place] + other + identifier[place + 1 :]


def plain(text, *identifiers):
    """An answer without what differs from one to the next by itself."""
    for identifier in identifiers:
        spellings = {identifier, base64.b64encode(identifier.encode()).decode()}
        for spelling in spellings:
            text = text.replace(spelling, "{it}")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "{uuid}", text)
    text = re.sub(r'"(request_id|requestId|traceId|trace_id|contextId)": ?"[^"]*"', "{request}", text)
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", "{time}", text)
