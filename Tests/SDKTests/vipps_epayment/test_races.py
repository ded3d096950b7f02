"""64 clients at once, in both APIs: the last øre is taken once, a key stands for one operation, a reference for one payment."""

import collections
from concurrent.futures import ThreadPoolExecutor

import pytest
from vipps_unit import aggregate, ecom_error, problem, reference, summary

CLIENTS = 64


def at_once(act):
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(act, range(CLIENTS)))


def one_of(answers, good=200):
    """The one that was served, and the others."""
    served = [answer for answer in answers if answer.status_code == good]
    assert len(served) == 1, collections.Counter(answer.status_code for answer in answers)
    return served[0], [answer for answer in answers if answer is not served[0]]


@pytest.fixture(autouse=True)
def token(unit):
    """One for all clients: they ask for none at the same time."""
    return unit.token


def test_the_last_oere_is_captured_once(unit):
    name = unit.authorized(10_001)
    unit.capture(name, 10_000)
    served, others = one_of(at_once(lambda _: unit.capture(name, 1)))
    assert served.json()["aggregate"] == aggregate(10_001, 10_001)
    for answer in others:
        problem(answer, 400, 6170)
    assert [entry["amount"]["value"] for entry in unit.log(name) if entry["name"] == "CAPTURED"] == [10_000, 1]


def test_the_last_oere_is_captured_once_in_ecom(unit):
    order = unit.reserved(10_001)
    unit.ecom_capture(order, 10_000)
    served, others = one_of(at_once(lambda _: unit.ecom_capture(order, 1)))
    assert served.json()["transactionSummary"] == summary(10_001, 0, 0, 10_001)
    for answer in others:
        ecom_error(answer, "Payment", 61)
    assert unit.operations(order).count("CAPTURE") == 2


def test_parts_are_captured_until_nothing_is_left_and_not_once_more(unit):
    name = unit.authorized(4_000)
    answers = at_once(lambda _: unit.capture(name, 100))
    assert collections.Counter(answer.status_code for answer in answers) == {200: 40, 400: 24}
    assert unit.get(name)["aggregate"] == aggregate(4_000, 4_000)


def test_the_last_oere_is_refunded_once(unit):
    name = unit.authorized(10_000)
    unit.capture(name, 10_000)
    unit.refund(name, 9_999)
    served, others = one_of(at_once(lambda _: unit.refund(name, 1)))
    assert served.json()["aggregate"] == aggregate(10_000, 10_000, 0, 10_000)
    for answer in others:
        problem(answer, 400, 6180)


def test_one_key_is_one_capture_and_everybody_gets_its_answer(unit):
    name = unit.authorized(10_000)
    answers = at_once(lambda _: unit.capture(name, 1_000, "one key"))
    assert {answer.status_code for answer in answers} == {200} and len({answer.content for answer in answers}) == 1
    assert unit.get(name)["aggregate"] == aggregate(10_000, 1_000)


def test_one_request_id_is_one_capture_in_ecom(unit):
    order = unit.reserved(10_000)
    answers = at_once(lambda _: unit.ecom_capture(order, 1_000, "one id"))
    assert {answer.status_code for answer in answers} == {200} and len({answer.content for answer in answers}) == 1
    assert unit.ecom_capture(order).json()["transactionSummary"] == summary(10_000, 0, 0, 10_000)
    assert unit.operations(order).count("CAPTURE") == 2


def test_a_reference_is_taken_once(unit):
    order = unit.order(reference=reference())
    _, others = one_of(at_once(lambda _: unit.epayment("POST", "", order)), 201)
    for answer in others:
        problem(answer, 409, 4150)


def test_an_order_is_taken_once_in_ecom(unit):
    order = unit.ecom_order()
    _, others = one_of(at_once(lambda _: unit.ecom("POST", "", order)))
    for answer in others:
        ecom_error(answer, "Merchant", 34)


def test_captures_releases_and_refunds_at_once_leave_the_sums_right(unit):
    name = unit.authorized(10_000)

    def act(number):
        if number % 3 == 0:
            return unit.cancel(name)
        return unit.capture(name, 1_000) if number % 3 == 1 else unit.refund(name, 500)

    assert {answer.status_code for answer in at_once(act)} <= {200, 400}
    sums = {key: amount["value"] for key, amount in unit.get(name)["aggregate"].items()}
    assert sums["capturedAmount"] + sums["cancelledAmount"] == sums["authorizedAmount"] == 10_000
    assert sums["refundedAmount"] <= sums["capturedAmount"]
    logged = collections.Counter()
    for entry in unit.log(name):
        logged[entry["name"]] += entry["amount"]["value"]
    assert (logged["CAPTURED"], logged["CANCELLED"], logged["REFUNDED"]) == (
        sums["capturedAmount"],
        sums["cancelledAmount"],
        sums["refundedAmount"],
    )
