"""Capturing with mollie-api-python."""

import shop


def test_a_capture_is_pending_at_first_and_succeeds_a_moment_later(authorized):
    payment = authorized(shop.klarna_payment())

    capture = payment.captures.create(
        {
            "amount": shop.eur("35.95"),
            "description": "Capture for cart #12345",
            "metadata": {"bookkeeping_id": 12345},
        }
    )

    assert capture.id.startswith("cpt_")
    assert capture["resource"] == "capture"
    assert capture["status"] == "pending"
    assert capture.amount == shop.eur("35.95")
    assert capture.payment_id == payment.id
    assert capture["description"] == "Capture for cart #12345"
    assert capture["metadata"] == {"bookkeeping_id": 12345}

    later = shop.eventually(lambda: payment.captures.get(capture.id), lambda read: read["status"] != "pending")
    assert later["status"] == "succeeded"
    assert later == {**capture, "status": "succeeded"}


def test_a_capture_without_an_amount_takes_all_that_is_still_authorized(authorized, settled):
    payment = authorized(shop.klarna_payment())
    payment.captures.create({"amount": shop.eur("35.95")})

    rest = payment.captures.create()

    assert rest.amount == shop.eur("64.05")
    payment = settled(payment)
    assert payment.is_paid()
    assert payment.status == "paid"
    assert payment.amount_captured == shop.eur("100.00")


def test_a_null_amount_is_no_amount(authorized):
    payment = authorized(shop.card_payment())

    assert payment.captures.create({"amount": None}).amount == shop.eur("10.00")


def test_a_full_capture_pays_the_payment(authorized, settled):
    payment = authorized(shop.card_payment())
    payment.captures.create({"amount": shop.eur("10.00")})

    payment = settled(payment)
    assert payment.status == "paid"
    assert payment.amount_captured == shop.eur("10.00")
    assert payment.amount_refunded == shop.eur("0.00")
    assert payment.amount_remaining == shop.eur("10.00")
    assert payment.has_captures()


def test_a_card_takes_one_capture_and_what_is_left_of_the_hold_is_dropped(authorized, settled, refused):
    payment = authorized(shop.card_payment())
    payment.captures.create({"amount": shop.eur("8.00")})

    payment = settled(payment)
    assert payment.status == "paid"
    assert payment.amount_captured == shop.eur("8.00")
    assert payment.amount_remaining == shop.eur("8.00")
    refused(lambda: payment.captures.create({"amount": shop.eur("2.00")}), 422, shop.NOT_CAPTURABLE)


def test_a_second_capture_of_a_card_is_refused_while_the_first_is_pending(authorized, refused):
    payment = authorized(shop.card_payment())
    payment.captures.create({"amount": shop.eur("8.00")})

    refused(lambda: payment.captures.create({"amount": shop.eur("2.00")}), 422, shop.NOT_CAPTURABLE)


def test_klarna_takes_many_captures_and_is_paid_when_all_is_captured(authorized, settled):
    payment = authorized(shop.klarna_payment())

    payment.captures.create({"amount": shop.eur("35.95")})
    payment = settled(payment)
    assert payment.status == "authorized"
    assert payment.amount_captured == shop.eur("35.95")

    payment.captures.create({"amount": shop.eur("40.00")})
    payment = settled(payment)
    assert payment.status == "authorized"
    assert payment.amount_captured == shop.eur("75.95")

    payment.captures.create({"amount": shop.eur("24.05")})
    payment = settled(payment)
    assert payment.status == "paid"
    assert payment.amount_captured == shop.eur("100.00")
    assert payment.amount_remaining == shop.eur("100.00")


def test_a_capture_beyond_what_is_left_is_refused_and_leaves_no_capture(authorized, refused):
    payment = authorized(shop.klarna_payment())
    payment.captures.create({"amount": shop.eur("75.95")})

    refused(
        lambda: payment.captures.create({"amount": shop.eur("24.06")}),
        422,
        "The amount is higher than the maximum",
        "amount",
    )
    assert len(payment.captures.list()) == 1
    assert payment.captures.create({"amount": shop.eur("24.05")})["status"] == "pending"


def test_captures_are_listed_in_pages_newest_first(authorized):
    payment = authorized(shop.klarna_payment())
    made = [payment.captures.create({"amount": shop.eur("10.00")}).id for _ in range(3)]

    assert [capture.id for capture in payment.captures.list()] == made[::-1]
    first = payment.captures.list(limit=2)
    assert [capture.id for capture in first] == made[:0:-1]
    assert [capture.id for capture in first.get_next()] == made[:1]


def test_a_payment_without_captures_has_an_empty_list(authorized):
    payment = authorized(shop.card_payment())

    captures = payment.captures.list()
    assert len(captures) == 0
    assert list(captures) == []
    assert not captures.has_next()


def test_a_capture_leads_back_to_its_payment(authorized):
    payment = authorized(shop.klarna_payment())
    capture = payment.captures.create({"amount": shop.eur("35.95")})

    assert capture.get_payment().id == payment.id
