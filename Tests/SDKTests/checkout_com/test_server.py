"""What needs a server of its own: a power cut, the switch for amounts, a merchant made later."""

import concurrent.futures
import random

import pytest
import requests
from checkout_sdk.checkout_sdk import CheckoutSdk
from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials

from checkout_com import sandbox


def post(base, path, body=None, key=sandbox.NAS, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(base + path, json=body, headers={"Authorization": key, **named}, timeout=20)


def test_what_was_answered_before_a_power_cut_is_answered_again_after_it(instance):
    made = post(instance.base, "/payments", sandbox.payment(amount=1000), Cko_Idempotency_Key="p").json()
    path, body = f"/payments/{made['id']}/captures", {"amount": 400, "capture_type": "NonFinal"}
    captured = post(instance.base, path, body, Cko_Idempotency_Key="c").json()
    instance.kill()
    instance.start()
    again = post(instance.base, "/payments", sandbox.payment(amount=1000), Cko_Idempotency_Key="p").json()
    assert (again["id"], again["action_id"], again["status"]) == (made["id"], made["action_id"], "Authorized")
    assert post(instance.base, path, body, Cko_Idempotency_Key="c").json()["action_id"] == captured["action_id"]
    read = requests.get(f"{instance.base}/payments/{made['id']}", headers={"Authorization": sandbox.NAS}, timeout=20)
    assert read.json()["balances"]["total_captured"] == 400


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_many_clients_do_at_once_what_was_accepted_is_what_moved(instance, seed):
    chance = random.Random(seed)
    order = sandbox.payment(amount=1000, authorization_type="Estimated")
    payments = [post(instance.base, "/payments", order).json()["id"] for _ in range(6)]
    plan = []
    for _ in range(240):
        action = chance.choice(["captures"] * 4 + ["refunds"] * 3 + ["voids"] * 2 + ["authorizations"])
        body = {"amount": chance.choice([1, 7, 99, 250, 1000])}
        if action == "captures":
            body["capture_type"] = "NonFinal"
        plan.append((chance.choice(payments), action, body, chance.choice([None, sandbox.key()])))

    def act(step):
        payment, action, body, key = step
        headers = {"Cko-Idempotency-Key": key} if key else {}
        answers = [post(instance.base, f"/payments/{payment}/{action}", body, **headers) for _ in range(2 if key else 1)]
        assert len({answer.content for answer in answers if answer.ok}) <= 1
        assert {answer.status_code for answer in answers} <= {201, 202, 403, 422}
        return payment, action, body["amount"], any(answer.ok for answer in answers)

    moved = {payment: dict.fromkeys(["captures", "refunds", "voids", "authorizations"], 0) for payment in payments}
    with concurrent.futures.ThreadPoolExecutor(32) as clients:
        for payment, action, amount, accepted in clients.map(act, plan):
            moved[payment][action] += amount if accepted else 0
    for payment in payments:
        address = f"{instance.base}/payments/{payment}"
        found = requests.get(address, headers={"Authorization": sandbox.NAS}, timeout=20).json()["balances"]
        total = 1000 + moved[payment]["authorizations"]
        captured, voided, refunded = (moved[payment][action] for action in ["captures", "voids", "refunds"])
        assert found == {
            "total_authorized": total, "total_captured": captured, "total_voided": voided, "total_refunded": refunded,
            "available_to_capture": total - captured - voided, "available_to_void": total - captured - voided,
            "available_to_refund": captured - refunded,
        }


def test_amounts_are_declined_where_the_operator_says_so(instance):
    def declined(amount, key):
        return post(instance.base, "/payments", sandbox.payment(amount=amount), key).json()["status"] == "Declined"

    assert (declined(12705, sandbox.NAS), declined(12705, sandbox.CLASSIC)) == (False, True)
    instance.stop()
    instance.start("--declining-amounts", "everywhere")
    assert (declined(12705, sandbox.NAS), declined(12705, sandbox.CLASSIC)) == (True, True)
    instance.stop()
    instance.start("--declining-amounts", "off")
    assert (declined(12705, sandbox.NAS), declined(12705, sandbox.CLASSIC)) == (False, False)
    assert not declined(101, sandbox.NAS)


def test_a_merchant_made_later_has_keys_that_the_sdk_takes_and_payments_of_its_own(instance, built_for):
    answer = Merchant.demo(instance.base).send(
        "POST", "/holdfast/v1/merchants", {"name": "Second"}, key=DEMO_ADMINISTRATOR
    )
    keys = answered_credentials(answer)
    build = built_for(instance.base)
    nas = build(
        CheckoutSdk.builder().secret_key(keys["checkoutcom nas secret"]).public_key(keys["checkoutcom nas public"])
    )
    classic = build(
        CheckoutSdk.builder()
        .previous()
        .secret_key(keys["checkoutcom classic secret"])
        .public_key(keys["checkoutcom classic public"])
    )
    client, secret = keys["checkoutcom application client and secret"].split(":")
    oauth = build(CheckoutSdk.builder().oauth().client_credentials(client, secret).scopes(["gateway"]))
    made = nas.payments.request_payment(sandbox.payment())
    assert oauth.payments.get_payment_details(made.id).id == made.id
    assert classic.payments.request_payment(sandbox.payment()).approved
    assert classic.tokens.request_card_token(sandbox.card()).token
    for key in [sandbox.NAS, sandbox.CLASSIC]:
        found = requests.get(f"{instance.base}/payments/{made.id}", headers={"Authorization": key}, timeout=20)
        assert found.status_code == 404
    assert post(instance.base, f"/payments/{made.id}/captures").status_code == 404
    demo = post(instance.base, "/payments", sandbox.payment()).json()
    assert demo["source"]["fingerprint"] != made.source.fingerprint
