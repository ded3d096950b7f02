"""The three ways to send a body give the same payment; what is none of them is refused."""

import json

import pytest
import shop

FORM = "application/x-www-form-urlencoded"
FIELDS = {
    "amount[currency]": "EUR",
    "amount[value]": "10.00",
    "description": "Order #12345 – 50% & more",
    "redirectUrl": "https://shop.example/order/12345/?a=b&c=d",
    "method": "creditcard",
    "captureMode": "manual",
    "metadata": '{"order_id": "12345"}',
    "lines[0][description]": "A chair",
    "lines[0][quantity]": "2",
    "lines[0][unitPrice][currency]": "EUR",
    "lines[0][unitPrice][value]": "5.00",
    "lines[0][totalAmount][currency]": "EUR",
    "lines[0][totalAmount][value]": "10.00",
    "billingAddress[city]": "Amsterdam",
}


@pytest.fixture(params=["form", "multipart"])
def send(request, ask):
    """Posts fields in one of the two ways that are no JSON."""

    def post(path, fields, **more):
        if request.param == "form":
            return ask("POST", path, data=fields, **more)
        return ask("POST", path, files={name: (None, value) for name, value in fields.items()}, **more)

    return post


def test_a_payment(send):
    answer = send("/v2/payments", FIELDS)

    assert answer.status_code == 201, answer.text
    payment = answer.json()
    assert payment["amount"] == shop.eur("10.00")
    assert payment["description"] == FIELDS["description"]
    assert payment["redirectUrl"] == FIELDS["redirectUrl"]
    assert payment["metadata"] == {"order_id": "12345"}
    assert payment["lines"][0]["unitPrice"] == shop.eur("5.00")
    assert payment["billingAddress"] == {"city": "Amsterdam"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a text", "a text"),
        ("12345", "12345"),
        ("true", "true"),
        ("[1, 2]", [1, 2]),
        ('{"a": {"b": null}}', {"a": {"b": None}}),
        ("{no json", "{no json"),
    ],
)
def test_metadata_that_is_a_json_object_or_list_becomes_one(send, sent, kept):
    assert send("/v2/payments", {**FIELDS, "metadata": sent}).json()["metadata"] == kept


def test_metadata_by_its_members(send):
    fields = {name: value for name, value in FIELDS.items() if name != "metadata"}
    answer = send("/v2/payments", {**fields, "metadata[order_id]": "12345", "metadata[tags][0]": "new"})

    assert answer.json()["metadata"] == {"order_id": "12345", "tags": ["new"]}


def test_a_capture_a_refund_and_a_release(send, approved, settled_at):
    path = approved(shop.klarna_payment())
    capture = send(f"{path}/captures", {"amount[currency]": "EUR", "amount[value]": "35.95", "description": "Cart #1"})
    assert (capture.status_code, capture.json()["description"]) == (201, "Cart #1")
    settled_at(path)
    refund = send(f"{path}/refunds", {"amount[currency]": "EUR", "amount[value]": "5.95"})
    assert (refund.status_code, refund.json()["amount"]) == (201, shop.eur("5.95"))
    refused = send(f"{path}/captures", {"amount[currency]": "USD", "amount[value]": "1.00"})
    assert (refused.status_code, refused.json()["field"]) == (422, "amount.currency")
    unknown = send(f"{path}/captures", {"amount[cents]": "100"})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "amount.cents")


def test_testmode_of_a_token_in_a_form(send):
    for word, mode in [("true", "test"), ("false", "live")]:
        answer = send("/v2/payments", {**FIELDS, "testmode": word}, key=shop.ACCESS_TOKEN)
        assert answer.json()["mode"] == mode


def test_a_form_and_the_same_json_are_one_request(ask, send):
    key = {"Idempotency-Key": shop.new_key()}
    body = {"amount": shop.eur("10.00"), "description": "x", "redirectUrl": "https://shop.example/"}
    first = ask("POST", "/v2/payments", json=body, headers=key)
    fields = {
        "amount[currency]": "EUR",
        "amount[value]": "10.00",
        "description": "x",
        "redirectUrl": "https://shop.example/",
    }
    again = send("/v2/payments", fields, headers=key)

    assert again.headers.get("Idempotent-Replayed") == "true"
    assert again.content == first.content


@pytest.mark.parametrize(
    ("media_type", "body", "status"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
        ("application/json", b"null", 400),
        ("application/json; charset=utf-8", json.dumps(shop.card_payment()).encode(), 201),
        ("Application/JSON", json.dumps(shop.card_payment()).encode(), 201),
        ("text/plain", json.dumps(shop.card_payment()).encode(), 415),
        ("application/xml", b"<amount/>", 415),
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=b", b"x", 400),
        (FORM, b"description=%FF", 400),
    ],
)
def test_bodies_as_they_are(ask, media_type, body, status):
    answer = ask("POST", "/v2/payments", data=body, headers={"Content-Type": media_type})

    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/hal+json"
    if status == 415:
        assert answer.json()["detail"] == (
            "This API only accepts application/json or application/x-www-form-urlencoded or multipart/form-data "
            "as content-type."
        )


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/v2/payments", "POST, GET"),
        ("DELETE", "/v2/payments", "POST, GET"),
        ("PUT", f"/v2/payments/{shop.UNKNOWN_PAYMENT}", "GET, PATCH, DELETE"),
        ("PATCH", f"/v2/payments/{shop.UNKNOWN_PAYMENT}/captures/{shop.UNKNOWN_CAPTURE}", "GET"),
        ("DELETE", f"/v2/payments/{shop.UNKNOWN_PAYMENT}/captures/{shop.UNKNOWN_CAPTURE}", "GET"),
        ("GET", f"/v2/payments/{shop.UNKNOWN_PAYMENT}/release-authorization", "POST"),
        ("POST", "/v2/refunds", "GET"),
    ],
)
def test_a_method_that_a_path_does_not_take_is_405_with_those_it_does(ask, method, path, allow):
    answer = ask(method, path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, allow)
    assert answer.json()["title"] == "Method Not Allowed"


def test_a_path_that_is_none_is_404(ask):
    assert ask("GET", "/v2/nothing").json()["status"] == 404
