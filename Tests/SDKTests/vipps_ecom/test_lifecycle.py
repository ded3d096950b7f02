"""Capture, cancel and refund of orders: what succeeds, and each documented refusal. Source: wire/vipps.md §4.2 to §4.8."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from vipps_unit import aggregate, ecom_error, nok, problem, summary


def test_a_capture_tells_what_it_took_and_what_is_left(unit):
    order = unit.reserved()
    answer = unit.ecom_capture(order, 5000, "part-1")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    body = answer.json()
    number, time = body["transactionInfo"].pop("transactionId"), body["transactionInfo"].pop("timeStamp")
    assert number.startswith("50") and len(number) == 10 and time.endswith("Z")
    assert body == {
        "paymentInstrument": "Visa",
        "orderId": order,
        "transactionInfo": {"amount": 5000, "transactionText": "Socks on the way!", "status": "Captured"},
        "transactionSummary": summary(5000, 15000, 0, 5000),
    }


def test_a_refund_has_its_transaction_under_another_name_and_no_instrument(unit):
    order = unit.reserved()
    unit.ecom_capture(order)
    body = unit.ecom_refund(order, 5000).json()

    assert body["transaction"].pop("transactionId").startswith("56")
    assert body["transaction"].pop("timeStamp")
    assert body == {
        "orderId": order,
        "transaction": {"amount": 5000, "transactionText": "Refund of Vipps socks", "status": "Refund"},
        "transactionSummary": summary(20000, 0, 5000, 15000),
    }
    assert unit.ecom_refund(order).json()["transactionSummary"] == summary(20000, 0, 20000, 0), "all that is left"


def test_what_cannot_be_captured(unit, payer):
    fresh, captured, voided, taken_back, declined = (
        unit.initiated(), unit.reserved(), unit.reserved(), unit.initiated(), unit.initiated(),
    )  # fmt: skip
    unit.ecom_capture(captured)
    unit.ecom_cancel(voided)
    unit.ecom_cancel(taken_back)
    payer.decline(declined)
    ecom_error(unit.ecom_capture(fresh), "Payment", 62)
    ecom_error(unit.ecom_capture(declined), "Payment", 62)
    ecom_error(unit.ecom_capture(captured), "VippsError", 92)
    ecom_error(unit.ecom_capture(captured, 100), "Payment", 61)
    ecom_error(unit.ecom_capture(voided), "VippsError", 91)
    ecom_error(unit.ecom_capture(taken_back), "VippsError", 91)
    ecom_error(unit.ecom_capture("no-such-order"), "Merchant", 35, 404)


def test_more_than_is_reserved(unit):
    order = unit.reserved()
    ecom_error(unit.ecom_capture(order, 20001), "Payment", 61)
    unit.ecom_capture(order, 15000)
    ecom_error(unit.ecom_capture(order, 5001), "Payment", 61)
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 15000


def test_an_amount_below_the_smallest_unless_it_is_the_rest(unit):
    order = unit.reserved(20050)
    ecom_error(unit.ecom_capture(order, 99), "InvalidRequest", "transaction.amount")
    unit.ecom_capture(order, 20000)
    ecom_error(unit.ecom_capture(order, 49), "InvalidRequest", "transaction.amount")
    assert unit.ecom_capture(order, 50).status_code == 200


@pytest.mark.parametrize("amount", [-1, 1.5, "100", True, {}])
def test_an_amount_that_is_none(unit, amount):
    order = unit.reserved()
    ecom_error(unit.ecom_capture(order, amount), "InvalidRequest", "transaction.amount")


def test_a_refund_below_the_smallest_amount_goes_without_an_amount(unit):
    order = unit.reserved()
    unit.ecom_capture(order)
    unit.ecom_refund(order, 19950)
    ecom_error(unit.ecom_refund(order, 50), "InvalidRequest", "transaction.amount")
    assert unit.ecom_refund(order).json()["transaction"]["amount"] == 50


def test_a_text_is_required(unit):
    order = unit.reserved()
    for text in [None, "", "x" * 101]:
        for what in ["capture", "refund"]:
            answer = unit.ecom("POST", f"/{order}/{what}", unit.ecom_body(text))
            ecom_error(answer, "InvalidRequest", "transaction.transactionText")
        ecom_error(
            unit.ecom("PUT", f"/{order}/cancel", unit.ecom_body(text)), "InvalidRequest", "transaction.transactionText"
        )


def test_what_cannot_be_refunded(unit):
    reserved, captured, cancelled = unit.reserved(), unit.reserved(), unit.reserved()
    unit.ecom_capture(captured, 5000)
    unit.ecom_cancel(cancelled)
    ecom_error(unit.ecom_refund(reserved), "Payment", 72)
    ecom_error(unit.ecom_refund(captured, 5001), "Payment", 71)
    ecom_error(unit.ecom_refund(cancelled), "Payment", 73)
    unit.ecom_refund(captured)
    ecom_error(unit.ecom_refund(captured), "Payment", 71)


def test_what_cannot_be_cancelled(unit, payer):
    captured, partly, voided, declined = unit.reserved(), unit.reserved(), unit.reserved(), unit.initiated()
    unit.ecom_capture(captured)
    unit.ecom_capture(partly, 5000)
    unit.ecom_cancel(voided)
    payer.decline(declined)
    for flag in [None, False, True]:
        ecom_error(unit.ecom_cancel(captured, flag), "Payment", 51)
        ecom_error(unit.ecom_cancel(voided, flag), "VippsError", 92)
        ecom_error(unit.ecom_cancel(declined, flag), "Payment", 52)
    ecom_error(unit.ecom_cancel(partly), "Payment", 51, 400, "Cannot cancel an orderId that has already been captured.")
    assert unit.ecom_cancel(partly, True).status_code == 200
    ecom_error(unit.ecom_cancel(partly, True), "VippsError", 92)
    ecom_error(unit.ecom_cancel(partly), "Payment", 51)


def test_a_cancel_before_the_payer_said_yes_and_after_it(unit):
    fresh, reserved = unit.initiated(), unit.reserved()

    for order, operations in [(fresh, ["CANCEL", "INITIATE"]), (reserved, ["VOID", "RESERVE", "INITIATE"])]:
        body = unit.ecom_cancel(order).json()
        assert (body["transactionInfo"]["status"], body["transactionInfo"]["amount"]) == ("Cancelled", 20000)
        assert body["transactionSummary"] == summary()
        assert unit.operations(order) == operations


def test_the_same_request_id_is_the_same_capture(unit):
    order = unit.reserved()
    first = unit.ecom_capture(order, 5000, "once")
    again = unit.ecom_capture(order, 5000, "once")

    assert again.content == first.content
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 5000
    ecom_error(unit.ecom_capture(order, 6000, "once"), "VippsError", 93)
    assert unit.ecom_refund(order, 1000, "once").status_code == 200, "of another endpoint"
    ecom_error(unit.ecom_refund(order, 2000, "once"), "VippsError", 93)


def test_the_same_request_id_is_the_same_force_approve(unit):
    """Optional there. Source: wire/vipps.md §0.2."""
    order = unit.initiated()
    path = f"/ecomm/v2/integration-test/payments/{order}/approve"
    for _ in range(2):
        answer = unit.send("POST", path, {"token": "x"}, {"X-Request-Id": "once"})
        assert (answer.status_code, answer.content) == (200, b"")
    ecom_error(unit.send("POST", path, {"token": "x"}, {"X-Request-Id": "another"}), "VippsError", 92)
    ecom_error(unit.send("POST", path, {"token": "x"}, {"X-Request-Id": "x" * 41}), "InvalidRequest", "X-Request-Id")
    assert unit.operations(order) == ["RESERVE", "INITIATE"]


def test_no_amount_is_the_same_in_each_spelling(unit):
    order = unit.reserved()
    first = unit.ecom_capture(order, key="all")

    for amount in [None, 0]:
        assert unit.ecom_capture(order, amount, "all").content == first.content


def test_an_idempotency_key_is_taken_for_a_request_id(unit):
    order = unit.reserved()
    body = unit.ecom_body("Socks", amount=5000)
    for _ in range(2):
        unit.ecom("POST", f"/{order}/capture", body, **{"Idempotency-Key": "my-key"})

    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 5000
    assert unit.details(order)["transactionLogHistory"][0]["requestId"] == "my-key"


def test_a_request_id_has_40_characters_at_most(unit):
    order = unit.reserved()
    ecom_error(unit.ecom_capture(order, 5000, "x" * 41), "InvalidRequest", "X-Request-Id")


def test_a_refused_request_leaves_its_key_free(unit):
    order = unit.initiated()
    ecom_error(unit.ecom_capture(order, 5000, "retry"), "Payment", 62)
    unit.send(
        "POST",
        f"/ecomm/v2/integration-test/payments/{order}/approve",
        {"customerPhoneNumber": "48059528", "token": "x"},
    )
    assert unit.ecom_capture(order, 5000, "retry").status_code == 200


def test_direct_capture_is_one_step(direct_unit):
    order = direct_unit.reserved()
    details = direct_unit.details(order)

    assert details["transactionSummary"] == {**summary(20000, 0, 0, 20000), "bankIdentificationNumber": 429198}
    assert [entry["operation"] for entry in details["transactionLogHistory"]] == ["SALE", "INITIATE"]
    assert direct_unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "SALE"
    for flag in [None, True]:
        ecom_error(direct_unit.ecom_cancel(order, flag), "Payment", 51)
    ecom_error(direct_unit.ecom_capture(order), "VippsError", 92)
    assert direct_unit.ecom_refund(order).json()["transactionSummary"] == summary(20000, 0, 20000, 0)


@pytest.mark.parametrize(("action", "status", "operations"), [
    ("decline", "CANCEL", ["CANCEL", "INITIATE"]), ("abandon", "REJECTED", ["INITIATE"]),
])  # fmt: skip
def test_a_payer_who_declines_or_never_answers(unit, payer, action, status, operations):
    order = unit.initiated()
    getattr(payer, action)(order)

    assert unit.operations(order) == operations
    assert unit.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == status


@pytest.mark.parametrize(("amount", "code"), [(151, 42), (182, 42), (186, 44), (187, 41), (201, 45)])
def test_amounts_at_which_the_bank_says_no(unit, direct_unit, amount, code):
    for shop, operation in [(unit, "RESERVE"), (direct_unit, "SALE")]:
        order = shop.initiated(amount)
        body = {"customerPhoneNumber": "48059528", "token": "x"}
        answer = shop.send("POST", f"/ecomm/v2/integration-test/payments/{order}/approve", body)
        ecom_error(answer, "Payment", code)
        last = shop.details(order)["transactionLogHistory"][0]
        assert (last["operation"], last["operationSuccess"]) == (operation, False)
        assert shop.ecom("GET", f"/{order}/status").json()["transactionInfo"]["status"] == "FAILED"


@pytest.mark.parametrize("body", [None, {}, {"customerPhoneNumber": None, "token": None}, {"token": "x"}])
def test_force_approve_needs_neither_a_phone_number_nor_a_token(unit, body):
    order = unit.initiated()
    assert unit.send("POST", f"/ecomm/v2/integration-test/payments/{order}/approve", body).status_code == 200
    assert unit.operations(order) == ["RESERVE", "INITIATE"]


def test_force_approve_asks_for_eight_digits_and_an_open_order(unit):
    order = unit.initiated()
    path = f"/ecomm/v2/integration-test/payments/{order}/approve"
    for phone in ["", "123", "4748059528", "x" * 41]:
        body = {"customerPhoneNumber": phone, "token": "x"}
        ecom_error(unit.send("POST", path, body), "InvalidRequest", "customerPhoneNumber")
    good = {"customerPhoneNumber": "48059528", "token": "x"}
    assert unit.send("POST", path, good).status_code == 200
    ecom_error(unit.send("POST", path, good), "VippsError", 92)
    pushed = unit.initiated(skipLandingPage=True)
    ecom_error(unit.send("POST", f"/ecomm/v2/integration-test/payments/{pushed}/approve", good), "VippsError", 91)


def test_an_order_is_its_units_alone(unit, direct_unit, foreign_unit):
    order = unit.reserved()
    for other in [direct_unit, foreign_unit]:
        message = f"The orderId '{order}' does not exist for MSN {other.number}."
        for answer in [
            other.ecom_capture(order), other.ecom_refund(order), other.ecom_cancel(order, True),
            other.ecom("GET", f"/{order}/details"), other.ecom("GET", f"/{order}/status"),
        ]:  # fmt: skip
            ecom_error(answer, "Merchant", 35, 404, message)
    body = {**unit.ecom_body("x"), "merchantInfo": {"merchantSerialNumber": foreign_unit.number}}
    ecom_error(unit.ecom("POST", f"/{order}/capture", body), "Merchant", 35, 404)
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 0


def test_details_are_read_without_a_serial_number(unit):
    order = unit.reserved()
    assert unit.ecom("GET", f"/{order}/details", **{"Merchant-Serial-Number": None}).json()["orderId"] == order


def test_what_the_payer_shares(unit):
    order = unit.reserved(scope="name email")
    details = unit.details(order)
    assert len(details["sub"]) == 36
    assert set(details["userDetails"]) == {"email", "firstName", "lastName", "mobileNumber", "userId"}
    assert re.fullmatch(r"[\d\w/=+]{1,50}", details["userDetails"]["userId"])
    assert details["userDetails"]["userId"] == details["sub"].replace("-", "")
    assert re.fullmatch(r"\d{8}", details["userDetails"]["mobileNumber"])
    assert "userDetails" not in unit.details(unit.reserved())


def test_the_log_is_newest_first_and_names_each_movement(unit):
    order = unit.reserved()
    unit.ecom_capture(order, 5000, "c1")
    unit.ecom_cancel(order, True)
    unit.ecom_refund(order, 1000, "r1")
    log = unit.details(order)["transactionLogHistory"]

    assert [(entry["operation"], entry["amount"], entry["transactionText"], entry["requestId"]) for entry in log] == [
        ("REFUND", 1000, "Refund of Vipps socks", "r1"),
        ("VOID", 15000, "No socks for you!", ""),
        ("CAPTURE", 5000, "Socks on the way!", "c1"),
        ("RESERVE", 20000, "One pair of Vipps socks", ""),
        ("INITIATE", 20000, "One pair of Vipps socks", ""),
    ]
    numbers = [entry["transactionId"] for entry in log]
    assert numbers[3] == numbers[4] and len(set(numbers)) == 4
    assert [number[:2] for number in numbers] == ["56", "50", "50", "50", "50"]


def test_epayment_answers_for_an_order_and_ecom_not_for_a_payment(unit):
    """One payment, two APIs. Source: wire/vipps.md §5."""
    order = unit.reserved()
    unit.ecom_capture(order, 5000, "c1")

    assert unit.get(order)["aggregate"] == aggregate(20000, 5000)
    assert unit.capture(order, 5000).json()["aggregate"] == aggregate(20000, 10000)
    assert unit.refund(order, 1000).json()["aggregate"] == aggregate(20000, 10000, refunded=1000)
    assert unit.cancel(order).json()["aggregate"] == aggregate(20000, 10000, 10000, 1000)
    assert unit.details(order)["transactionSummary"] == {
        **summary(10000, 0, 1000, 9000), "bankIdentificationNumber": 429198,
    }  # fmt: skip
    assert [entry["name"] for entry in unit.log(order)] == [
        "CREATED", "AUTHORIZED", "CAPTURED", "CAPTURED", "REFUNDED", "CANCELLED",
    ]  # fmt: skip
    assert unit.log(order)[2]["idempotencyKey"] == "c1"
    name = unit.authorized()
    ecom_error(unit.ecom_capture(name), "Merchant", 35, 404)
    ecom_error(unit.ecom("GET", f"/{name}/details"), "Merchant", 35, 404)
    assert unit.get(name)["amount"] == nok(49900)


def test_epayment_sees_a_sale_as_captured(direct_unit):
    order = direct_unit.reserved()
    assert direct_unit.get(order)["aggregate"] == aggregate(20000, 20000)
    problem(direct_unit.capture(order, 100), 400, 6170)
    problem(direct_unit.cancel(order), 400, 6040)


def test_parallel_captures_take_no_more_than_is_reserved(unit):
    order = unit.reserved(10000)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: unit.ecom_capture(order, 6000), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
    assert unit.details(order)["transactionSummary"]["capturedAmount"] == 6000


@pytest.mark.parametrize("body", [None, [], "x"])
def test_a_body_that_is_no_object(unit, body):
    answer = unit.ecom("POST", "", body)
    assert answer.status_code == 400 and answer.json()[0]["errorGroup"] == "InvalidRequest"
