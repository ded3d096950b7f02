"""Refunding with mollie-api-py."""

import pytest
import shop
from mollie import models


@pytest.fixture
def paid(authorized):
    """A payment of EUR 10.00 that was captured when its payer approved it."""
    payment = authorized(shop.paid_at_once())
    assert payment.status == models.PaymentResponseStatus.PAID
    return payment


@pytest.fixture
def refund(client):
    """Refunds a part; what the SDK itself insists on, a description, comes with it."""

    def create(payment, value, key=None, **more):
        return client.refunds.create(
            payment_id=payment.id,
            idempotency_key=key,
            refund_request={"description": "Broken", "amount": shop.eur(value), **more},
        )

    return create


def listed(client, payment, **page):
    return client.refunds.list(payment_id=payment.id, **page).result.embedded.refunds


def test_a_refund_is_pending_and_counts_at_once(client, paid, refund):
    made = refund(paid, "5.95", metadata={"bookkeeping_id": 1})

    assert made.id.startswith("re_")
    assert (made.resource, made.mode) == ("refund", models.Mode.TEST)
    assert made.status == models.RefundResponseStatus.PENDING
    assert made.amount.value == "5.95"
    assert made.description == "Broken"
    assert made.metadata == {"bookkeeping_id": 1}
    assert made.payment_id == paid.id
    read = client.payments.get(payment_id=paid.id)
    assert (read.amount_refunded.value, read.amount_remaining.value) == ("5.95", "4.05")
    assert read.links.refunds.href.endswith(f"/v2/payments/{paid.id}/refunds")


def test_a_refund_reads_back_as_it_was_created(client, paid, refund):
    made = refund(paid, "5.95")

    assert client.refunds.get(payment_id=paid.id, refund_id=made.id) == made


def test_partial_refunds_add_up_to_what_was_captured_and_no_further(client, paid, refund, refused):
    for value in ["5.00", "4.00"]:
        refund(paid, value)

    refused(lambda: refund(paid, "1.01"), 422, shop.NOT_REFUNDABLE, "amount.value")
    refund(paid, "1.00")
    refused(lambda: refund(paid, "0.01"), 422, shop.NOT_REFUNDABLE, "amount.value")
    assert len(listed(client, paid)) == 3


def test_the_same_amount_again_is_a_duplicate(client, paid, refund, refused):
    refund(paid, "2.00")

    refused(lambda: refund(paid, "2.00"), 409, shop.DUPLICATE_REFUND)
    assert len(listed(client, paid)) == 1


def test_a_repeat_with_the_same_key_is_answered_before_the_duplicate_is_seen(client, answers, paid, refund):
    key = shop.new_key()
    first = refund(paid, "2.00", key)

    assert refund(paid, "2.00", key) == first
    assert answers.last.headers["idempotent-replayed"] == "true"
    assert len(listed(client, paid)) == 1


def test_a_canceled_refund_is_gone_and_its_money_can_be_refunded_again(client, answers, paid, refund, refused):
    made = refund(paid, "10.00")

    client.refunds.cancel(payment_id=paid.id, refund_id=made.id)

    assert (answers.last.status_code, answers.last.content) == (204, b"")
    detail = shop.no_refund(made.id)
    refused(lambda: client.refunds.get(payment_id=paid.id, refund_id=made.id), 404, detail)
    refused(lambda: client.refunds.cancel(payment_id=paid.id, refund_id=made.id), 404, detail)
    assert listed(client, paid) == []
    assert client.payments.get(payment_id=paid.id).links.refunds is None
    assert refund(paid, "10.00").status == models.RefundResponseStatus.PENDING


@pytest.mark.parametrize(
    ("body", "detail", "field"),
    [
        ({"amount": shop.eur("1.0")}, "The amount contains an invalid value", "amount.value"),
        ({"amount": shop.eur("0.00")}, "The amount is lower than the minimum", "amount"),
        (
            {"amount": {"currency": "USD", "value": "1.00"}},
            "The amount contains an invalid currency",
            "amount.currency",
        ),
        ({"description": "x" * 256}, "The description can have 255 characters at most", "description"),
        ({"metadata": "x" * 1023}, "The metadata storage is currently limited to 1024 bytes.", "metadata"),
        ({"testmode": True}, 'Non-existent body parameter "testmode" for this API call.', "testmode"),
    ],
)
def test_a_refund_is_refused(client, paid, refused, body, detail, field):
    whole = {"description": "Broken", "amount": shop.eur("1.00"), **body}
    refused(lambda: client.refunds.create(payment_id=paid.id, refund_request=whole), 422, detail, field)
    assert listed(client, paid) == []


def test_a_payment_of_which_nothing_was_captured_cannot_be_refunded(authorized, refund, refused):
    payment = authorized(shop.card_payment())

    refused(lambda: refund(payment, "1.00"), 422, shop.NOT_REFUNDABLE, "amount.value")


def test_unknown_refunds_and_refunds_of_unknown_payments_are_not_found(client, paid, refused):
    unknown = {"payment_id": paid.id, "refund_id": shop.UNKNOWN_REFUND}
    refused(lambda: client.refunds.get(**unknown), 404, shop.no_refund(shop.UNKNOWN_REFUND))
    refused(lambda: client.refunds.cancel(**unknown), 404, shop.no_refund(shop.UNKNOWN_REFUND))
    refused(lambda: client.refunds.list(payment_id=shop.UNKNOWN_PAYMENT), 404, shop.NO_SUCH_PAYMENT)


def test_all_refunds_are_listed_in_pages_newest_first_or_oldest_first(client, server, authorized, refund):
    made = [refund(authorized(shop.paid_at_once()), "1.00").id for _ in range(5)]

    page = client.refunds.all(limit=2)
    found = []
    while page is not None and len(found) < 5:
        assert page.result.links.self_.href.startswith(f"{server}/v2/refunds?")
        found += [one.id for one in page.result.embedded.refunds]
        page = page.next()
    assert found[:5] == made[::-1]
    oldest = client.refunds.all(limit=250, sort=models.Sorting.ASC).result.embedded.refunds
    assert [one.id for one in oldest][-5:] == made


def test_the_refunds_of_a_payment_are_listed_in_pages(client, paid, refund):
    made = [refund(paid, value).id for value in ["1.00", "2.00", "3.00"]]

    first = client.refunds.list(payment_id=paid.id, limit=2)
    assert [one.id for one in first.result.embedded.refunds] == made[:0:-1]
    assert [one.id for one in first.next().result.embedded.refunds] == made[:1]


def test_a_refund_carries_its_payment(client, answers, paid, refund):
    made = refund(paid, "1.00")
    for call in [
        lambda: client.refunds.get(payment_id=paid.id, refund_id=made.id, embed="payment"),
        lambda: client.refunds.list(payment_id=paid.id, embed="payment"),
        lambda: client.refunds.all(limit=1, embed="payment"),
    ]:
        call()
        body = answers.last.json()
        one = body if body.get("resource") == "refund" else body["_embedded"]["refunds"][0]
        assert one["_embedded"]["payment"]["id"] == paid.id
