"""The same key again: the first answer again, whatever else the request says."""

import concurrent.futures

import pytest

from checkout_com import sandbox


def test_a_payment_is_made_once_under_a_key(platform):
    key = sandbox.key()
    first = platform.payments.request_payment(sandbox.payment(), key)
    again = platform.payments.request_payment(sandbox.payment(amount=1), key)
    assert (again.id, again.amount, again.action_id) == (first.id, 7000, first.action_id)
    assert again.http_metadata.status_code == 201


def test_an_automatic_capture_does_not_change_the_answer(send):
    key = {"Cko-Idempotency-Key": sandbox.key()}
    first = send("POST", "/payments", sandbox.payment(capture=True), headers=key)
    send("POST", f"/payments/{first.json()['id']}/refunds", {"amount": 1})
    again = send("POST", "/payments", sandbox.payment(capture=True), headers=key)
    assert (first.status_code, first.content) == (again.status_code, again.content)


def test_a_decline_is_kept_too(nas):
    key = sandbox.key()
    declined = sandbox.payment(source=sandbox.card("4024007181869214"))
    first = nas.payments.request_payment(declined, key)
    assert nas.payments.request_payment(sandbox.payment(), key).id == first.id


@pytest.mark.parametrize("action", ["captures", "voids", "refunds", "reversals", "authorizations"])
def test_each_action_happens_once_under_a_key(send, nas, action):
    order = sandbox.payment(authorization_type="Estimated")
    payment = nas.payments.request_payment(order).id
    if action == "refunds":
        nas.payments.capture_payment(payment)
    key = {"Cko-Idempotency-Key": sandbox.key()}
    body = {"reference": "once"} if action == "reversals" else {"amount": 100, "reference": "once"}
    answers = [send("POST", f"/payments/{payment}/{action}", body, headers=key) for _ in range(2)]
    answers.append(send("POST", f"/payments/{payment}/{action}", {"amount": -5}, headers=key))
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert answers[0].status_code in (201, 202)


def test_a_refusal_is_not_kept(nas, refused):
    payment = nas.payments.request_payment(sandbox.payment(amount=1000)).id
    key = sandbox.key()
    refused(
        lambda: nas.payments.capture_payment(payment, {"amount": 1001}, key),
        422, "capture_value_greater_than_authorized", kind="processing_error",
    )
    assert nas.payments.capture_payment(payment, {"amount": 1000}, key).http_metadata.status_code == 202


def test_a_key_may_be_long_but_not_endless_and_an_empty_one_is_none(send, refused, nas):
    assert send("POST", "/payments", sandbox.payment(), headers={"Cko-Idempotency-Key": "k" * 255}).status_code == 201
    answer = send("POST", "/payments", sandbox.payment(), headers={"Cko-Idempotency-Key": "k" * 256})
    assert (answer.status_code, answer.json()["error_codes"]) == (422, ["idempotency_key_invalid"])
    empty = {"Cko-Idempotency-Key": ""}
    made = {send("POST", "/payments", sandbox.payment(), headers=empty).json()["id"] for _ in range(2)}
    assert len(made) == 2


def test_on_another_path_a_key_is_another_key(nas):
    key = sandbox.key()
    made = [nas.payments.request_payment(sandbox.payment(amount=1000)).id for _ in range(2)]
    actions = {nas.payments.capture_payment(payment, {"amount": 1000}, key).action_id for payment in made}
    actions.add(nas.payments.refund_payment(made[0], {"amount": 1000}, key).action_id)
    assert len(actions) == 3


def test_of_many_at_once_one_captures_and_all_hear_of_it(send, nas):
    payment = nas.payments.request_payment(sandbox.payment(amount=1000)).id
    body, key = {"amount": 10, "capture_type": "NonFinal"}, {"Cko-Idempotency-Key": sandbox.key()}
    with concurrent.futures.ThreadPoolExecutor(32) as clients:
        asked = [clients.submit(send, "POST", f"/payments/{payment}/captures", body, headers=key) for _ in range(32)]
    assert len({answer.result().content for answer in asked}) == 1
    assert nas.payments.get_payment_details(payment).balances.total_captured == 10
