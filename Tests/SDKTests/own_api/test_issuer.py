"""The payer's bank, as the test says it answers."""

import pytest


def path(payment):
    return f"/payments/{payment['id']}"


def test_the_bank_declines_with_a_reason(merchant):
    payment = merchant.created()
    answer = merchant.pay(payment, instrument={"script": {"authorization": "insufficientFunds"}})
    assert answer["status"] == "open", "the payer may try again"
    event = merchant.timeline(payment)["events"][-1]
    assert (event["type"], event["reason"]) == ("payment.declined", "insufficientFunds")
    assert merchant.pay(payment)["status"] == "authorized"


def test_a_capture_fails_and_the_hold_stays(merchant):
    payment = merchant.authorized(instrument={"script": {"capture": "cardBlocked"}})
    capture = merchant.capture(payment, 10_000)
    assert (capture["state"], capture["reason"]) == ("failed", "cardBlocked")
    assert capture["payment"]["capturable"]["value"] == 50_000


@pytest.mark.parametrize(
    "script, state, overdrawn, types",
    [
        ({}, "succeeded", False, ["reauthorization.succeeded", "capture.succeeded"]),
        ({"afterLapse": "overdraw"}, "succeeded", True, ["capture.succeeded"]),
        ({"afterLapse": "refuse", "lapseReason": "insufficientFunds"}, "failed", False, ["capture.failed"]),
    ],
)
def test_after_the_hold_has_lapsed_the_bank_authorizes_anew_overdraws_or_refuses(
    merchant, script, state, overdrawn, types
):
    payment = merchant.authorized(instrument={"script": script})
    merchant.clock(advance="P8D")
    capture = merchant.capture(payment, 10_000)
    assert (capture["state"], capture["overdrawn"]) == (state, overdrawn)
    assert merchant.types(payment)[4:] == types


def test_a_card_is_blocked_after_some_days(merchant):
    script = {"unusableAfter": "P3D", "unusableReason": "cardExpired"}
    payment = merchant.authorized(instrument={"script": script})
    assert merchant.capture(payment, 10_000)["state"] == "succeeded"
    merchant.clock(advance="P4D")
    assert merchant.capture(payment, 10_000)["reason"] == "cardExpired"


def test_the_bank_is_instructed_by_hand_after_the_authorization(merchant):
    payment = merchant.authorized()
    merchant.done("POST", path(payment) + "/payer", {"action": "instruct", "script": {"refund": "technical"}}, 200)
    merchant.capture(payment, 10_000)
    assert merchant.refund(payment, 5_000)["reason"] == "technical"
    merchant.done("POST", path(payment) + "/payer", {"action": "instruct", "script": {}}, 200)
    assert merchant.refund(payment, 5_000)["state"] == "succeeded"


def test_a_mastercard_is_guaranteed_for_thirty_days(merchant):
    payment = merchant.authorized(instrument={"method": "mastercard"})
    merchant.clock(advance="P8D")
    assert "hold.lapsed" not in merchant.types(payment)
    merchant.clock(advance="P22D")
    assert merchant.types(payment)[-1] == "hold.lapsed"


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "action"),
        ({"action": "sleep"}, "action"),
        ({"action": "approve", "instrument": 5}, "instrument"),
        ({"action": "approve", "instrument": {"method": "cheque"}}, "instrument.method"),
        ({"action": "approve", "instrument": {"script": {"capture": "mood"}}}, "capture"),
        ({"action": "approve", "instrument": {"script": {"mood": "bad"}}}, "mood"),
        ({"action": "decline", "reason": "mood"}, "reason"),
        ({"action": "instruct"}, "script"),
        ({"action": "resolve"}, "operation"),
    ],
)
def test_a_malformed_wish_names_its_member(merchant, problem, body, field):
    payment = merchant.created()
    problem(merchant.ask("POST", path(payment) + "/payer", body), 400, field=field)
    assert merchant.read(payment) == payment


def test_a_capture_that_is_pending_is_resolved_by_hand(merchant, problem):
    payment = merchant.authorized()
    body = {"action": "resolve", "operation": "op_1111111111111111111111", "outcome": "succeeded"}
    problem(merchant.ask("POST", path(payment) + "/payer", body), 409, "operationNotPending")
