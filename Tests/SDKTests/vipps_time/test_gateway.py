"""With `--mode gateway` nothing is simulated: nobody plays the payer, and nothing on this machine is called."""

import pytest
import requests
from vipps_unit import SaleUnit, ecom_error, problem


@pytest.fixture
def gateway_unit(instance):
    made = instance.command("merchant", "create", "A shop")
    keys = dict(line.strip().split(": ", 1) for line in made.stdout.splitlines() if line.startswith("  "))
    client, secret = keys["vipps client id and secret"].split(":")
    base = instance.start("--mode", "gateway").base
    return SaleUnit(base, keys["vipps sale unit reserve capture"], client, secret, keys["vipps subscription key"])


def test_there_is_no_payer_to_play(gateway_unit, instance):
    unit = gateway_unit
    assert unit.fresh_token().json()["expires_in"] == "86400"
    order = unit.order()
    created = unit.epayment("POST", "", order)
    assert created.status_code == 201
    name = order["reference"]
    problem(unit.send("POST", f"/epayment/v1/test/payments/{name}/approve", {"token": "x"}), 404)
    ecom = unit.initiated()
    body = {"customerPhoneNumber": "48059528", "token": "x"}
    assert unit.send("POST", f"/ecomm/v2/integration-test/payments/{ecom}/approve", body).status_code == 404
    assert requests.get(created.json()["redirectUrl"], timeout=10).status_code == 404
    problem(unit.capture(name, 100), 400, 6080)
    assert unit.cancel(name).json()["state"] == "TERMINATED"
    instance.audit()


def test_nothing_on_this_machine_is_called(gateway_unit, receiver):
    answer = gateway_unit.ecom("POST", "", gateway_unit.ecom_order(merchant={"callbackPrefix": receiver.base}))
    ecom_error(answer, "InvalidRequest", "merchantInfo.callbackPrefix")
    body = {"url": receiver.base, "events": ["epayments.payment.captured.v1"]}
    problem(gateway_unit.send("POST", "/webhooks/v1/webhooks", body), 400, field="url")


def test_the_demo_merchant_is_nobody(gateway_unit):
    answer = SaleUnit(gateway_unit.base).fresh_token()
    assert answer.status_code == 401
