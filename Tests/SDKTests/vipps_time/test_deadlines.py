"""What time does to payments. Source: wire/vipps.md §6, the seed 001, and seeds-first.md."""

import pytest
import shop
from vipps_unit import aggregate, ecom_error, problem, summary


def becomes(unit, name, **expected):
    def seen():
        payment = unit.get(name)
        return {key: payment[key] for key in expected}

    shop.eventually(seen, lambda found: found == expected, 20)


def test_a_payer_has_ten_minutes(unit, clock):
    name, order = unit.created(), unit.initiated()
    clock.seconds(9 * 60)
    assert unit.get(name)["state"] == "CREATED"
    clock.seconds(60)
    becomes(unit, name, state="EXPIRED", aggregate=aggregate(0))
    becomes(unit, order, state="EXPIRED")
    assert unit.log(name)[-1]["name"] == "EXPIRED" and "idempotencyKey" not in unit.log(name)[-1]
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "REJECTED"
    answer = unit.send("POST", f"/epayment/v1/test/payments/{name}/approve", {"token": "x"})
    problem(answer, 400, 10020)


@pytest.mark.parametrize(("currency", "days"), [("NOK", 180), ("DKK", 14), ("EUR", 14)])
def test_epayment_takes_captures_until_the_markets_deadline_and_lets_go_of_the_rest_then(unit, clock, currency, days):
    name, whole = unit.authorized(20000, currency=currency), unit.authorized(20000, currency=currency)
    clock.days(days - 1)
    assert unit.capture(name, 5000, currency=currency).status_code == 200
    clock.days(1)
    becomes(unit, name, aggregate=aggregate(20000, 5000, 15000, currency=currency), state="AUTHORIZED")
    becomes(unit, whole, aggregate=aggregate(20000, cancelled=20000, currency=currency))
    for payment in [name, whole]:
        body = problem(unit.capture(payment, 100, currency=currency), 400, 6100)
        assert f"up to {days} days after reservation" in body["detail"]
        problem(unit.cancel(payment), 400, 6030)
        assert unit.log(payment)[-1]["name"] == "CANCELLED"
    assert unit.refund(name, 5000, currency=currency).status_code == 200


def test_ecom_refuses_after_180_days_and_leaves_the_reservation_as_it_is(unit, clock):
    order, late = unit.reserved(), unit.reserved()
    clock.days(179)
    assert unit.ecom_capture(order, 5000).status_code == 200
    clock.days(1)
    for name in [order, late]:
        message = "Payments can only be captured up to 180 days after reservation. See the FAQ."
        ecom_error(unit.ecom_capture(name), "Payment", 98, 400, message)
        ecom_error(unit.ecom_cancel(name, True), "Payment", 98)
    assert unit.operations(late) == ["RESERVE", "INITIATE"]
    assert unit.details(late)["transactionSummary"]["remainingAmountToCapture"] == 20000
    assert unit.details(order)["transactionSummary"]["remainingAmountToCapture"] == 15000


def test_refunds_end_a_year_after_the_reservation(unit, clock):
    name, order = unit.authorized(20000), unit.reserved(20000)
    unit.capture(name, 20000)
    unit.ecom_capture(order)
    clock.days(364)
    assert unit.refund(name, 1000).status_code == 200
    assert unit.ecom_refund(order, 1000).status_code == 200
    clock.days(1)
    problem(unit.refund(name, 1000), 400, 6220)
    message = "Payments can only be refunded up to 365 days after reservation. See the FAQ."
    ecom_error(unit.ecom_refund(order, 1000), "Payment", 95, 400, message)


@pytest.mark.parametrize(("card", "days"), [("visa", 7), ("visa-electron", 5), ("mastercard", 30)])
def test_after_the_schemes_guarantee_a_capture_asks_the_bank_anew_and_succeeds(unit, payer, clock, card, days):
    order = unit.initiated()
    payer.approve(order, card)
    clock.days(days + 1)
    assert unit.ecom_capture(order, 5000).json()["transactionSummary"] == summary(5000, 15000, 0, 5000)
    assert unit.operations(order) == ["CAPTURE", "RESERVE", "INITIATE"], "nothing else is told"


@pytest.mark.parametrize(
    ("card", "group", "code", "number"),
    [("empty", "Payment", 42, 6260), ("bankaxept", "Payment", 63, 6260)],
)
def test_after_it_the_bank_may_refuse_and_the_capture_may_be_tried_again(unit, payer, clock, card, group, code, number):
    order, name = unit.initiated(), unit.created(20000)
    payer.approve(order, card)
    payer.approve(name, card)
    clock.days(6)
    assert unit.ecom_capture(order, 5000).status_code == 200, "guaranteed still"
    assert unit.capture(name, 5000).status_code == 200
    clock.days(2)
    for _ in range(2):
        ecom_error(unit.ecom_capture(order, 5000, "again"), group, code)
        problem(unit.capture(name, 5000, "again"), 400, number)
    details = unit.details(order)
    assert [(entry["operation"], entry["operationSuccess"]) for entry in details["transactionLogHistory"][:3]] == [
        ("CAPTURE", False), ("CAPTURE", False), ("CAPTURE", True),
    ]  # fmt: skip
    assert details["transactionSummary"]["remainingAmountToCapture"] == 15000
    assert [entry["success"] for entry in unit.log(name)] == [True, True, True, False, False]
    assert unit.get(name)["aggregate"] == aggregate(20000, 5000)
    assert unit.ecom_cancel(order, True).status_code == 200, "what is left can be let go of"


def test_a_capture_may_put_the_account_in_the_negative(unit, payer, clock):
    order = unit.initiated()
    payer.approve(order, "overdrawn")
    clock.days(8)
    assert unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)


@pytest.mark.parametrize(("card", "code"), [("expiring", 44), ("blocked", 41)])
def test_a_card_that_expires_or_is_blocked_between_reservation_and_capture(unit, payer, clock, card, code):
    order = unit.initiated()
    payer.approve(order, card)
    assert unit.ecom_capture(order, 5000).status_code == 200
    clock.days(1)
    ecom_error(unit.ecom_capture(order, 5000), "Payment", code)


def test_after_a_partial_capture_the_bank_lets_go_of_the_rest_and_a_capture_asks_it_anew(unit, payer, clock):
    """Within Mastercard's 30 days: the bank has released the rest after 7, and pays when it is asked."""
    order = unit.initiated()
    payer.approve(order, "mastercard")
    unit.ecom_capture(order, 5000)
    clock.days(8)
    assert unit.operations(order) == ["CAPTURE", "RESERVE", "INITIATE"], "the status is unchanged"
    assert unit.details(order)["transactionSummary"]["remainingAmountToCapture"] == 15000
    shop.eventually(lambda: payer.books(order).get("holdLapsesAt"), bool, 10)
    assert unit.ecom_capture(order).json()["transactionSummary"] == summary(20000, 0, 0, 20000)


def test_a_token_lives_for_an_hour(unit, clock, instance):
    token = unit.token
    instance.jump(3_590)
    assert unit.epayment("GET", "/x").status_code == 404
    instance.jump(20)
    problem(unit.epayment("GET", "/x", Authorization=f"Bearer {token}"), 401)
    answer = unit.ecom("GET", "/x/details", Authorization=f"Bearer {token}")
    assert answer.status_code == 401 and answer.json()["responseInfo"]["responseCode"] == 401
    unit.forget_token()
    assert unit.epayment("GET", "/x").status_code == 404


def test_nothing_personal_is_told_a_week_after_the_reservation(unit, clock):
    order = unit.reserved(scope="name email")
    assert unit.details(order)["userDetails"]["firstName"] != "[Expired]"
    clock.days(7)
    assert set(unit.details(order)["userDetails"].values()) == {"[Expired]"}


def test_a_long_living_payment_ends_when_it_says(unit, clock):
    import datetime

    line = {"name": "Socks", "id": "1", "totalAmount": 1, "totalAmountExcludingTax": 1, "totalTaxAmount": 0, "taxRate": 0}
    receipt = {"orderLines": [line], "bottomLine": {"currency": "NOK"}}
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=20)
    name = unit.created(expiresAt=end.strftime("%Y-%m-%dT%H:%M:%SZ"), receipt=receipt)
    clock.days(19)
    assert unit.get(name)["state"] == "CREATED"
    clock.days(1)
    becomes(unit, name, state="EXPIRED")
