"""Seed 002, "Create capture": 404 and 422, the error response object."""

import pytest
import shop

EXPECTED_404 = {
    "status": 404,
    "title": "Not Found",
    "detail": "No entity exists with token 'uct_abcDEFghij123456789'",
}
EXPECTED_422 = {
    "status": 422,
    "title": "Unprocessable Entity",
    "detail": "The amount contains an invalid currency",
    "field": "amount.currency",
}


def without_links(answer):
    assert answer.headers["Content-Type"] == "application/hal+json"
    body = answer.json()
    links = body.pop("_links")
    assert links["documentation"].keys() == {"href", "type"}
    assert links["documentation"]["type"] == "text/html"
    assert links["documentation"]["href"].startswith("https://docs.mollie.com/")
    return body


def test_404_no_entity_with_this_id_exists(capture):
    answer = capture("/v2/payments/uct_abcDEFghij123456789")

    assert answer.status_code == 404
    assert without_links(answer) == EXPECTED_404


def test_404_of_a_name_that_could_be_a_payment(capture):
    answer = capture(f"/v2/payments/{shop.UNKNOWN_PAYMENT}")

    assert without_links(answer) == {**EXPECTED_404, "detail": shop.no_entity(shop.UNKNOWN_PAYMENT)}


def test_404_of_a_capture_and_of_the_captures_of_no_payment(hold, ask):
    for path, name in [
        (f"{hold}/captures/uct_abcDEFghij123456789", "uct_abcDEFghij123456789"),
        (f"{hold}/captures/{shop.UNKNOWN_CAPTURE}", shop.UNKNOWN_CAPTURE),
        (f"/v2/payments/{shop.UNKNOWN_PAYMENT}/captures", shop.UNKNOWN_PAYMENT),
    ]:
        assert without_links(ask("GET", path)) == {**EXPECTED_404, "detail": shop.no_entity(name)}


def test_422_the_request_contains_issues(hold, capture):
    for currency in ["XXX", "USD"]:
        answer = capture(hold, amount={"currency": currency, "value": "10.00"})
        assert answer.status_code == 422
        assert without_links(answer) == EXPECTED_422


def test_422_for_example_if_the_capture_amount_is_missing(hold, capture):
    """A missing amount captures all, as the page says of the amount; what is missing here is a part of it."""
    for amount, field in [({}, "amount.currency"), ({"currency": "EUR"}, "amount.value")]:
        answer = capture(hold, amount=amount)
        assert (answer.status_code, without_links(answer)["field"]) == (422, field)


def test_422_of_more_than_is_authorized(hold, capture, problem):
    problem(capture(hold, amount=shop.eur("100.01")), 422, "The amount is higher than the maximum", "amount")


def test_422_of_a_payment_that_is_not_authorized(created, capture, problem):
    payment = created(shop.card_payment())

    problem(capture(f"/v2/payments/{payment['id']}"), 422, shop.NOT_CAPTURABLE)


def test_the_status_is_always_the_same_code_as_the_status_code_of_the_http_message(hold, capture, ask):
    for answer in [
        capture(hold, key=None),
        capture("/v2/payments/tr_x"),
        capture(hold, amount={}),
        ask("POST", f"{hold}/captures", data=b"{", headers={"Content-Type": "application/json"}),
        ask("POST", f"{hold}/captures", data=b"x", headers={"Content-Type": "text/plain"}),
        ask("PUT", f"{hold}/captures"),
    ]:
        assert answer.json()["status"] == answer.status_code >= 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amount": {"currency": "EUR", "value": "1"}}, "amount.value"),
        ({"description": 5}, "description"),
        ({"metadata": "x" * 2000}, "metadata"),
        ({"amout": {}}, "amout"),
    ],
)
def test_the_field_is_the_name_of_the_field_that_caused_the_issue(hold, capture, body, field):
    assert capture(hold, **body).json()["field"] == field


def test_no_field_when_no_value_of_the_request_caused_the_issue(capture):
    assert "field" not in capture("/v2/payments/tr_x").json()


def test_a_refused_capture_captures_nothing(hold, capture, ask, payer):
    capture(hold, amount=shop.eur("100.01"))
    capture(hold, amount={})

    assert ask("GET", f"{hold}/captures").json()["count"] == 0
    assert payer.books(hold.rsplit("/", 1)[1])["capturable"]["value"] == 10000
