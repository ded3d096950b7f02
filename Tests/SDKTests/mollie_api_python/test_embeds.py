"""What else an answer carries, with mollie-api-python."""

import pytest
import shop


@pytest.fixture
def payment(authorized, settled):
    """Captured in part twice, and refunded in part once."""
    payment = authorized(shop.klarna_payment())
    for value in ["35.95", "10.00"]:
        payment.captures.create({"amount": shop.eur(value)})
    payment = settled(payment)
    payment.refunds.create({"amount": shop.eur("5.95")})
    return payment


def test_a_payment_carries_its_captures_and_refunds_in_full(client, payment):
    read = client.payments.get(payment.id, embed="captures,refunds")

    assert [capture["amount"] for capture in read.get_embedded("captures")] == [shop.eur("10.00"), shop.eur("35.95")]
    assert [refund["amount"] for refund in read.get_embedded("refunds")] == [shop.eur("5.95")]
    capture, refund = read.get_embedded("captures")[0], read.get_embedded("refunds")[0]
    assert payment.captures.get(capture["id"]) == capture
    assert payment.refunds.get(refund["id"]) == refund


def test_a_payment_carries_only_what_was_asked_for(client, payment):
    assert client.payments.get(payment.id, embed="refunds")["_embedded"].keys() == {"refunds"}
    assert client.payments.get(payment.id, embed="chargebacks")["_embedded"] == {"chargebacks": []}
    assert "_embedded" not in client.payments.get(payment.id)


def test_nothing_yet_is_an_empty_list(client):
    payment = client.payments.create(shop.card_payment())

    read = client.payments.get(payment.id, embed="captures,refunds,chargebacks")
    assert read["_embedded"] == {"captures": [], "refunds": [], "chargebacks": []}


def test_captures_and_refunds_carry_their_payment(client, payment):
    whole = client.payments.get(payment.id)
    capture, refund = payment.captures.list()[0].id, payment.refunds.list()[0].id

    for read in [
        payment.captures.get(capture, embed="payment"),
        payment.refunds.get(refund, embed="payment"),
        payment.captures.list(embed="payment")[0],
        payment.refunds.list(embed="payment")[0],
        client.refunds.list(embed="payment", limit=1)[0],
    ]:
        assert read.get_embedded("payment")["id"] == whole.id
        assert read.get_embedded("payment")["amountRemaining"] == whole.amount_remaining


def test_the_list_of_payments_carries_refunds_too(client, payment):
    listed = client.payments.list(limit=1, embed="refunds")[0]

    assert listed.id == payment.id
    assert [refund["amount"] for refund in listed.get_embedded("refunds")] == [shop.eur("5.95")]


@pytest.mark.parametrize("word", ["orders", "payment", "captures,orders"])
def test_what_a_payment_cannot_carry_is_refused(client, payment, refused, word):
    last = word.split(",")[-1]
    refused(
        lambda: client.payments.get(payment.id, embed=word), 400, f'The embed value "{last}" is not supported', "embed"
    )


def test_what_a_capture_or_refund_cannot_carry_is_refused(client, payment, refused):
    detail = 'The embed value "refunds" is not supported'
    refused(lambda: payment.captures.list(embed="refunds"), 400, detail, "embed")
    refused(lambda: payment.refunds.list(embed="refunds"), 400, detail, "embed")
    refused(lambda: client.refunds.list(embed="refunds"), 400, detail, "embed")
