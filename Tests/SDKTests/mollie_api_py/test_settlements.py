"""Settlements with mollie-api-py, which checks each answer against Mollie's own schema."""

import pytest
import shop
from mollie import ClientSDK, models
from settling_shop import SettlingShop


def test_a_settlement_with_its_captures_payments_and_refunds(server):
    merchant = SettlingShop(server)
    payment = merchant.captured("35.95")
    merchant.refund(payment, "5.00")
    merchant.pass_days(3)
    with ClientSDK(server_url=server, security=models.Security(o_auth=merchant.keys["mollie access"])) as client:
        older = client.settlements.list().result.embedded.settlements[-1]
        assert older.status == models.EntitySettlementStatus.PAIDOUT
        assert client.settlements.get(settlement_id=older.id).amount.value == "35.95"
        (capture,) = client.settlements.list_captures(settlement_id=older.id).result.embedded.captures
        assert (capture.payment_id, capture.settlement_id) == (payment, older.id)
        assert capture.settlement_amount.value == "35.95"
        newer = client.settlements.list().result.embedded.settlements[0]
        assert newer.amount.value == "-5.00"
        (refund,) = client.settlements.list_refunds(settlement_id=newer.id).result.embedded.refunds
        assert (refund.payment_id, refund.settlement_id) == (payment, newer.id)
        read = client.payments.get(payment_id=payment)
        assert read.settlement_id == newer.id and read.links.settlement.href.endswith(newer.id)


def test_a_payment_of_a_settlement(server):
    merchant = SettlingShop(server)
    order = shop.paid_at_once()
    payment = merchant.live("POST", "/payments", order)["id"]
    merchant.payer.approve(payment)
    merchant.pass_days(1)
    with ClientSDK(server_url=server, security=models.Security(o_auth=merchant.keys["mollie access"])) as client:
        (settlement,) = client.settlements.list().result.embedded.settlements
        (found,) = client.settlements.list_payments(settlement_id=settlement.id).result.embedded.payments
        assert (found.id, found.settlement_id) == (payment, settlement.id)
        assert client.settlements.list_captures(settlement_id=settlement.id).result.embedded.captures == []


def test_a_settlement_that_does_not_exist(server):
    merchant = SettlingShop(server)
    with ClientSDK(server_url=server, security=models.Security(o_auth=merchant.keys["mollie access"])) as client:
        with pytest.raises(models.ErrorResponse) as caught:
            client.settlements.get(settlement_id="stl_5B8cwPMGnU")
        assert caught.value.data.detail == "No settlement exists with token stl_5B8cwPMGnU."
