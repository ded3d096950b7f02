"""Seed 001, "Reserve and capture": one test for each rule, with its examples verbatim."""

import datetime
import json

import pytest
import shop
from vipps_unit import DIRECT_UNIT, RESERVE_UNIT, admitted, ecom_error, summary

CANCEL_REQUEST = """
{
  "merchantInfo": {
    "merchantSerialNumber": "123456"
  },
  "transaction": {
    "transactionText": "No socks for you!"
  },
  "shouldReleaseRemainingFunds": true
}
"""
CANCEL_RESPONSE = """
{
  "orderId": "acme-shop-123-order123abc",
  "transactionInfo": {
    "amount": 20000,
    "transactionText": "No socks for you!",
    "status": "Cancelled",
    "transactionId": "5001420063",
    "timeStamp": "2018-11-14T15:31:10.004Z"
  },
  "transactionSummary": {
    "capturedAmount": 10000,
    "remainingAmountToCapture": 0,
    "refundedAmount": 0,
    "remainingAmountToRefund": 10000
  }
}
"""


# Reserve


def test_when_you_initiate_a_payment_it_will_be_reserved_until_you_capture_it(unit):
    order = unit.reserved()
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "RESERVE"
    unit.ecom_capture(order)
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "CAPTURE"


def test_reserved_means_the_customer_has_approved_and_the_funds_are_not_available_to_spend(unit, payer):
    order = unit.initiated()
    assert payer.books(order)["authorized"]["value"] == 0
    payer.approve(order)
    assert unit.operations(order)[0] == "RESERVE"
    assert payer.books(order)["authorized"]["value"] == 20000
    assert payer.books(order)["captured"]["value"] == 0


def test_reserve_capture_is_the_default_the_capture_can_be_done_several_days_later(timed_unit, clock):
    order = timed_unit.reserved()
    clock.days(5)
    assert timed_unit.ecom_capture(order).status_code == 200


def test_when_direct_capture_is_activated_all_reservations_will_instantly_be_captured(direct_unit):
    order = direct_unit.reserved()
    assert direct_unit.details(order)["transactionSummary"]["capturedAmount"] == 20000
    assert direct_unit.operations(order) == ["SALE", "INITIATE"]


def test_reserve_capture_can_be_used_almost_exactly_like_direct_capture(unit, direct_unit):
    """The capture immediately after the reservation: the money stands the same."""
    order = unit.reserved()
    unit.ecom_capture(order)
    sale = direct_unit.reserved()
    assert unit.details(order)["transactionSummary"] == direct_unit.details(sale)["transactionSummary"]


def test_if_a_payment_has_been_reserved_cancel_immediately_releases_the_reservation(unit, payer):
    order = unit.reserved()
    assert unit.ecom_cancel(order).status_code == 200
    assert payer.books(order)["released"]["value"] == 20000


def test_if_a_payment_has_been_captured_the_merchant_has_to_refund(direct_unit, payer):
    order = direct_unit.reserved()
    ecom_error(direct_unit.ecom_cancel(order), "Payment", 51)
    assert direct_unit.ecom_refund(order).json()["transactionSummary"] == summary(20000, 0, 20000, 0)


def test_after_a_refund_it_takes_several_days_before_the_amount_is_available_after_a_cancel_none(unit, direct_unit, payer):
    sale, order = direct_unit.reserved(), unit.reserved()
    direct_unit.ecom_refund(sale)
    unit.ecom_cancel(order)
    [refund], [void] = payer.refunds(sale), payer.voids(order)
    began, there = (datetime.datetime.fromisoformat(refund[name]) for name in ("endedAt", "reachesPayerAt"))
    assert there - began >= datetime.timedelta(days=2)
    assert void["reachesPayerAt"] == void["endedAt"]


def test_it_is_possible_to_reserve_a_higher_amount_and_only_capture_a_part_of_it_electric_car_charging(unit, payer):
    """Reserve high, capture low, release the rest: the money is free at once."""
    order = unit.reserved(80000)
    capture = unit.ecom_capture(order, 23450)
    assert capture.json()["transactionSummary"] == summary(23450, 56550, 0, 23450)
    release = unit.ecom_cancel(order, True)
    assert release.json()["transactionSummary"] == summary(23450, 0, 0, 23450)
    books = payer.books(order)
    assert (books["released"]["value"], books["capturable"]["value"]) == (56550, 0)


def test_it_is_also_possible_to_capture_the_full_amount_with_multiple_captures(unit):
    order = unit.reserved(80000)
    for amount in [20000, 20000, 15000]:
        assert unit.ecom_capture(order, amount).status_code == 200
    assert unit.ecom_capture(order).json()["transactionSummary"] == summary(80000, 0, 0, 80000)


def test_the_charging_station_that_captures_several_times_and_releases_the_rest(unit, payer):
    order = unit.reserved(80000)
    for amount in [10000, 5000, 2500]:
        unit.ecom_capture(order, amount)
    assert unit.ecom_cancel(order, True).json()["transactionSummary"] == summary(17500, 0, 0, 17500)
    assert payer.books(order)["released"]["value"] == 62500
    ecom_error(unit.ecom_capture(order, 100), "VippsError", 91)


def test_when_the_user_confirms_the_payment_status_changes_to_reserve(unit, payer):
    order = unit.initiated()
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "INITIATE"
    payer.approve(order)
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "RESERVE"


# Capture


def test_a_capture_that_fails_for_any_reason_can_be_retried_with_the_same_idempotency_key(unit, payer):
    order = unit.initiated()
    ecom_error(unit.ecom_capture(order, 5000, "the same key"), "Payment", 62)
    payer.approve(order)
    first = unit.ecom_capture(order, 5000, "the same key")
    assert first.status_code == 200
    assert unit.ecom_capture(order, 5000, "the same key").content == first.content
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 5000


@pytest.mark.parametrize("key", ["1", "any unique id", "0b0e-æøå".encode().decode("latin-1"), "x" * 40])
def test_you_can_use_any_unique_id_for_your_idempotency_key(unit, key):
    order = unit.reserved()
    for _ in range(2):
        assert unit.ecom_capture(order, 5000, key).status_code == 200
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 5000


@pytest.mark.parametrize("amount", ["", None, 0], ids=["not sent at all", "null", "0"])
def test_to_capture_the_entire_amount_amount_can_be_omitted_set_to_null_or_set_to_0(unit, amount):
    order = unit.reserved()
    assert unit.ecom_capture(order, amount).json()["transactionSummary"] == summary(20000, 0, 0, 20000)


def test_when_doing_a_partial_capture_you_need_to_specify_the_amount(unit):
    order = unit.reserved()
    assert unit.ecom_capture(order, 5000).json()["transactionInfo"]["amount"] == 5000
    assert unit.ecom_capture(order).json()["transactionInfo"]["amount"] == 15000


def test_the_capture_is_only_successful_when_the_response_is_http_200_ok(unit):
    order = unit.reserved()
    for amount, status, captured in [(20001, 400, 0), (-1, 400, 0), (5000, 200, 5000)]:
        assert unit.ecom_capture(order, amount).status_code == status
        assert unit.details(order)["transactionSummary"]["capturedAmount"] == captured


def test_capture_can_be_made_up_to_180_days_after_reservation(timed_unit, clock):
    order = timed_unit.reserved()
    clock.seconds(180 * 86_400 - 60)
    assert timed_unit.ecom_capture(order, 5000).status_code == 200


def test_attempting_to_capture_an_older_payment_will_result_in_a_http_400_bad_request(timed_unit, clock):
    order = timed_unit.reserved()
    clock.days(180)
    ecom_error(timed_unit.ecom_capture(order, 5000), "Payment", 98, 400)
    assert timed_unit.details(order)["transactionSummary"]["capturedAmount"] == 0


def test_when_the_order_is_reserved_the_amount_is_marked_as_reserved_but_not_transferred(unit, payer):
    books = payer.books(unit.reserved())
    assert (books["capturable"]["value"], books["captured"]["value"]) == (20000, 0)


# Partial capture


def test_partial_capture_may_be_called_as_many_times_as_required_while_there_is_a_remaining_amount(unit):
    order = unit.reserved(2500)
    for number in range(1, 26):
        assert unit.ecom_capture(order, 100).json()["transactionSummary"]["capturedAmount"] == number * 100
    ecom_error(unit.ecom_capture(order, 100), "Payment", 61)


def test_any_remaining_reserved_amount_will_be_automatically_released_after_a_few_days(timed_unit, timed_payer, clock):
    """By the bank: the next capture asks it anew. The status does not change."""
    order = timed_unit.initiated()
    timed_payer.approve(order, "mastercard")
    before = timed_payer.books(order)["holdLapsesAt"]
    timed_unit.ecom_capture(order, 5000)
    assert timed_payer.books(order)["holdLapsesAt"] < before, "the bank holds the rest for a week, not for 30 days"
    clock.days(8)
    assert timed_unit.operations(order)[0] == "CAPTURE"
    assert timed_unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)


def test_it_is_also_possible_to_explicitly_release_the_remaining_funds(unit):
    order = unit.reserved()
    unit.ecom_capture(order, 5000)
    assert unit.ecom_cancel(order, True).json()["transactionSummary"] == summary(5000, 0, 0, 5000)


# Cancelling a partially captured order


def test_the_example_request_is_answered_with_the_response_of_the_example(unit):
    import requests

    order = json.loads(CANCEL_RESPONSE)["orderId"]
    unit.reserved(20000, orderId=order)
    unit.ecom_capture(order, 10000)
    answer = requests.put(
        f"{unit.base}/ecomm/v2/payments/{order}/cancel",
        data=CANCEL_REQUEST,
        headers={
            "Authorization": f"Bearer {unit.token}",
            "Ocp-Apim-Subscription-Key": unit.subscription,
            "Content-Type": "application/json",
        },
        timeout=10,
    )

    assert answer.status_code == 200
    expected, found = json.loads(CANCEL_RESPONSE), answer.json()
    for name in ["transactionId", "timeStamp"]:
        assert len(found["transactionInfo"][name]) == len(expected["transactionInfo"][name])
        expected["transactionInfo"][name] = found["transactionInfo"][name]
    assert found == expected
    assert list(found) == list(expected) and list(found["transactionInfo"]) == list(expected["transactionInfo"])


def test_the_payment_must_be_reserved_for_this_to_take_effect(unit, direct_unit):
    captured, sale = unit.reserved(), direct_unit.reserved()
    unit.ecom_capture(captured)
    ecom_error(unit.ecom_cancel(captured, True), "Payment", 51)
    ecom_error(direct_unit.ecom_cancel(sale, True), "Payment", 51)


def test_if_should_release_remaining_funds_is_not_set_it_will_default_to_false(unit):
    order = unit.reserved()
    unit.ecom_capture(order, 5000)
    for flag in [None, False]:
        ecom_error(unit.ecom_cancel(order, flag), "Payment", 51)
    body = {**unit.ecom_body("x"), "shouldReleaseRemainingFunds": None}
    ecom_error(unit.ecom("PUT", f"/{order}/cancel", body), "Payment", 51)


@pytest.mark.parametrize("amount", [5000, None], ids=["partial", "full"])
def test_when_it_is_false_any_request_to_cancel_after_a_partial_or_full_capture_will_be_rejected(unit, amount):
    order = unit.reserved()
    unit.ecom_capture(order, amount)
    ecom_error(
        unit.ecom_cancel(order, False), "Payment", 51, 400, "Cannot cancel an orderId that has already been captured."
    )


def test_once_performed_there_will_be_zero_funds_remaining_to_capture(unit):
    order = unit.reserved()
    unit.ecom_capture(order, 5000)
    unit.ecom_cancel(order, True)
    assert unit.details(order)["transactionSummary"]["remainingAmountToCapture"] == 0
    ecom_error(unit.ecom_capture(order), "VippsError", 91)


# Reserve or direct capture?


def test_you_can_make_a_small_payment_check_it_and_cancel_or_refund(unit, direct_unit):
    order, sale = unit.reserved(200), direct_unit.reserved(200)
    assert (unit.operations(order)[0], direct_unit.operations(sale)[0]) == ("RESERVE", "SALE")
    assert unit.ecom_cancel(order).status_code == 200
    assert direct_unit.ecom_refund(sale).status_code == 200


def test_a_sale_unit_can_only_have_one_capture_type_and_a_merchant_cannot_turn_it_on_or_off(unit, direct_unit):
    """No request can choose: what a shop might send for it changes nothing."""
    wishes = {"directCapture": True, "captureType": "DIRECT_CAPTURE", "paymentAction": "AUTHORISE"}
    for shop_unit, operation in [(unit, "RESERVE"), (direct_unit, "SALE")]:
        for _ in range(2):
            order = shop_unit.reserved(merchant=wishes, **wishes)
            assert shop_unit.operations(order)[0] == operation
    assert (unit.number, direct_unit.number) == (RESERVE_UNIT, DIRECT_UNIT)


def test_merchants_can_check_the_capture_type_for_all_their_sale_units_and_find_how_to_change_it(unit, server):
    shown = unit.send("GET", "/holdfast/v1/vipps/sale-units").json()
    assert shown["saleUnits"] == [
        {"merchantSerialNumber": RESERVE_UNIT, "captureType": "reserve capture", "hasApprovals": True},
        {"merchantSerialNumber": DIRECT_UNIT, "captureType": "direct capture", "hasApprovals": True},
        {"merchantSerialNumber": "777777", "captureType": "reserve capture", "hasApprovals": False},
    ]
    assert "administrator" in shown["howToChange"]
    other = admitted(server)
    numbers = [unit["merchantSerialNumber"] for unit in other.send("GET", "/holdfast/v1/vipps/sale-units").json()["saleUnits"]]
    assert len(numbers) == 3 and other.number in numbers and not {RESERVE_UNIT, DIRECT_UNIT} & set(numbers)
    assert unit.send("GET", "/holdfast/v1/vipps/sale-units", headers={"Authorization": None}).status_code == 401


def test_money_is_free_at_once_after_a_release_and_after_days_when_the_bank_lets_go(timed_unit, timed_payer, clock):
    order, other = timed_unit.reserved(), timed_unit.reserved()
    timed_unit.ecom_capture(order, 5000)
    timed_unit.ecom_capture(other, 5000)
    timed_unit.ecom_cancel(order, True)
    assert timed_payer.books(order)["released"]["value"] == 15000
    assert timed_payer.books(other)["released"]["value"] == 0
    clock.days(8)
    shop.eventually(lambda: timed_payer.books(other)["capturable"]["value"], lambda left: left == 15000, 10)
