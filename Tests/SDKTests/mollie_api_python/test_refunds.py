"""Refunding with mollie-api-python."""

import pytest
import shop
from mollie.api.error import NotFoundError


@pytest.fixture
def paid(authorized):
    """A payment of EUR 10.00 that was captured when its payer approved it."""
    payment = authorized(shop.paid_at_once())
    assert payment.status == "paid"
    return payment


def test_a_refund_is_pending_and_counts_at_once(client, paid):
    refund = paid.refunds.create(
        {"amount": shop.eur("5.95"), "description": "Broken", "metadata": {"bookkeeping_id": 1}}
    )

    assert refund.id.startswith("re_")
    assert (refund.resource, refund["mode"]) == ("refund", "test")
    assert refund.is_pending()
    assert refund.amount == shop.eur("5.95")
    assert refund.description == "Broken"
    assert refund.metadata == {"bookkeeping_id": 1}
    assert refund.payment_id == paid.id
    assert refund.created_at
    read = client.payments.get(paid.id)
    assert read.status == "paid", "a refund never changes the payment's status"
    assert (read.amount_refunded, read.amount_remaining) == (shop.eur("5.95"), shop.eur("4.05"))
    assert read.has_refunds() and not paid.has_refunds()


def test_members_that_only_the_server_writes_are_ignored(paid):
    refund = paid.refunds.create(
        {
            "amount": shop.eur("1.00"),
            "id": shop.UNKNOWN_REFUND,
            "status": "refunded",
            "externalReference": {"type": "acquirer-reference", "id": "123456789012345"},
        }
    )

    assert refund.id != shop.UNKNOWN_REFUND
    assert refund.is_pending()
    assert "externalReference" not in refund


def test_a_refund_reads_back_as_it_was_created_and_leads_to_its_payment(paid):
    refund = paid.refunds.create({"amount": shop.eur("5.95")})

    assert paid.refunds.get(refund.id) == refund
    assert refund.get_payment().id == paid.id


def test_a_refund_without_a_description_has_the_payments_and_no_metadata_is_null(paid):
    refund = paid.refunds.create({"amount": shop.eur("1.00")})

    assert refund.description == "Order #12345"
    assert "metadata" in refund and refund.metadata is None


def test_partial_refunds_add_up_to_what_was_captured_and_no_further(client, paid, refused):
    for value in ["5.00", "4.00"]:
        paid.refunds.create({"amount": shop.eur(value)})

    refused(lambda: paid.refunds.create({"amount": shop.eur("1.01")}), 422, shop.NOT_REFUNDABLE, "amount.value")
    paid.refunds.create({"amount": shop.eur("1.00")})
    refused(lambda: paid.refunds.create({"amount": shop.eur("0.01")}), 422, shop.NOT_REFUNDABLE, "amount.value")
    read = client.payments.get(paid.id)
    assert (read.amount_refunded, read.amount_remaining) == (shop.eur("10.00"), shop.eur("0.00"))
    assert len(paid.refunds.list()) == 3


def test_more_than_was_paid_cannot_be_refunded(client, paid, refused):
    refused(lambda: paid.refunds.create({"amount": shop.eur("10.01")}), 422, shop.NOT_REFUNDABLE, "amount.value")
    assert len(paid.refunds.list()) == 0
    assert not client.payments.get(paid.id).has_refunds()


def test_the_same_amount_again_is_a_duplicate(paid, refused):
    paid.refunds.create({"amount": shop.eur("2.00")})

    refused(lambda: paid.refunds.create({"amount": shop.eur("2.00")}), 409, shop.DUPLICATE_REFUND)
    assert paid.refunds.create({"amount": shop.eur("2.01")}).is_pending(), "another amount is no duplicate"
    assert len(paid.refunds.list()) == 2


def test_a_repeat_with_the_same_key_is_answered_before_the_duplicate_is_seen(paid, caplog):
    key = shop.new_key()
    first = paid.refunds.create({"amount": shop.eur("2.00")}, idempotency_key=key)

    again = paid.refunds.create({"amount": shop.eur("2.00")}, idempotency_key=key)

    assert again == first
    assert "The 'Idempotent-Replayed' header was set" in caplog.text
    assert len(paid.refunds.list()) == 1


def test_a_key_with_another_amount_is_refused(paid, refused):
    key = shop.new_key()
    paid.refunds.create({"amount": shop.eur("2.00")}, idempotency_key=key)

    refused(
        lambda: paid.refunds.create({"amount": shop.eur("3.00")}, idempotency_key=key), 400, shop.KEY_USED
    )


def test_a_canceled_refund_is_gone_and_its_money_can_be_refunded_again(client, paid, refused):
    refund = paid.refunds.create({"amount": shop.eur("10.00")})

    assert paid.refunds.delete(refund.id) == {}

    refused(lambda: paid.refunds.get(refund.id), 404, shop.no_refund(refund.id))
    refused(lambda: paid.refunds.delete(refund.id), 404, shop.no_refund(refund.id))
    assert len(paid.refunds.list()) == 0
    assert refund.id not in [one.id for one in client.refunds.list(limit=250)]
    read = client.payments.get(paid.id)
    assert (read.amount_refunded, read.amount_remaining) == (shop.eur("0.00"), shop.eur("10.00"))
    assert not read.has_refunds()
    assert paid.refunds.create({"amount": shop.eur("10.00")}).is_pending()


@pytest.mark.parametrize(
    ("body", "detail", "field"),
    [
        ({}, "The 'amount' field is missing", "amount"),
        ({"amount": None}, "The 'amount' field is missing", "amount"),
        ({"amount": {"value": "1.00"}}, "The amount does not contain a currency", "amount.currency"),
        ({"amount": {"currency": "EUR"}}, "The value is missing from the amount", "amount.value"),
        ({"amount": shop.eur("1.0")}, "The amount contains an invalid value", "amount.value"),
        ({"amount": shop.eur("-1.00")}, "The amount contains an invalid value", "amount.value"),
        ({"amount": shop.eur("0.00")}, "The amount is lower than the minimum", "amount"),
        (
            {"amount": {"currency": "USD", "value": "1.00"}},
            "The amount contains an invalid currency",
            "amount.currency",
        ),
        (
            {"amount": shop.eur("1.00"), "description": "x" * 256},
            "The description can have 255 characters at most",
            "description",
        ),
        (
            {"amount": shop.eur("1.00"), "metadata": "x" * 1023},
            "The metadata storage is currently limited to 1024 bytes.",
            "metadata",
        ),
        (
            {"amount": shop.eur("1.00"), "reason": "broken"},
            'Non-existent body parameter "reason" for this API call.',
            "reason",
        ),
        (
            {"amount": shop.eur("1.00"), "testmode": True},
            'Non-existent body parameter "testmode" for this API call.',
            "testmode",
        ),
    ],
)
def test_a_refund_is_refused(paid, refused, body, detail, field):
    refused(lambda: paid.refunds.create(body), 422, detail, field)
    assert len(paid.refunds.list()) == 0


@pytest.mark.parametrize("ending", ["open", "authorized", "declined", "released"])
def test_a_payment_of_which_nothing_was_captured_cannot_be_refunded(client, payer, refused, ending):
    payment = client.payments.create(shop.card_payment())
    if ending in ("authorized", "released"):
        payer.approve(payment.id)
    if ending == "declined":
        payer.decline(payment.id)
    if ending == "released":
        client.payments.release_authorization(payment.id)

    refused(lambda: payment.refunds.create({"amount": shop.eur("1.00")}), 422, shop.NOT_REFUNDABLE, "amount.value")


def test_what_was_captured_of_a_hold_can_be_refunded_while_the_rest_is_held(authorized, settled, refused):
    payment = authorized(shop.klarna_payment())
    payment.captures.create({"amount": shop.eur("35.95")})
    payment = settled(payment)
    assert payment.amount_remaining == shop.eur("35.95"), "captured and not refunded; not what is held"

    refused(lambda: payment.refunds.create({"amount": shop.eur("35.96")}), 422, shop.NOT_REFUNDABLE, "amount.value")
    assert payment.refunds.create({"amount": shop.eur("35.95")}).is_pending()
    payment = settled(payment)
    assert (payment.status, payment.amount_captured) == ("authorized", shop.eur("35.95"))


def test_refunds_of_unknown_payments_and_unknown_refunds_are_not_found(client, paid, authorized, refused):
    refused(lambda: paid.refunds.get(shop.UNKNOWN_REFUND), 404, shop.no_refund(shop.UNKNOWN_REFUND))
    refused(lambda: paid.refunds.delete(shop.UNKNOWN_REFUND), 404, shop.no_refund(shop.UNKNOWN_REFUND))
    mine = paid.refunds.create({"amount": shop.eur("1.00")})
    other = authorized(shop.paid_at_once())
    refused(lambda: other.refunds.get(mine.id), 404, shop.no_refund(mine.id))
    refused(lambda: other.refunds.delete(mine.id), 404, shop.no_refund(mine.id))
    paid["id"] = shop.UNKNOWN_PAYMENT
    refused(paid.refunds.list, 404, shop.NO_SUCH_PAYMENT)
    refused(lambda: paid.refunds.create({"amount": shop.eur("1.00")}), 404, shop.NO_SUCH_PAYMENT)
    with pytest.raises(NotFoundError):
        paid.refunds.get(mine.id)


def test_the_list_of_all_refunds_begins_with_the_newest_of_whatever_payment(client, authorized):
    one, other = authorized(shop.paid_at_once()), authorized(shop.paid_at_once())
    made = [payment.refunds.create({"amount": shop.eur("1.00")}).id for payment in (one, other)]
    made += [payment.refunds.create({"amount": shop.eur("2.00")}).id for payment in (other, one)]

    assert [refund.id for refund in client.refunds.list(limit=4)] == made[::-1]
    assert [refund.id for refund in one.refunds.list()] == [made[3], made[0]]


def test_a_refused_refund_is_in_no_list(client, paid, refused):
    refund = paid.refunds.create({"amount": shop.eur("2.00")})
    refused(lambda: paid.refunds.create({"amount": shop.eur("2.00")}), 409, shop.DUPLICATE_REFUND)
    refused(lambda: paid.refunds.create({"amount": shop.eur("20.00")}), 422, shop.NOT_REFUNDABLE, "amount.value")

    assert [one.payment_id for one in client.refunds.list(limit=250)].count(paid.id) == 1
    assert client.refunds.list(limit=1)[0].id == refund.id
