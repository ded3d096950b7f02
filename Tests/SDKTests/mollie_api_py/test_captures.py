"""Capturing with mollie-api-py."""

import shop
from mollie import models


def some(value, **more):
    return models.EntityCapture.model_validate({"amount": shop.eur(value), **more})


def listed(client, payment, **page):
    return client.captures.list(payment_id=payment.id, **page).result.embedded.captures


def test_a_capture_is_pending_at_first_and_succeeds_a_moment_later(client, authorized):
    payment = authorized(shop.klarna_payment())

    capture = client.captures.create(
        payment_id=payment.id,
        entity_capture=some("35.95", description="Capture for cart #12345", metadata={"bookkeeping_id": 12345}),
    )

    assert capture.id.startswith("cpt_")
    assert capture.resource == "capture"
    assert capture.mode == models.Mode.TEST
    assert capture.status == models.CaptureResponseStatus.PENDING
    assert (capture.amount.currency, capture.amount.value) == ("EUR", "35.95")
    assert capture.payment_id == payment.id
    assert capture.description == "Capture for cart #12345"
    assert capture.metadata == {"bookkeeping_id": 12345}

    later = shop.eventually(
        lambda: client.captures.get(payment_id=payment.id, capture_id=capture.id),
        lambda read: read.status != models.CaptureResponseStatus.PENDING,
    )
    assert later.status == models.CaptureResponseStatus.SUCCEEDED


def test_a_capture_without_a_body_takes_all_that_is_still_authorized(client, authorized, settled):
    payment = authorized(shop.klarna_payment())
    client.captures.create(payment_id=payment.id, entity_capture=some("35.95"))

    rest = client.captures.create(payment_id=payment.id)

    assert rest.amount.value == "64.05"
    payment = settled(payment)
    assert payment.status == models.PaymentResponseStatus.PAID
    assert payment.amount_captured.value == "100.00"


def test_a_null_amount_is_no_amount(client, authorized):
    payment = authorized(shop.card_payment())

    capture = client.captures.create(payment_id=payment.id, entity_capture=models.EntityCapture(amount=None))
    assert capture.amount.value == "10.00"


def test_a_full_capture_pays_the_payment(client, authorized, settled):
    payment = authorized(shop.card_payment())
    client.captures.create(payment_id=payment.id, entity_capture=some("10.00"))

    payment = settled(payment)
    assert payment.status == models.PaymentResponseStatus.PAID
    assert payment.paid_at
    assert payment.amount_captured.value == "10.00"
    assert payment.amount_refunded.value == "0.00"
    assert payment.amount_remaining.value == "10.00"
    assert payment.links.captures.href.endswith(f"/v2/payments/{payment.id}/captures")


def test_a_card_takes_one_capture_and_what_is_left_of_the_hold_is_dropped(client, authorized, settled, refused):
    payment = authorized(shop.card_payment())
    client.captures.create(payment_id=payment.id, entity_capture=some("8.00"))

    payment = settled(payment)
    assert payment.status == models.PaymentResponseStatus.PAID
    assert payment.amount_captured.value == "8.00"
    assert payment.amount_remaining.value == "8.00"
    refused(
        lambda: client.captures.create(payment_id=payment.id, entity_capture=some("2.00")), 422, shop.NOT_CAPTURABLE
    )


def test_klarna_takes_many_captures_and_is_paid_when_all_is_captured(client, authorized, settled):
    payment = authorized(shop.klarna_payment())

    states = []
    for value in ["35.95", "40.00", "24.05"]:
        client.captures.create(payment_id=payment.id, entity_capture=some(value))
        payment = settled(payment)
        states.append((payment.status.value, payment.amount_captured.value))

    assert states == [("authorized", "35.95"), ("authorized", "75.95"), ("paid", "100.00")]


def test_a_capture_beyond_what_is_left_is_refused_and_leaves_no_capture(client, authorized, refused):
    payment = authorized(shop.klarna_payment())
    client.captures.create(payment_id=payment.id, entity_capture=some("75.95"))

    refused(
        lambda: client.captures.create(payment_id=payment.id, entity_capture=some("24.06")),
        422,
        "The amount is higher than the maximum",
        "amount",
    )
    assert len(listed(client, payment)) == 1


def test_captures_are_listed_in_pages_newest_first(client, authorized):
    payment = authorized(shop.klarna_payment())
    made = [client.captures.create(payment_id=payment.id, entity_capture=some("10.00")).id for _ in range(3)]

    assert [capture.id for capture in listed(client, payment)] == made[::-1]
    first = client.captures.list(payment_id=payment.id, limit=2)
    assert [capture.id for capture in first.result.embedded.captures] == made[:0:-1]
    assert [capture.id for capture in first.next().result.embedded.captures] == made[:1]


def test_a_payment_without_captures_has_an_empty_list(client, authorized):
    payment = authorized(shop.card_payment())

    page = client.captures.list(payment_id=payment.id)
    assert (page.result.count, page.result.embedded.captures) == (0, [])
    assert page.next() is None
