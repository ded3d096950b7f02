"""A lost answer costs a shop one retry. Source: wire/vipps.md §7."""

import json
from concurrent.futures import ThreadPoolExecutor

import shop
from vipps_unit import aggregate, summary


def test_what_was_answered_before_a_power_cut_is_answered_the_same_after_it(unit, instance, receiver):
    url = receiver.base + "/hook"
    unit.send("POST", "/webhooks/v1/webhooks", {"url": url, "events": ["epayments.payment.captured.v1"]})
    name, order = unit.authorized(), unit.reserved()
    first = unit.capture(name, 10000, "k-1"), unit.ecom_capture(order, 5000, "k-1"), unit.cancel(name, key="k-2")
    instance.kill()
    unit.base = instance.start().base
    again = unit.capture(name, 10000, "k-1"), unit.ecom_capture(order, 5000, "k-1"), unit.cancel(name, key="k-2")

    assert [answer.content for answer in again] == [answer.content for answer in first]
    assert unit.get(name)["aggregate"] == aggregate(49900, 10000, 39900)
    assert [entry["name"] for entry in unit.log(name)] == ["CREATED", "AUTHORIZED", "CAPTURED", "CANCELLED"]
    assert unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)
    told = shop.eventually(receiver.at, bool, 20)
    assert {json.loads(arrival.body)["pspReference"] for arrival in told} == {unit.log(name)[2]["pspReference"]}


def test_one_key_at_once_captures_once(unit):
    name, order = unit.authorized(), unit.reserved()
    with ThreadPoolExecutor(16) as pool:
        captures = list(pool.map(lambda _: unit.capture(name, 10000, "same"), range(16)))
        orders = list(pool.map(lambda _: unit.ecom_capture(order, 5000, "same"), range(16)))

    assert len({answer.content for answer in captures}) == len({answer.content for answer in orders}) == 1
    assert unit.get(name)["aggregate"] == aggregate(49900, 10000)
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 5000


def test_one_reference_at_once_is_given_once(unit):
    order, ecom = unit.order(), unit.ecom_order()
    with ThreadPoolExecutor(16) as pool:
        created = list(pool.map(lambda _: unit.epayment("POST", "", order).status_code, range(16)))
        initiated = list(pool.map(lambda _: unit.ecom("POST", "", ecom).status_code, range(16)))

    assert sorted(created) == [201] + [409] * 15
    assert sorted(initiated) == [200] + [400] * 15
