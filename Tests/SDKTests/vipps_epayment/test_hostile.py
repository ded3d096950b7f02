"""Whatever a client sends is answered, in the API's own words, and changes nothing it should not."""

import copy

import pytest
import requests

WEIRD = [
    None, True, 0, -1, 1.5, 1e400, 10**30, -(10**18), 9223372036854775807, "", "\x00", "x" * 5_000, "٣", "🧦" * 60, [], {}, [[]],
    {"currency": "NOK"}, [None], {"value": {"value": 1}}, "2026-13-45T99:99:99Z", "https://", "https://exa mple.com",
]  # fmt: skip


def paths(value, path=()):
    """Every member of a body, however deep."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, inner in members:
        yield (*path, key)
        yield from paths(inner, (*path, key))


def changed(body, path, value):
    body = copy.deepcopy(body)
    inner = body
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return body


def dumped(body):
    """JSON as Python writes it, also where it is none: Infinity."""
    import json

    return json.dumps(body).encode()


@pytest.fixture
def post(unit):
    def send(method, path, body, **headers):
        every = {
            "Authorization": f"Bearer {unit.token}",
            "Ocp-Apim-Subscription-Key": unit.subscription,
            "Merchant-Serial-Number": unit.number,
            "Content-Type": "application/json",
            **headers,
        }
        return requests.request(method, unit.base + path, data=dumped(body), headers=every, timeout=20)

    return send


def answered(answer):
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.json()
    return answer


def test_a_creation_of_epayment(unit, post):
    line = {"name": "a", "id": "1", "totalAmount": 1, "totalAmountExcludingTax": 1, "totalTaxAmount": 0, "taxRate": 0,
            "unitInfo": {"unitPrice": 1, "quantity": "1", "quantityUnit": "PCS"}}  # fmt: skip
    full = unit.order(
        receipt={"orderLines": [line], "bottomLine": {"currency": "NOK", "barcode": {"format": "EAN-13", "data": "1"}}},
        metadata={"a": "b"}, profile={"scope": "name"}, qrFormat={"format": "IMAGE/PNG", "size": 100}, minimumUserAge=18,
        industryData={"airlineData": {"agencyInvoiceNumber": "1", "airlineCode": "074", "airlineDesignatorCode": "KL",
                                      "passengerName": "A"}},
    )  # fmt: skip
    for path in paths(full):
        for value in WEIRD:
            answered(post("POST", "/epayment/v1/payments", changed(full, path, value), **{"Idempotency-Key": "x"}))
    assert unit.created()


def test_an_order_of_ecom(unit, post):
    full = unit.ecom_order(
        merchant={
            "paymentType": "eComm Express Payment", "consentRemovalPrefix": "https://example.com", "authToken": "t",
            "isApp": False,
            "staticShippingDetails": [
                {"isDefault": "Y", "priority": 1, "shippingCost": 1, "shippingMethod": "m", "shippingMethodId": "i"}
            ],
        },
        scope="name", skipLandingPage=False,
    )  # fmt: skip
    for path in paths(full):
        for value in WEIRD:
            answered(post("POST", "/ecomm/v2/payments", changed(full, path, value)))
    assert unit.initiated()


def test_adjustments(unit, post):
    name, order = unit.authorized(), unit.reserved()
    body = {"modificationAmount": {"currency": "NOK", "value": 70_000_000}, "cancelTransactionOnly": True}
    ecom = {**unit.ecom_body("x", amount=70_000_000), "shouldReleaseRemainingFunds": "x"}
    for what in ["capture", "refund", "cancel"]:
        for number, path in enumerate(paths(body)):
            for value in [value for value in WEIRD if not (what == "cancel" and path[0] == "cancelTransactionOnly")]:
                key = {"Idempotency-Key": f"{what}-{number}"}
                answered(post("POST", f"/epayment/v1/payments/{name}/{what}", changed(body, path, value), **key))
    assert unit.get(name)["aggregate"]["capturedAmount"]["value"] == 0
    for what, method in [("capture", "POST"), ("refund", "POST"), ("cancel", "PUT")]:
        for path in paths(ecom):
            if what == "capture" and path == ("transaction", "amount"):
                continue
            for value in WEIRD:
                answered(post(method, f"/ecomm/v2/payments/{order}/{what}", changed(ecom, path, value)))
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 0


def test_registrations_and_tokens(unit, post):
    full = {"url": "https://example.com/x", "events": ["epayments.payment.captured.v1"]}
    for path in paths(full):
        for value in WEIRD:
            answered(post("POST", "/webhooks/v1/webhooks", changed(full, path, value)))
    for value in ["", " ", "x" * 5_000, "a:b:c", ":"]:
        answered(unit.fresh_token(client_id=value.strip() or ":", client_secret=value.strip() or ":"))


@pytest.mark.parametrize("name", ["%00", "%2F", "..", "a%0Ab", "'; DROP TABLE payments; --", "x" * 4_000, "æøå", "%F0%9F"])
def test_names_that_are_none(unit, name):
    paths = [f"/epayment/v1/payments/{name}", f"/ecomm/v2/payments/{name}/details", f"/webhooks/v1/webhooks/{name}"]
    # The client walks up to /webhooks/v1 by itself, and that is another wire's.
    for path in paths[:2] if name == ".." else paths:
        method = "DELETE" if "webhooks" in path else "GET"
        assert answered(unit.send(method, path)).status_code == 404


def test_a_body_that_is_too_large(unit):
    for path in ["/epayment/v1/payments", "/ecomm/v2/payments", "/accesstoken/get"]:
        answer = unit.send("POST", path, {"x": "x" * 1_100_000})
        assert answer.status_code == 413 and answer.json()
