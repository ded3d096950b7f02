"""Seed 001, "For how long is a payment reserved?": one test for each rule."""

import pytest
from vipps_unit import ecom_error, summary


@pytest.mark.parametrize(("card", "days"), [("visa", 7), ("visa-electron", 5), ("mastercard", 30), ("empty", 7)])
def test_if_the_capture_is_done_within_the_days_of_the_scheme_it_is_guaranteed_to_succeed(
    timed_unit, timed_payer, clock, card, days
):
    order = timed_unit.initiated()
    timed_payer.approve(order, card)
    clock.seconds(days * 86_400 - 60)
    assert timed_unit.ecom_capture(order).status_code == 200


def test_vipps_cannot_and_does_not_automatically_change_the_status_of_a_reservation(timed_unit, clock):
    order = timed_unit.reserved()
    for days in [8, 30, 150, 200]:
        clock.days(days)
        assert timed_unit.operations(order) == ["RESERVE", "INITIATE"]
        assert timed_unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "RESERVE"


def test_if_the_account_has_sufficient_funds_the_new_payment_request_will_be_successful(timed_unit, clock):
    order = timed_unit.reserved()
    clock.days(8)
    assert timed_unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)


def test_with_insufficient_funds_it_succeeds_and_puts_the_account_in_the_negative(timed_unit, timed_payer, clock):
    order = timed_unit.initiated()
    timed_payer.approve(order, "overdrawn")
    clock.days(8)
    assert timed_unit.ecom_capture(order).status_code == 200
    assert [capture["overdrawn"] for capture in timed_payer.captures(order)] == [True]


def test_the_bank_may_force_the_capture_through_which_puts_the_account_in_the_negative(timed_unit, timed_payer, clock):
    """Only what is captured after the hold has gone: before, the money was there."""
    order = timed_unit.initiated()
    timed_payer.approve(order, "overdrawn")
    timed_unit.ecom_capture(order, 5000)
    clock.days(30)
    assert timed_unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)
    assert [capture["overdrawn"] for capture in timed_payer.captures(order)] == [False, True]


def test_only_after_the_schemes_days_and_a_release_by_the_bank_is_there_a_new_payment_request(timed_unit, timed_payer, clock):
    """Within them this bank would refuse it."""
    order = timed_unit.initiated()
    timed_payer.approve(order, "empty")
    clock.days(6)
    assert timed_unit.ecom_capture(order, 5000).status_code == 200
    clock.days(2)
    ecom_error(timed_unit.ecom_capture(order, 5000), "Payment", 42)
    assert timed_unit.operations(order)[0] == "CAPTURE"


def test_or_fails_because_the_account_cannot_be_put_into_the_negative(timed_unit, timed_payer, clock):
    order = timed_unit.initiated()
    timed_payer.approve(order, "empty")
    clock.days(8)
    ecom_error(timed_unit.ecom_capture(order), "Payment", 42)
    assert timed_unit.details(order)["transactionSummary"]["remainingAmountToCapture"] == 20000


@pytest.mark.parametrize(("card", "code"), [("expiring", 44), ("blocked", 41)], ids=["expires", "is blocked"])
def test_the_card_may_expire_or_be_blocked_between_reservation_and_capture(timed_unit, timed_payer, clock, card, code):
    order = timed_unit.initiated()
    timed_payer.approve(order, card)
    clock.days(1)
    ecom_error(timed_unit.ecom_capture(order), "Payment", code)


def test_capture_and_details_will_always_return_the_correct_status(unit):
    order = unit.reserved()
    for amount, captured in [(5000, 5000), (7000, 12000), (None, 20000)]:
        told = unit.ecom_capture(order, amount).json()["transactionSummary"]
        read = unit.details(order)["transactionSummary"]
        assert told["capturedAmount"] == read["capturedAmount"] == captured
        assert told["remainingAmountToCapture"] == read["remainingAmountToCapture"] == 20000 - captured
