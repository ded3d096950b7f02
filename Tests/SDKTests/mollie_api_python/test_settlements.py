"""Settlements with mollie-api-python: what was captured is paid out at midnight."""

import pytest
import shop
from mollie.api.client import Client
from mollie.api.error import ResponseError
from settling_shop import SettlingShop


@pytest.fixture
def merchant(server):
    return SettlingShop(server)


@pytest.fixture
def token(server, merchant):
    client = Client(api_endpoint=server)
    client.set_access_token(merchant.keys["mollie access"])
    return client


def test_the_captures_and_refunds_of_days_are_settled_with_their_day(merchant, token):
    payment = merchant.captured("35.95", "40.00")
    assert "settlementId" not in merchant.live("GET", f"/payments/{payment}")
    merchant.pass_days(1)
    first = list(token.settlements.list())[0]
    assert (first.status, first.amount) == ("paidout", shop.eur("75.95"))
    assert [capture.amount["value"] for capture in first.captures.list()] == ["40.00", "35.95"]
    assert [found.id for found in first.payments.list()] == [payment]
    assert list(first.refunds.list()) == []
    capture = merchant.live("GET", f"/payments/{payment}/captures")["_embedded"]["captures"][0]
    assert capture["settlementId"] == first.id
    assert capture["settlementAmount"] == shop.eur("40.00")
    assert capture["_links"]["settlement"]["href"].endswith(f"/v2/settlements/{first.id}")

    refund = merchant.refund(payment, "30.00")
    merchant.pass_days(3)
    second, other = token.settlements.list()
    assert other.id == first.id and token.settlements.get(second.id).amount == shop.eur("-30.00")
    (found,) = second.refunds.list()
    assert (found.id, found["settlementId"], found["settlementAmount"]) == (refund, second.id, shop.eur("-30.00"))
    assert list(second.captures.list()) == []
    assert merchant.live("GET", f"/payments/{payment}")["settlementId"] == second.id


def test_a_fee_and_another_currency_are_seen_from_the_capture_on(merchant, token):
    merchant.settles(fee="1.80%", currency="EUR", rates={"USD": "0.9215"})
    payment = merchant.captured("50.00", currency="USD")
    path = f"/payments/{payment}/captures"
    (estimate,) = merchant.live("GET", path)["_embedded"]["captures"]
    # 50.00 less 0.90, times 0.9215 is 45.24565.
    assert estimate["settlementAmount"] == shop.eur("45.25") and "settlementId" not in estimate
    merchant.pass_days(1)
    (settlement,) = token.settlements.list()
    assert settlement.amount == shop.eur("45.25")
    (capture,) = settlement.captures.list()
    assert capture["settlementAmount"] == shop.eur("45.25") and capture["amount"]["currency"] == "USD"


def test_pages_of_a_settlement_lead_on_and_back(merchant, token):
    merchant.captured("1.00", "2.00", "3.00")
    merchant.captured("4.00", "5.00")
    merchant.pass_days(1)
    (settlement,) = token.settlements.list()
    page = settlement.captures.list(limit=2)
    values = []
    while page:
        values += [capture.amount["value"] for capture in page]
        last, page = page, page.get_next() if page.has_next() else None
    assert values == ["5.00", "4.00", "3.00", "2.00", "1.00"]
    assert [capture.amount["value"] for capture in last.get_previous()] == ["3.00", "2.00"]


@pytest.mark.parametrize("path", ["", "/captures", "/payments", "/refunds"])
def test_a_strangers_settlement_and_an_api_key_see_nothing(server, merchant, token, path):
    merchant.captured("10.00")
    merchant.pass_days(1)
    (settlement,) = token.settlements.list()
    stranger = Client(api_endpoint=server)
    stranger.set_access_token(SettlingShop(server).keys["mollie access"])
    keyed = Client(api_endpoint=server)
    keyed.set_api_key(merchant.keys["mollie live"])
    for client, status in [(stranger, 404), (keyed, 403)]:
        with pytest.raises(ResponseError) as caught:
            client.settlements.perform_api_call("GET", f"settlements/{settlement.id}{path}")
        assert caught.value.status == status
    assert list(stranger.settlements.list()) == []
    with pytest.raises(ResponseError) as caught:
        settlement.captures.list(**{"from": "cpt_nobody"})
    assert caught.value.status == 400


def test_a_parameter_that_is_not_there_is_named(server, merchant, token):
    merchant.captured("10.00")
    merchant.pass_days(1)
    (settlement,) = token.settlements.list()
    for path in ["", "/captures", "/payments", "/refunds"]:
        with pytest.raises(ResponseError) as caught:
            token.settlements.perform_api_call("GET", f"settlements/{settlement.id}{path}", params={"page": "2"})
        assert (caught.value.status, caught.value.field) == (400, "page")
