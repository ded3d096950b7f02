"""eCom's callback: one attempt, three seconds. Source: wire/vipps.md §4.6."""

import json

import pytest
import shop
from server.receiver import status


@pytest.fixture
def told(receiver):
    """Waits for a number of callbacks and returns them."""

    def wait(number=1):
        return shop.eventually(lambda: receiver.at(), lambda found: len(found) >= number, 15)

    return wait


@pytest.fixture
def to(receiver):
    """Where callbacks go: the prefix of an order."""
    return {"callbackPrefix": receiver.base + "/hooks/", "authToken": "a secret\tof the shop"}


def test_a_reservation_is_told(unit, to, told):
    order = unit.reserved(merchant=to)
    [callback] = told()

    assert (callback.method, callback.path) == ("POST", f"/hooks/v2/payments/{order}")
    assert callback.headers["Authorization"] == "a secret\tof the shop", "nothing is put before it"
    assert callback.headers["Content-Type"] == "application/json;charset=UTF-8"
    body = json.loads(callback.body)
    assert body["transactionInfo"].pop("timeStamp").endswith("Z")
    number = unit.details(order)["transactionLogHistory"][-1]["transactionId"]
    assert body == {
        "merchantSerialNumber": "123456",
        "orderId": order,
        "transactionInfo": {"amount": 20000, "status": "RESERVED", "transactionId": number},
    }


@pytest.mark.parametrize(("action", "word"), [("decline", "CANCELLED"), ("abandon", "REJECTED")])
def test_a_payer_who_declines_or_never_answers_is_told(unit, payer, to, told, action, word):
    order = unit.initiated(merchant=to)
    getattr(payer, action)(order)
    assert json.loads(told()[0].body)["transactionInfo"]["status"] == word


def test_a_sale_and_what_the_bank_refused_are_told(unit, direct_unit, to, told):
    for unit_, amount, word in [(direct_unit, 20000, "SALE"), (direct_unit, 182, "SALE_FAILED"), (unit, 182, "RESERVE_FAILED")]:
        before = len(told(0))
        order = unit_.initiated(amount, merchant=to)
        unit_.send(
            "POST",
            f"/ecomm/v2/integration-test/payments/{order}/approve",
            {"customerPhoneNumber": "48059528", "token": "x"},
        )
        body = json.loads(told(before + 1)[-1].body)
        assert body["transactionInfo"]["status"] == word
        assert ("errorInfo" in body) == (word != "SALE")


def test_express_says_reserve_and_tells_who_and_where_to(unit, payer, to, told):
    merchant = {**to, "paymentType": "eComm Express Payment", "consentRemovalPrefix": "https://example.com/consent"}
    payer.approve(unit.initiated(merchant=merchant))
    body = json.loads(told()[0].body)

    assert body["transactionInfo"]["status"] == "RESERVE"
    assert body["shippingDetails"]["address"]["zipCode"] and body["userDetails"]["email"]
    assert body["shippingDetails"]["address"]["country"] == "Norway" and "-" not in body["userDetails"]["userId"]


def test_what_the_merchant_does_is_not_told(unit, to, told, instance):
    order = unit.reserved(merchant=to)
    told()
    unit.ecom_capture(order, 5000)
    unit.ecom_refund(order, 1000)
    unit.ecom_cancel(order, True)
    unit.ecom_cancel(unit.initiated(merchant=to))
    instance.quiet()
    assert len(told()) == 1


def test_a_callback_is_tried_once(unit, to, told, receiver, instance, clock):
    receiver.answer = status(500)
    unit.reserved(merchant=to)
    told()
    instance.quiet()
    clock.days(1)
    instance.quiet()
    assert len(told()) == 1
    assert [row["number"] for row in instance.attempts()] == [1]


def test_a_shop_has_three_seconds_to_answer(unit, to, receiver, instance):
    receiver.answer = receiver.hang
    unit.reserved(merchant=to)
    attempts = shop.eventually(instance.attempts, bool, 15)
    assert attempts[0]["status"] is None and 2_900 <= attempts[0]["took"] <= 6_000


def test_localhost_and_the_clouds_own_addresses_are_no_callback_addresses(unit):
    for prefix in ["http://localhost:8000", "http://169.254.169.254/x", "https://169.254.169.254/x"]:
        answer = unit.ecom("POST", "", unit.ecom_order(merchant={"callbackPrefix": prefix}))
        assert answer.json()[0]["errorCode"] == "merchantInfo.callbackPrefix"
