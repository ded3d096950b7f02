"""Capture, cancel and refund: what succeeds, and each documented refusal. Source: wire/vipps.md §2.4 to §2.10."""

import uuid

import pytest
import requests
from vipps_unit import aggregate, ecom_error, nok, problem


def without_id(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert len(body.pop("pspReference")) == 36
    return body


def test_a_capture_in_part_twice_and_then_of_the_rest(unit):
    name = unit.authorized()
    for value, captured in [(10000, 10000), (20000, 30000), (19900, 49900)]:
        assert without_id(unit.capture(name, value)) == {
            "amount": nok(49900), "state": "AUTHORIZED", "aggregate": aggregate(49900, captured), "reference": name,
        }  # fmt: skip


def test_a_capture_before_the_payer_said_yes(unit):
    name = unit.created()
    body = problem(unit.capture(name, 100), 400, 6080)

    assert body["title"] == "Cannot capture before reservation"
    assert body["detail"] == (
        "The amount you tried to capture is not reserved. The user must accept the payment before capture can be done."
    )
    assert body["instance"] == f"/v1/payments/{name}/capture"


def test_a_capture_of_more_than_is_left(unit):
    name = unit.authorized()
    problem(unit.capture(name, 49901), 400, 6090)
    unit.capture(name, 40000)
    problem(unit.capture(name, 9901), 400, 6090)
    assert unit.get(name)["aggregate"] == aggregate(49900, 40000)


def test_a_capture_of_what_is_captured(unit):
    name = unit.authorized()
    unit.capture(name, 49900)

    assert problem(unit.capture(name, 100), 400, 6170)["title"] == "Payment already captured"


def test_a_capture_of_what_was_let_go(unit):
    whole, part, taken_back = unit.authorized(), unit.authorized(), unit.created()
    unit.capture(part, 10000)
    for name in [whole, part, taken_back]:
        assert unit.cancel(name).status_code == 200
        assert problem(unit.capture(name, 100), 400, 6070)["title"] == "Cannot capture a cancelled payment"


@pytest.mark.parametrize(("value", "currency", "code"), [(0, "NOK", 6010), (99, "NOK", 6010), (100, "EUR", 5040)])
def test_a_capture_of_too_little_or_in_another_currency(unit, value, currency, code):
    name = unit.authorized()
    problem(unit.capture(name, value, currency=currency), 400, code)


def test_a_rest_below_the_smallest_amount_can_be_captured(unit):
    """Source: seeds-first.md."""
    name = unit.authorized(10050)
    unit.capture(name, 10000)
    problem(unit.capture(name, 49), 400, 6010)
    assert without_id(unit.capture(name, 50))["aggregate"] == aggregate(10050, 10050)


@pytest.mark.parametrize(
    "body", [None, {}, {"modificationAmount": None}, {"modificationAmount": 100}, {"amount": {"value": 1}}]
)
def test_a_capture_names_its_amount(unit, body):
    name = unit.authorized()
    problem(unit.epayment("POST", f"/{name}/capture", body), 400, field="modificationAmount")
    assert unit.get(name)["aggregate"] == aggregate(49900)


def test_a_cancel_before_the_payer_said_yes_takes_the_payment_back(unit):
    name = unit.created()

    assert without_id(unit.cancel(name)) == {
        "amount": nok(49900), "state": "TERMINATED", "aggregate": aggregate(0, cancelled=49900), "reference": name,
    }  # fmt: skip
    assert unit.get(name)["state"] == "TERMINATED"


def test_a_cancel_lets_go_of_all_that_is_held(unit):
    name = unit.authorized()

    assert without_id(unit.cancel(name, {})) == {
        "amount": nok(49900), "state": "AUTHORIZED", "aggregate": aggregate(49900, cancelled=49900), "reference": name,
    }  # fmt: skip


def test_a_cancel_after_a_capture_in_part_lets_go_of_the_rest_and_needs_no_flag(unit):
    name = unit.authorized()
    unit.capture(name, 10000)

    assert without_id(unit.cancel(name))["aggregate"] == aggregate(49900, 10000, 39900)
    assert without_id(unit.refund(name, 4000))["aggregate"] == aggregate(49900, 10000, 39900, 4000)


def test_what_cannot_be_cancelled(unit, payer):
    captured, cancelled, taken_back, aborted = unit.authorized(), unit.authorized(), unit.created(), unit.created()
    unit.capture(captured, 49900)
    unit.cancel(cancelled)
    unit.cancel(taken_back)
    payer.decline(aborted)
    problem(unit.cancel(captured), 400, 6040)
    problem(unit.cancel(cancelled), 400, 6190)
    assert problem(unit.cancel(taken_back), 400, 6190)["detail"].endswith("Invalid state: TERMINATED.")
    assert problem(unit.cancel(aborted), 400, 6190)["detail"].endswith("Invalid state: ABORTED.")


def test_a_cancel_of_the_transaction_only_spares_what_is_authorized(unit):
    body = {"cancelTransactionOnly": True}
    authorized, created = unit.authorized(), unit.created()

    answer = problem(unit.cancel(authorized, body), 400, 6060)
    assert answer["detail"] == (
        "This payment is authorized and cannot be cancelled when CancelTransactionOnly is set"
    )
    assert unit.get(authorized)["aggregate"] == aggregate(49900)
    assert unit.cancel(created, body).json()["state"] == "TERMINATED"
    problem(unit.cancel(created, {"cancelTransactionOnly": "yes"}), 400, field="cancelTransactionOnly")


def test_refunds_up_to_what_was_captured(unit):
    name = unit.authorized()
    unit.capture(name, 10000)

    assert without_id(unit.refund(name, 4000)) == {
        "amount": nok(49900), "state": "AUTHORIZED", "aggregate": aggregate(49900, 10000, refunded=4000),
        "reference": name,
    }  # fmt: skip
    problem(unit.refund(name, 6001), 400, 6150)
    assert unit.refund(name, 6000).status_code == 200
    problem(unit.refund(name, 1), 400, 6180)
    assert without_id(unit.capture(name, 39900))["aggregate"] == aggregate(49900, 49900, refunded=10000)


def test_a_refund_of_nothing_captured(unit):
    problem(unit.refund(unit.created(), 100), 400, 6020)
    problem(unit.refund(unit.authorized(), 100), 400, 6150)


def test_a_refund_in_another_currency_or_of_nothing(unit):
    name = unit.authorized()
    unit.capture(name, 49900)
    problem(unit.refund(name, 100, currency="DKK"), 400, 5040)
    problem(unit.refund(name, 0), 400, 6010)


def test_the_event_log_oldest_first(unit):
    order = unit.order()
    name = order["reference"]
    unit.epayment("POST", "", order, "k-create")
    unit.approve(name)
    unit.capture(name, 10000, "k-cap-1")
    unit.cancel(name, key="k-cancel")
    unit.refund(name, 500, "k-ref-1")
    log = unit.log(name)

    assert [(e["name"], e["amount"], e.get("idempotencyKey"), e["success"]) for e in log] == [
        ("CREATED", nok(49900), "k-create", True),
        ("AUTHORIZED", nok(49900), "k-create", True),
        ("CAPTURED", nok(10000), "k-cap-1", True),
        ("CANCELLED", nok(39900), None, True),
        ("REFUNDED", nok(500), "k-ref-1", True),
    ]
    assert {entry["reference"] for entry in log} == {name}
    assert log[0]["pspReference"] == unit.get(name)["pspReference"]
    numbers = [entry["pspReference"] for entry in log[1:]]
    assert all(len(number) == 10 and number.isdigit() for number in numbers) and len(set(numbers)) == 4
    assert [entry["timestamp"] for entry in log] == sorted(entry["timestamp"] for entry in log)


@pytest.mark.parametrize(
    ("action", "state", "entry"), [("decline", "ABORTED", "ABORTED"), ("abandon", "EXPIRED", "EXPIRED")]
)
def test_a_payer_who_declines_or_never_answers(unit, payer, action, state, entry):
    name = unit.created()
    getattr(payer, action)(name)

    payment = unit.get(name)
    assert (payment["state"], payment["aggregate"]) == (state, aggregate(0))
    log = unit.log(name)
    assert [line["name"] for line in log] == ["CREATED", entry]
    assert log[1]["pspReference"] == payment["pspReference"]
    problem(unit.capture(name, 100), 400, 6200)


def test_force_approve(unit):
    name = unit.created()
    path = f"/epayment/v1/test/payments/{name}/approve"
    token = unit.get(name)["redirectUrl"].split("=", 3)[2]

    assert unit.send("POST", path, {"token": token}).status_code == 200
    assert unit.get(name)["paymentMethod"] == {"type": "WALLET", "cardBin": "429198"}
    problem(unit.send("POST", path, {"token": token}), 400, 6230)
    problem(unit.send("POST", "/epayment/v1/test/payments/no-such-payment/approve", {"token": "x"}), 404, 5090)
    nobody = unit.created(customer=None)
    for body in [None, {}, {"customer": None}, {"token": None}]:
        problem(unit.send("POST", f"/epayment/v1/payments/{nobody}/approve", body), 400, 10030)
    unit.cancel(nobody)
    problem(unit.send("POST", f"/epayment/v1/payments/{nobody}/approve", {"token": "x"}), 400, 10020)


def test_force_approve_takes_an_empty_customer_as_a_creation_does(unit):
    name = unit.created(customer={})
    path = f"/epayment/v1/test/payments/{name}/approve"

    problem(unit.send("POST", path, {"customer": {"phoneNumber": "x"}}), 400, 4070)
    assert unit.send("POST", path, {"customer": {}}).status_code == 200
    assert unit.get(name)["state"] == "AUTHORIZED"


@pytest.mark.parametrize(("amount", "reason"), [(151, "Insufficient funds"), (186, "Expired card")])
def test_amounts_at_which_the_bank_says_no(unit, amount, reason):
    name = unit.created(amount)
    answer = unit.send("POST", f"/epayment/v1/test/payments/{name}/approve")

    assert problem(answer, 400, 10010)["detail"].endswith(f"Reason: {reason}.")
    assert unit.get(name)["state"] == "ABORTED"
    assert [(line["name"], line["success"]) for line in unit.log(name)] == [
        ("CREATED", True), ("AUTHORIZED", False), ("ABORTED", True),
    ]  # fmt: skip


def test_a_capture_that_does_not_come_through_can_be_tried_again_with_the_same_key(unit, payer):
    name, order = unit.created(), unit.initiated()
    for payment in [name, order]:
        payer.approve(payment, "failing")
    for attempt in range(1, 3):
        body = problem(unit.capture(name, 100, "same"), 400, 6280)
        assert body["title"] == "Capture failed, please try again later"
        assert [line["success"] for line in unit.log(name)] == [True, True] + [False] * attempt
        ecom_error(unit.ecom_capture(order, 100, "same"), "Payment", 63)
    assert unit.get(name)["aggregate"] == aggregate(49900)


def test_a_refund_that_the_bank_does_not_take(unit, payer):
    name, order = unit.created(), unit.initiated()
    for payment in [name, order]:
        payer.approve(payment, "no-refunds")
    unit.capture(name, 49900)
    unit.ecom_capture(order)
    body = problem(unit.refund(name, 100), 400, 5100)
    assert (body["title"], body["detail"]) == (
        "Refund not possible", "Cannot refund payment due to a configuration problem",
    )  # fmt: skip
    ecom_error(unit.ecom_refund(order), "Payment", 74)
    assert unit.get(name)["aggregate"] == aggregate(49900, 49900)
    assert unit.log(name)[-1]["name"] == "REFUNDED" and unit.log(name)[-1]["success"] is False


def test_a_reference_may_look_like_any_name(unit, payer):
    """Our own API finds it all the same."""
    for name in [str(uuid.uuid4()), unit.get(unit.created())["pspReference"]]:
        unit.created(reference=name)
        assert payer.books(name)["dialect"] == "vipps-epayment"


def test_what_the_payer_shares_once_they_said_yes(unit):
    name = unit.created(profile={"scope": "name phoneNumber address birthDate email"})
    assert unit.get(name)["profile"] == {} and "userDetails" not in unit.get(name)
    unit.approve(name)
    payment = unit.get(name)

    assert len(payment["profile"]["sub"]) == 36
    assert set(payment["userDetails"]) == {
        "email", "firstName", "lastName", "mobileNumber", "dateOfBirth", "addresses",
    }  # fmt: skip


@pytest.mark.parametrize(("scope", "more"), [
    ("name", set()), ("email", set()), ("birthDate", {"dateOfBirth"}), ("address", {"addresses"}),
])  # fmt: skip
def test_user_details_have_what_their_schema_requires_whatever_the_scope(unit, scope, more):
    details = unit.get(unit.authorized(profile={"scope": scope}))["userDetails"]
    assert set(details) == {"email", "firstName", "lastName", "mobileNumber"} | more
    assert all(details.values())


def test_until_when_a_capture_is_guaranteed(unit, payer):
    import datetime

    for card, days in [("visa", 7), ("mastercard", 30), ("visa-electron", 5)]:
        name = unit.created()
        payer.approve(name, card)
        reserved = next(line for line in unit.log(name) if line["name"] == "AUTHORIZED")["timestamp"]
        until = datetime.datetime.fromisoformat(unit.get(name)["captureGuaranteedUntil"])
        assert until - datetime.datetime.fromisoformat(reserved) == datetime.timedelta(days=days)


def test_a_payment_is_known_to_our_own_api_by_each_of_its_names(unit, payer):
    name = unit.authorized()

    assert payer.books(name) == payer.books(unit.get(name)["pspReference"])
    assert payer.books(name)["dialect"] == "vipps-epayment"


def test_a_direct_capture_unit_reserves_in_this_api(direct_unit):
    """Direct capture is eCom's alone. Source: seeds-first.md."""
    name = direct_unit.authorized()
    assert direct_unit.get(name)["aggregate"] == aggregate(49900)


def test_a_unit_of_another_merchant_does_the_same(foreign_unit):
    name = foreign_unit.authorized()
    assert foreign_unit.capture(name, 49900).status_code == 200


def test_the_landing_page_of_another_payment_is_not_shown(server):
    assert requests.get(f"{server}/dwo-api-application/v1/deeplink/vippsgateway?v=2&token=x", timeout=10).status_code == 404
