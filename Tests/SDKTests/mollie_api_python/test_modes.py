"""Test and live never see each other, with mollie-api-python."""

import pytest
import shop


@pytest.fixture
def live(client_with):
    return client_with(shop.LIVE_KEY)


def test_a_live_payment_says_so(live):
    payment = live.payments.create(shop.card_payment())

    assert payment.mode == "live"
    assert live.payments.get(payment.id) == payment


def test_each_mode_says_of_the_others_payment_that_the_mode_is_wrong(client, live, refused):
    for mine, other in [(client, live), (live, client)]:
        payment = mine.payments.create(shop.card_payment())
        name, detail = payment.id, shop.wrong_mode(payment.id)
        foreign = other.payments.create(shop.card_payment())
        foreign["id"] = name
        refused(lambda: other.payments.get(name), 404, detail)
        refused(lambda: other.payments.update(name, {"description": "x"}), 404, detail)
        refused(lambda: other.payments.delete(name), 404, detail)
        refused(lambda: other.payments.release_authorization(name), 404, detail)
        refused(lambda: foreign.captures.create(), 404, detail)
        refused(lambda: foreign.captures.list(), 404, detail)
        refused(lambda: foreign.refunds.create({"amount": shop.eur("1.00")}), 404, detail)
        refused(lambda: foreign.refunds.list(), 404, detail)
        assert mine.payments.get(name) == payment


def test_lists_show_one_mode_only(client, live, payer):
    made = {}
    for mode, mine in [("test", client), ("live", live)]:
        payment = mine.payments.create(shop.paid_at_once())
        payer.approve(payment.id)
        made[mode] = (payment.id, payment.refunds.create({"amount": shop.eur("1.00")}).id)

    for mode, mine in [("test", client), ("live", live)]:
        payments, refunds = mine.payments.list(limit=250), mine.refunds.list(limit=250)
        assert {payment.mode for payment in payments} == {refund["mode"] for refund in refunds} == {mode}
        assert (payments[0].id, refunds[0].id) == made[mode]


def test_a_place_of_the_other_mode_begins_no_page(client, live, refused):
    payment = client.payments.create(shop.card_payment())

    refused(lambda: live.payments.list(**{"from": payment.id}), 400, "Invalid cursor value", "from")


def test_a_key_of_one_mode_is_free_in_the_other(client, live):
    key = shop.new_key()

    made = [mine.payments.create(shop.card_payment(), idempotency_key=key) for mine in (client, live)]
    assert made[0].id != made[1].id
    assert [payment.mode for payment in made] == ["test", "live"]


def test_a_live_payment_is_authorized_and_captured_as_a_test_payment_is(live, payer):
    payment = live.payments.create(shop.card_payment())
    payer.approve(payment.id)
    assert live.payments.get(payment.id).status == "authorized"

    capture = payment.captures.create({"amount": shop.eur("8.00")})
    assert capture["mode"] == "live"
    read = shop.eventually(lambda: live.payments.get(payment.id), lambda read: read.status == "paid")
    assert read.amount_captured == shop.eur("8.00")
