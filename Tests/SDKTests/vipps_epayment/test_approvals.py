"""A sale unit without approvals: what it has to ask for, it may not do. Source: wire/vipps.md §2.2, §2.7 and §4.1."""

import pytest
from vipps_unit import SaleUnit, aggregate, ecom_error, problem


@pytest.fixture(scope="module")
def plain_unit(server):
    return SaleUnit(server, "777777")


def test_no_long_living_payments(plain_unit):
    order = plain_unit.order(expiresAt="2100-01-01T00:00:00Z")
    body = problem(plain_unit.epayment("POST", "", order), 403, 5050)
    assert body["detail"] == "The sales unit with MSN 777777 is not allowed to perform long living payments."


def test_no_push_messages(plain_unit):
    body = problem(plain_unit.epayment("POST", "", plain_unit.order(userFlow="PUSH_MESSAGE")), 403, 5080)
    assert body["detail"] == "The sales unit with MSN 777777 is not allowed to skip the landing page."
    ecom_error(plain_unit.ecom("POST", "", plain_unit.ecom_order(skipLandingPage=True)), "Merchant", 38)


@pytest.mark.parametrize("currency", ["DKK", "EUR"])
def test_no_captures_in_part_outside_norway(plain_unit, currency):
    name = plain_unit.authorized(20000, currency=currency)
    assert problem(plain_unit.capture(name, 19999, currency=currency), 400, 6140)["title"] == "Must capture full amount"
    problem(plain_unit.capture(name, 20001, currency=currency), 400, 6090)
    answer = plain_unit.capture(name, 20000, currency=currency)
    assert answer.json()["aggregate"] == aggregate(20000, 20000, currency=currency)


def test_captures_in_part_in_norway(plain_unit):
    assert plain_unit.capture(plain_unit.authorized(), 10000).json()["aggregate"] == aggregate(49900, 10000)
