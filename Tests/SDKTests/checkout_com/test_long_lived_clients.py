"""What clients written long ago send: numbers as text, explicit nulls, bare keys, a new connection for each request."""

import requests

from checkout_com import sandbox

HEADERS = {
    "Authorization": sandbox.NAS,
    "Content-Type": "application/json;charset=UTF-8",
    "Connection": "close",
}


def post(server, path, body):
    return requests.post(server + path, json=body, headers=HEADERS, timeout=10)


def test_a_purchase_and_its_refund(server):
    order = {
        "amount": "200", "currency": "USD", "capture": True, "reference": "1", "metadata": None, "customer": None,
        "source": {
            "type": "card", "name": "Longbob Longsen", "number": "4242424242424242", "cvv": "100",
            "expiry_year": "2030", "expiry_month": "06", "stored": "false", "phone": None,
            "billing_address": {
                "address_line1": "456 My Street", "address_line2": "Apt 1", "city": "Ottawa", "state": "ON",
                "country": "CA", "zip": "K1C2N6",
            },
        },
        "3ds": {"enabled": "false", "eci": None, "cryptogram": None}, "processing_channel_id": None,
        "previous_payment_id": "pay_123", "merchant_initiated": None,
    }
    made = post(server, "/payments", order)
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["response_summary"], body["amount"]) == ("Approved", 200)
    assert (body["source"]["expiry_month"], body["source"]["expiry_year"]) == (6, 2030)
    assert (body["source"]["avs_check"], body["source"]["cvv_check"]) == ("G", "Y")
    refund = post(server, f"/payments/{body['id']}/refunds", {"amount": "200", "currency": "USD", "reference": None})
    assert refund.status_code == 202
    assert list(refund.json()) == ["action_id", "_links"]
    assert refund.json()["_links"]["payment"]["href"].endswith(body["id"])


def test_an_authorization_captured_with_a_named_currency(server):
    order = sandbox.payment(amount="200", capture="false")
    payment = post(server, "/payments", order).json()["id"]
    body = {"amount": "100", "currency": "USD", "capture_type": "Final", "metadata": {}, "description": None}
    assert post(server, f"/payments/{payment}/captures", body).status_code == 202


def test_another_currency_than_the_payments_is_refused(server):
    payment = post(server, "/payments", sandbox.payment()).json()["id"]
    answer = post(server, f"/payments/{payment}/captures", {"amount": 100, "currency": "EUR"})
    assert (answer.status_code, answer.json()["error_codes"]) == (422, ["currency_invalid"])


def test_a_card_without_a_type(server):
    source = sandbox.card()
    del source["type"]
    assert post(server, "/payments", sandbox.payment(source=source)).status_code == 201


def test_an_empty_name_and_an_empty_security_code(server):
    made = post(server, "/payments", sandbox.payment(source=sandbox.card(name="", cvv="")))
    assert made.status_code == 201
    assert "cvv_check" not in made.json()["source"]


def test_a_card_with_a_bad_check_digit(server):
    answer = post(server, "/payments", sandbox.payment(source=sandbox.card("4242424242424249")))
    assert answer.json()["error_codes"] == ["card_number_invalid"]
