"""What is wrong with a request: its code, and nothing written."""

import pytest
import requests

from checkout_com import sandbox

CARD = sandbox.card()


def without(source, *names):
    return {name: value for name, value in source.items() if name not in names}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source": None}, "payment_source_required"),
        ({"source": "card"}, "source_invalid"),
        ({"source": {}}, "source_type_required"),
        ({"source": {"type": "sofort"}}, "payment_method_not_supported"),
        ({"currency": None}, "currency_required"),
        ({"currency": "usd"}, "currency_invalid"),
        ({"currency": "XYZ"}, "currency_invalid"),
        ({"amount": -1}, "amount_invalid"),
        ({"amount": "ten"}, "amount_invalid"),
        ({"amount": 10_000_000_000}, "amount_invalid"),
        ({"amount": 1001, "currency": "KWD"}, "amount_invalid"),
        ({"metadata": {"a": {"b": 1}}}, "metadata_invalid"),
        ({"metadata": {str(n): n for n in range(21)}}, "metadata_invalid"),
        ({"payment_type": "Never"}, "payment_type_invalid"),
        ({"payment_ip": "10.0.0"}, "ip_address_invalid"),
        ({"reference": "x" * 81}, "reference_invalid"),
        # One character each, of hundreds of bytes.
        ({"reference": "e" + "\u0301" * 400}, "reference_invalid"),
        ({"metadata": {"k": "e" + "\u0301" * 600}}, "metadata_invalid"),
        ({"metadata": {"e" + "\u0301" * 600: "v"}}, "metadata_key_invalid"),
        ({"items": [{"name": "x" * 66_000}]}, "parameter_invalid"),
        ({"shipping": {"note": "x" * 66_000}}, "parameter_invalid"),
        ({"source": {**CARD, "billing_address": {"note": "x" * 17_000}}}, "address_invalid"),
        ({"source": {**CARD, "phone": {"note": "x" * 17_000}}}, "phone_number_invalid"),
        ({"success_url": "javascript:alert(1)"}, "success_url_invalid"),
        ({"failure_url": "nowhere"}, "fail_url_invalid"),
        ({"customer": {"email": "nobody"}}, "customer_email_invalid"),
        ({"customer": {"id": "cus_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}, "customer_not_found"),
        ({"capture_on": "tomorrow"}, "capture_on_invalid"),
        ({"billing_descriptor": {"name": "Shop"}}, "billing_descriptor_city_required"),
        ({"shipping": {"address": {"country": "Canada"}}}, "address_country_invalid"),
        ({"source": {**CARD, "billing_address": {"country": "Canada"}}}, "address_country_invalid"),
        ({"source": without(CARD, "number")}, "card_number_required"),
        ({"source": {**CARD, "number": "4242424242424241"}}, "card_number_invalid"),
        ({"source": {**CARD, "number": "4242"}}, "card_number_invalid"),
        ({"source": {**CARD, "number": "9999999999999995"}}, "card_number_invalid"),
        ({"source": without(CARD, "expiry_month")}, "card_expiry_month_required"),
        ({"source": {**CARD, "expiry_month": 13}}, "card_expiry_month_invalid"),
        ({"source": without(CARD, "expiry_year")}, "card_expiry_year_required"),
        ({"source": {**CARD, "expiry_year": 30}}, "card_expiry_year_invalid"),
        ({"source": {**CARD, "cvv": "12"}}, "cvv_invalid"),
        ({"source": {"type": "token"}}, "token_required"),
        ({"source": {"type": "token", "token": "tok_1"}}, "token_invalid"),
        ({"source": {"type": "id", "id": "src_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}, "source_id_unknown"),
        ({"source": {"type": "customer", "id": "cus_aaaaaaaaaaaaaaaaaaaaaaaaaa"}}, "customer_not_found"),
        ({"source": {"type": "network_token", "token": sandbox.VISA}}, "source_token_type_required"),
    ],
)
def test_a_payment_is_refused(nas, refused, change, code):
    refused(lambda: nas.payments.request_payment({**sandbox.payment(), **change}), 422, code)


def test_an_expired_card_is_a_matter_of_processing(platform, refused):
    card = sandbox.card(expiry_year=2019)
    refused(
        lambda: platform.payments.request_payment(sandbox.payment(source=card)),
        422, "card_expired", kind="processing_error",
    )


def test_several_mistakes_are_told_together(platform, refused):
    pay = platform.payments
    wrong = {**sandbox.payment(amount=-1), "currency": "usd", "metadata": [], "reference": "x" * 81}
    codes = ["currency_invalid", "amount_invalid", "metadata_invalid", "reference_invalid"]
    refused(lambda: pay.request_payment(wrong), 422, *codes)
    card = {"type": "card", "number": "4242424242424241", "expiry_month": 13, "cvv": "1"}
    codes = ["card_number_invalid", "card_expiry_month_invalid", "card_expiry_year_required", "cvv_invalid"]
    refused(lambda: pay.request_payment(sandbox.payment(source=card)), 422, *codes)
    refused(lambda: platform.tokens.request_card_token(card), 422, *codes)
    made = pay.request_payment(sandbox.payment())
    wrong = {"amount": -1, "reference": "x" * 81, "metadata": {"a": []}}
    codes = ["amount_invalid", "reference_invalid", "metadata_invalid"]
    for call in (pay.capture_payment, pay.void_payment, pay.refund_payment):
        refused(lambda call=call: call(made.id, wrong), 422, *codes)
    assert pay.get_payment_details(made.id).status == "Authorized"


def test_without_a_source_nothing_else_is_looked_at(nas, refused):
    refused(lambda: nas.payments.request_payment({"amount": -1, "currency": "usd"}), 422, "payment_source_required")
    refused(lambda: nas.payments.request_payment({}), 422, "payment_source_required")


def test_what_a_mistake_hides_is_not_told(nas, refused):
    """An expired card is a matter of processing, which does not begin."""
    card = sandbox.card(expiry_year=2019)
    refused(lambda: nas.payments.request_payment(sandbox.payment(amount=-1, source=card)), 422, "amount_invalid")


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b'"x"', b"\xff", b"{" * 100_000])
def test_a_body_that_is_no_json_object(server, body):
    answer = requests.post(
        server + "/payments", data=body, headers={"Authorization": f"Bearer {sandbox.NAS}"}, timeout=10
    )
    assert answer.status_code == 400
    assert answer.json()["error_type"] == "request_malformed"
    assert answer.json()["error_codes"] == ["request_body_malformed"]


@pytest.mark.parametrize(
    "key",
    [
        None, "", "Bearer", "Bearer ", "sk_sbox_nobody", f"Bearer {sandbox.NAS_PUBLIC}", sandbox.CLASSIC_PUBLIC,
        "Basic YTpi", "test_holdfastdemomerchant00000000001",
    ],
)
def test_without_a_good_secret_key_401_and_nothing_in_the_body(send, key):
    for method, path in [("POST", "/payments"), ("GET", "/payments/pay_x"), ("POST", "/payments/pay_x/captures")]:
        answer = send(method, path, sandbox.payment(), key=key)
        assert (answer.status_code, answer.content, answer.reason) == (401, b"", "Unauthorized")
        assert answer.headers["Cko-Request-Id"]


@pytest.mark.parametrize("key", [sandbox.NAS, f"Bearer {sandbox.NAS}", sandbox.CLASSIC, f"Bearer {sandbox.CLASSIC}"])
def test_a_key_is_good_bare_and_after_bearer(send, key):
    assert send("POST", "/payments", sandbox.payment(), key=key).status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/payments//captures"), ("POST", "/payments//voids"), ("GET", "/payments/123EDSE"),
        ("GET", "/payments/pay_aaaaaaaaaaaaaaaaaaaaaaaaaa"), ("GET", "/payments/PAY_AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("DELETE", "/payments"), ("POST", "/payments/pay_aaaaaaaaaaaaaaaaaaaaaaaaaa/nothing"),
        ("GET", "/payments/pay_aaaaaaaaaaaaaaaaaaaaaaaaaa/actions"),
        ("POST", "/payments/pay_aaaaaaaaaaaaaaaaaaaaaaaaaa/reversals"),
    ],
)
def test_what_is_not_there_is_404_and_nothing_in_the_body(send, method, path):
    answer = send(method, path)
    assert (answer.status_code, answer.content, answer.reason) == (404, b"", "Not Found")
