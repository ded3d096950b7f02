"""`vipps` 0.1 from PyPI, unmodified: everything it can do."""

import pytest
import requests
from vipps_unit import reference, summary


def approved(api, amount=20000):
    order = reference()
    answer = api.init_payment(order, amount, "One pair of socks")
    assert answer["orderId"] == order
    api.force_approve_payment(order, "48059528", answer["url"].split("=", 3)[2])
    return order


def test_reserve_capture_in_parts_and_refund(shop_api):
    order = approved(shop_api)

    for amount, captured in [(5000, 5000), (5000, 10000), (10000, 20000)]:
        answer = shop_api.capture_payment(order, amount, "Part of the socks")
        assert answer["transactionInfo"]["amount"] == amount
        assert answer["transactionInfo"]["status"] == "Captured"
        assert answer["transactionSummary"] == summary(captured, 20000 - captured, 0, captured)
    answer = shop_api.refund_payment(order, 15000, "Too small")
    assert answer["transaction"]["status"] == "Refund"
    assert answer["transactionSummary"] == summary(20000, 0, 15000, 5000)
    details = shop_api.details_payment(order)
    assert [entry["operation"] for entry in details["transactionLogHistory"]] == [
        "REFUND", "CAPTURE", "CAPTURE", "CAPTURE", "RESERVE", "INITIATE",
    ]  # fmt: skip


def test_an_amount_of_nothing_captures_all(shop_api):
    order = approved(shop_api)

    assert shop_api.capture_payment(order, 0, "All")["transactionSummary"] == summary(20000, 0, 0, 20000)


def test_a_cancel_after_the_reservation_and_before_it(shop_api):
    order, early = approved(shop_api), reference()
    shop_api.init_payment(early, 10000, "Socks")

    for name in [order, early]:
        answer = shop_api.cancel_payment(name, "No socks for you!")
        assert answer["transactionInfo"]["status"] == "Cancelled"
        assert answer["transactionSummary"] == summary()


def test_direct_capture(direct_api):
    order = approved(direct_api)

    details = direct_api.details_payment(order)
    assert [entry["operation"] for entry in details["transactionLogHistory"]] == ["SALE", "INITIATE"]
    assert details["transactionSummary"]["capturedAmount"] == 20000
    assert direct_api.refund_payment(order, 20000, "Back")["transactionSummary"] == summary(20000, 0, 20000, 0)


@pytest.mark.parametrize("act", ["capture_payment", "refund_payment"])
def test_a_refusal_is_an_http_error(shop_api, act):
    order = reference()
    shop_api.init_payment(order, 10000, "Socks")

    with pytest.raises(requests.HTTPError) as refused:
        getattr(shop_api, act)(order, 10000, "x")
    assert refused.value.response.status_code == 400
    with pytest.raises(requests.HTTPError) as refused:
        shop_api.details_payment("no-such-order")
    assert refused.value.response.status_code == 404
