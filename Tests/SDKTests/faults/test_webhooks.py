"""Faults of webhooks: what becomes of them between the outbox and the shop."""

import pytest
import shop
from server.receiver import Receiver


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def order(receiver):
    return {**shop.klarna_payment(), "webhookUrl": receiver.base + "/hook"}


def arrived(receiver, count):
    return shop.eventually(lambda: receiver.bodies(), lambda bodies: len(bodies) >= count, 20)


def test_a_duplicate_arrives_twice(merchant, house, receiver, order):
    merchant.fault("duplicate", dialect="mollie", operation="authorize")
    payment = merchant.authorized(order)
    assert arrived(receiver, 2) == [f"id={payment['id']}"] * 2
    house.quiet()
    assert len(receiver.arrivals) == 2
    [strike] = merchant.strikes()
    assert (strike["effect"], strike["operation"], strike["dialect"]) == ("duplicate", "authorize", "mollie")
    assert strike["payment"] == merchant.exchanges(payment)[0]["payment"]


def test_a_dropped_one_never_arrives_and_the_next_one_does(merchant, house, receiver, order):
    merchant.fault("drop")
    payment = merchant.authorized(order)
    house.quiet()
    assert receiver.arrivals == []

    merchant.capture(payment, "35.95")

    arrived(receiver, 1)
    house.quiet()
    assert len(receiver.arrivals) == 1
    assert merchant.faults()[0]["left"] == 0


def test_a_reordered_one_is_overtaken(merchant, house, receiver, order):
    """Two payments with one address: what was told first arrives last."""
    merchant.fault("reorder", operation="authorize")
    first = merchant.authorized(order)
    house.quiet()
    assert receiver.arrivals == []
    second = merchant.authorized(order)
    assert arrived(receiver, 2) == [f"id={second['id']}", f"id={first['id']}"]


def test_a_delayed_one_arrives_later(merchant, house, receiver, order):
    rule = merchant.fault("delay:PT1.5S", target="webhook")
    assert (rule["target"], rule["effect"]) == ("webhook", "delay:PT1.5S")
    assert merchant.fault("delay", operation="refund")["effect"] == "delay:PT10S"
    merchant.authorized(order)
    shop.eventually(lambda: merchant.faults()[0]["struck"], bool)
    assert receiver.arrivals == []
    arrived(receiver, 1)
    house.quiet()


def test_another_merchants_webhooks_are_never_touched(merchant, admit, house, receiver, order):
    merchant.fault("drop", times=100)
    admit("Another shop").authorized(order)
    arrived(receiver, 1)
    house.quiet()
    assert merchant.faults()[0]["matched"] == 0
