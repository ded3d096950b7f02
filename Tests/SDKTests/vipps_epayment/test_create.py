"""Creating a payment. Source: wire/vipps.md §2.2 and §2.3."""

import json

import pytest
import requests
from vipps_unit import aggregate, nok, problem, reference


LINE = {
    "name": "Socks", "id": "1", "totalAmount": 49900, "totalAmountExcludingTax": 39920, "totalTaxAmount": 9980,
    "taxRate": 2500,
}  # fmt: skip


def test_a_payment_is_created_and_says_where_the_payer_goes(unit, server):
    order = unit.order()
    answer = unit.epayment("POST", "", order)

    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert list(body) == ["redirectUrl", "reference"]
    assert body["reference"] == order["reference"]
    assert body["redirectUrl"].startswith(f"{server}/dwo-api-application/v1/deeplink/vippsgateway?v=2&token=")
    assert len(body["redirectUrl"].split("=", 3)) == 3, "clients take the token with split('=', 3)[2]"


@pytest.mark.parametrize("flow", ["WEB_REDIRECT", "NATIVE_REDIRECT", "QR"])
def test_flows_that_lead_the_payer_somewhere(unit, flow):
    answer = unit.epayment("POST", "", unit.order(userFlow=flow))

    assert answer.status_code == 201 and answer.json()["redirectUrl"]


def test_a_push_message_leads_nowhere(unit):
    order = unit.order(userFlow="PUSH_MESSAGE")

    assert unit.epayment("POST", "", order).json() == {"reference": order["reference"]}
    assert "redirectUrl" not in unit.get(order["reference"])


def test_a_new_payment(unit):
    name = unit.created(metadata={"order": "7"})
    payment = unit.get(name)

    assert (payment["state"], payment["amount"], payment["reference"]) == ("CREATED", nok(49900), name)
    assert payment["aggregate"] == aggregate(0)
    assert payment["paymentMethod"] == {"type": "WALLET"}
    assert payment["profile"] == {}
    assert payment["metadata"] == {"order": "7"}
    assert len(payment["pspReference"]) == 36


def test_numbers_are_taken_for_texts_as_the_official_collection_sends_them(unit):
    number = int(reference().replace("acme-shop-", "").replace("-", "")[:12], 16)
    order = unit.order(reference=number, customer={"phoneNumber": 4712345678})

    assert unit.epayment("POST", "", order).json()["reference"] == str(number)


def test_unknown_members_nulls_and_an_empty_customer_are_looked_away_from(unit):
    order = unit.order(customer={}, minimumUserAge=None, somethingElse={"a": 1}, metadata=None, receipt=None)

    assert unit.epayment("POST", "", order).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": None}, "amount"),
        ({"amount": {"currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": 100}}, "amount.currency"),
        ({"amount": {"currency": "ISK", "value": 100}}, "amount.currency"),
        ({"amount": {"currency": "NOK", "value": 65_000_001}}, "amount.value"),
        ({"amount": {"currency": "NOK", "value": -1}}, "amount.value"),
        ({"paymentMethod": None}, "paymentMethod"),
        ({"paymentMethod": {"type": "CASH"}}, "paymentMethod.type"),
        ({"reference": None}, "reference"),
        ({"reference": "short"}, "reference"),
        ({"reference": "with_underscore"}, "reference"),
        ({"reference": "x" * 65}, "reference"),
        ({"userFlow": None}, "userFlow"),
        ({"userFlow": "SMOKE_SIGNAL"}, "userFlow"),
        ({"paymentDescription": "ab"}, "paymentDescription"),
        ({"paymentDescription": "x" * 101}, "paymentDescription"),
        ({"minimumUserAge": 101}, "minimumUserAge"),
        ({"customerInteraction": "NEARBY"}, "customerInteraction"),
        ({"customer": {"phoneNumber": "4712345678", "customerToken": "x"}}, "customer"),
        ({"expiresAt": "tomorrow"}, "expiresAt"),
        ({"qrFormat": {"format": "GIF"}}, "qrFormat.format"),
        ({"qrFormat": {"format": "IMAGE/PNG", "size": 99}}, "qrFormat.size"),
        ({"metadata": {"a": 1}}, "metadata.a"),
        ({"receipt": {}}, "receipt.orderLines"),
        ({"receipt": {"orderLines": []}}, "receipt.orderLines"),
        ({"receipt": {"orderLines": [LINE]}}, "receipt.bottomLine"),
        ({"receipt": {"orderLines": [LINE], "bottomLine": {}}}, "receipt.bottomLine.currency"),
        ({"receipt": {"orderLines": [{**LINE, "unitInfo": {}}]}}, "receipt.orderLines[0].unitInfo.unitPrice"),
        ({"receipt": {"orderLines": [{**LINE, "unitInfo": {"unitPrice": 1}}]}}, "receipt.orderLines[0].unitInfo.quantity"),
        ({"qrFormat": {}}, "qrFormat.format"),
        ({"paymentMethod": {}}, "paymentMethod.type"),
        ({"amount": {}}, "amount"),
        ({"industryData": {"airlineData": {}}}, "industryData.airlineData.agencyInvoiceNumber"),
        ({"receipt": {"orderLines": [{"name": "Socks"}]}}, "receipt.orderLines[0].id"),
        ({"industryData": {"airlineData": {"airlineCode": "074"}}}, "industryData.airlineData.agencyInvoiceNumber"),
    ],
)
def test_what_is_malformed_is_named(unit, change, field):
    answer = unit.epayment("POST", "", unit.order(**change))

    body = problem(answer, 400, field=field)
    assert (body["title"], body["detail"]) == ("Bad Request", "See extraDetails for further details")
    assert body["instance"] == "/v1/payments"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"amount": {"currency": "NOK", "value": 1.5}}, 400, 4040),
        ({"amount": {"currency": "NOK", "value": "100"}}, 400, 4040),
        ({"customer": {"customerToken": ""}}, 400, 4050),
        ({"customer": {"personalQr": "x"}}, 400, 4060),
        ({"customer": {"phoneNumber": "+4712345678"}}, 400, 4070),
        ({"profile": {"scope": "name shoeSize"}}, 400, 4080),
        ({"returnUrl": "http://example.com"}, 400, 4090),
        ({"returnUrl": "javascript://alert(1)"}, 400, 4090),
        ({"returnUrl": "example.com/test"}, 400, 4090),
        ({"metadata": {str(n): "x" for n in range(6)}}, 400, 4100),
        ({"metadata": {"x" * 101: "x"}}, 400, 4120),
        ({"metadata": {"x": "x" * 501}}, 400, 4130),
        ({"returnUrl": None}, 400, 4140),
        ({"userFlow": "PUSH_MESSAGE", "customer": None}, 400, 4140),
        ({"paymentMethod": {"type": "CARD_PASSTHROUGH"}}, 400, 4160),
        ({"paymentMethod": {"type": "WALLET", "blockedSources": ["COMMERCIAL_CARDS"]}}, 403, 5010),
        ({"shipping": {"fixedOptions": []}}, 403, 5020),
        ({"profile": {"scope": "nin"}}, 403, 5030),
        ({"amount": {"currency": "SEK", "value": 100}}, 400, 5040),
        ({"paymentMethod": {"type": "CARD"}, "userFlow": "QR"}, 422, 5070),
        ({"amount": {"currency": "NOK", "value": 99}}, 400, 6010),
        ({"amount": {"currency": "NOK", "value": 0}}, 400, 6010),
        ({"amount": {"currency": "DKK", "value": 0}}, 400, 6010),
        ({"expiresAt": "2100-01-01T00:00:00Z"}, 400, 6110),
        ({"expiresAt": "2020-01-01T00:00:00Z"}, 400, 6120),
        ({"minimumUserAge": 100}, 400, 7010),
    ],
)
def test_what_is_against_a_rule_has_its_number(unit, change, status, code):
    order = unit.order(**change)

    problem(unit.epayment("POST", "", order), status, code)
    problem(unit.epayment("GET", f"/{order['reference']}"), 404, 5090)


@pytest.mark.parametrize(("currency", "smallest"), [("NOK", 100), ("DKK", 1), ("EUR", 1)])
def test_the_smallest_and_the_largest_amount_of_each_market(unit, currency, smallest):
    for value in [smallest, 65_000_000]:
        name = unit.created(value, currency=currency)
        assert unit.get(name)["amount"] == {"currency": currency, "value": value}


def test_a_return_address_has_2500_characters_at_most(unit):
    longest = "https://example.com/".ljust(2_500, "x")
    name = unit.created(returnUrl=longest)
    page = requests.get(unit.epayment("GET", f"/{name}").json()["redirectUrl"], timeout=10)
    answer = requests.post(page.url, data={"act": "approve"}, allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (303, longest)
    problem(unit.epayment("POST", "", unit.order(returnUrl=longest + "x")), 400, field="returnUrl")


def test_an_address_may_be_an_apps_own(unit):
    assert unit.epayment("POST", "", unit.order(returnUrl="myshop://done")).status_code == 201


def test_a_long_living_payment_needs_a_receipt(unit, in_days):
    line = {**LINE, "unitInfo": {"unitPrice": 49900, "quantity": "1.5"}}
    receipt = {"orderLines": [line], "bottomLine": {"currency": "NOK"}}

    problem(unit.epayment("POST", "", unit.order(expiresAt=in_days(20))), 400, 6130)
    problem(unit.epayment("POST", "", unit.order(expiresAt=in_days(20), receipt={})), 400, field="receipt.orderLines")
    assert unit.created(expiresAt=in_days(20), receipt=receipt)
    line["unitInfo"]["unitPrice"] = None
    assert unit.created(receipt=receipt), "required, and may be null"
    problem(unit.epayment("POST", "", unit.order(expiresAt=in_days(61), receipt=receipt)), 400, 6110)


def test_a_name_twice_in_metadata(unit):
    body = json.dumps(unit.order(metadata={"a": "METADATA"})).replace('"a": "METADATA"', '"a": "1", "b": "2", "a": "3"')
    headers = {
        "Authorization": f"Bearer {unit.token}", "Ocp-Apim-Subscription-Key": unit.subscription,
        "Merchant-Serial-Number": unit.number, "Idempotency-Key": "k-twice",
    }  # fmt: skip
    problem(requests.post(f"{unit.base}/epayment/v1/payments", data=body, headers=headers, timeout=10), 400, 4110)


@pytest.fixture
def in_days():
    import datetime

    def at(days):
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.123Z")

    return at


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"x"', b"\xff"])
def test_a_body_that_is_no_object(unit, body):
    answer = requests.post(
        f"{unit.base}/epayment/v1/payments",
        data=body,
        headers={
            "Authorization": f"Bearer {unit.token}",
            "Ocp-Apim-Subscription-Key": unit.subscription,
            "Merchant-Serial-Number": unit.number,
            "Idempotency-Key": "k",
        },
        timeout=10,
    )
    problem(answer, 400, field="body")


def test_the_idempotency_key_is_required_and_has_50_characters_at_most(unit):
    for key in [None, "k" * 51]:
        problem(unit.epayment("POST", "", unit.order(), key), 400, field="Idempotency-Key")
    assert unit.epayment("POST", "", unit.order(), "k" * 50).status_code == 201
