"""Keys, by sale unit, operation and reference. Source: wire/vipps.md §2.13."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from vipps_unit import aggregate, nok, problem


def test_the_same_creation_is_answered_as_it_was(unit):
    order = unit.order()
    first, again = unit.epayment("POST", "", order, "k-1-" + order["reference"][-30:]), None
    again = unit.epayment("POST", "", order, "k-1-" + order["reference"][-30:])

    assert (again.status_code, again.content) == (201, first.content)
    assert len(unit.log(order["reference"])) == 1


def test_a_key_with_another_creation_is_refused(unit):
    key = "k-" + unit.order()["reference"][-40:]
    unit.epayment("POST", "", unit.order(), key)
    body = problem(unit.epayment("POST", "", unit.order(), key), 409, 4020)

    assert body["detail"] == f"Idempotency-Key {key} already exists."


def test_a_reference_is_used_once_also_by_the_same_request(unit):
    order = unit.order()
    unit.epayment("POST", "", order)
    body = problem(unit.epayment("POST", "", order), 409, 4150)

    assert (body["title"], body["detail"]) == ("Reference exists", f"Reference {order['reference']} already exists.")


@pytest.mark.parametrize("change", [
    {"amount": nok(1)}, {"shipping": {"fixedOptions": []}}, {"expiresAt": "2020-01-01T00:00:00Z"},
    {"returnUrl": None}, {"minimumUserAge": 100}, {"amount": {"currency": "SEK", "value": 100}},
])  # fmt: skip
def test_used_keys_and_references_come_before_the_rules_and_after_the_form(unit, change):
    """Validation, key, reference, then what the sale unit may do. Source: wire/vipps.md §2.3."""
    order = unit.order()
    key = "k-" + order["reference"][-40:]
    unit.epayment("POST", "", order, key)

    problem(unit.epayment("POST", "", unit.order(**change), key), 409, 4020)
    again = {**order, **change}
    fresh = "new-" + key[-40:]
    first = unit.epayment("POST", "", again, fresh)
    assert problem(first, 409, 4150)["detail"] == f"Reference {order['reference']} already exists."
    assert unit.epayment("POST", "", again, fresh).content == first.content, "which is kept under its key"
    problem(unit.epayment("POST", "", again, key), 409, 4020)
    problem(unit.epayment("POST", "", {**again, "returnUrl": "http://example.com"}, key), 400, 4090)
    problem(unit.epayment("POST", "", {**again, "userFlow": "SMOKE_SIGNAL"}, key), 400, field="userFlow")
    assert unit.epayment("POST", "", order, key).status_code == 201


def test_a_used_key_comes_before_what_is_wrong_with_a_captures_amount(unit):
    name = unit.authorized()
    unit.capture(name, 10000, "k-1")
    problem(unit.capture(name, 1, "k-1"), 409, 4010)
    problem(unit.capture(name, 1, "k-2"), 400, 6010)
    problem(unit.capture(name, 1.5, "k-1"), 400, 4040)


def test_a_capture_is_made_once_a_key(unit):
    name = unit.authorized()
    first = unit.capture(name, 10000, "k-cap-1")
    unit.capture(name, 5000, "k-cap-2")
    again = unit.capture(name, 10000, "k-cap-1")

    assert again.content == first.content, "as it was then"
    assert unit.get(name)["aggregate"] == aggregate(49900, 15000)


def test_the_same_capture_written_otherwise_is_the_same(unit):
    name = unit.authorized()
    unit.epayment("POST", f"/{name}/capture", {"modificationAmount": {"currency": "NOK", "value": 100}}, "k")
    again = unit.epayment("POST", f"/{name}/capture", {"modificationAmount": {"value": 100, "currency": "NOK"}}, "k")

    assert again.json()["aggregate"] == aggregate(49900, 100)


def test_a_key_with_another_capture_or_refund_is_refused(unit):
    name = unit.authorized()
    unit.capture(name, 10000, "k-1")
    body = problem(unit.capture(name, 5000, "k-1"), 409, 4010)
    assert (body["title"], body["detail"]) == (
        "Capture idempotency conflict",
        "The capture request in an idempotent retry must be identical to the previous request(s).",
    )
    unit.refund(name, 100, "k-1")
    body = problem(unit.refund(name, 200, "k-1"), 409, 4150)
    assert body["title"] == "Refund idempotency conflict"
    assert unit.get(name)["aggregate"] == aggregate(49900, 10000, refunded=100)


def test_one_key_serves_every_operation_and_every_payment(unit):
    """As shops do that use the reference, or "1", for all of them."""
    for _ in range(2):
        name = unit.authorized()
        assert unit.capture(name, 10000, "1").status_code == 200
        assert unit.refund(name, 1000, "1").status_code == 200
        assert unit.cancel(name, key="1").status_code == 200
        assert unit.get(name)["aggregate"] == aggregate(49900, 10000, 39900, 1000)


def test_a_refusal_stays_under_its_key_byte_for_byte(unit):
    name = unit.created()
    early = unit.capture(name, 100, "k-early")
    problem(early, 400, 6080)
    unit.approve(name)
    again = unit.capture(name, 100, "k-early")

    assert (again.status_code, again.content) == (400, early.content)
    assert unit.capture(name, 100, "k-new").status_code == 200


def test_a_malformed_request_stays_under_its_key_too(unit):
    name = unit.authorized()
    first = unit.epayment("POST", f"/{name}/capture", {}, "k-bad")
    again = unit.epayment("POST", f"/{name}/capture", {}, "k-bad")

    assert problem(again, 400, field="modificationAmount") and again.content == first.content
    problem(unit.capture(name, 100, "k-bad"), 409, 4010)


def test_a_cancel_with_a_key_is_answered_as_it_was_and_without_one_by_the_state(unit):
    for name in [unit.authorized(), unit.created()]:
        first = unit.cancel(name, key="k")
        assert unit.cancel(name, key="k").content == first.content
        problem(unit.cancel(name), 400, 6190)


def test_a_key_with_another_cancel_is_refused(unit):
    name = unit.created()
    unit.cancel(name, key="k-1")
    body = problem(unit.cancel(name, {"cancelTransactionOnly": True}, key="k-1"), 409, 4020)
    assert body["detail"] == "Idempotency-Key k-1 already exists."


def test_two_captures_at_once_take_no_more_than_is_left(unit):
    name = unit.authorized(10000)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: unit.capture(name, 6000), range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 7
    for answer in answers:
        if answer.status_code == 400:
            problem(answer, 400, 6090)
    assert unit.get(name)["aggregate"] == aggregate(10000, 6000)


def test_a_capture_and_a_cancel_at_once_are_one_after_the_other(unit):
    for _ in range(5):
        name = unit.authorized(10000)
        with ThreadPoolExecutor(2) as pool:
            capture = pool.submit(unit.capture, name, 10000)
            cancel = pool.submit(unit.cancel, name)
        outcome = (capture.result().status_code, cancel.result().status_code)
        assert outcome in [(200, 400), (400, 200)]
        loser = cancel.result() if outcome == (200, 400) else capture.result()
        problem(loser, 400, 6040 if outcome == (200, 400) else 6070)


def test_a_cancel_and_the_payers_yes_at_once(unit):
    """Either the payment was taken back, or what was held is let go of: nothing stays held."""
    for _ in range(5):
        name = unit.created(10000)
        with ThreadPoolExecutor(2) as pool:
            pool.submit(unit.send, "POST", f"/epayment/v1/test/payments/{name}/approve")
            cancel = pool.submit(unit.cancel, name, None, "k")
        assert cancel.result().status_code == 200
        payment = unit.get(name)
        assert payment["aggregate"]["cancelledAmount"]["value"] == 10000
        assert payment["state"] in ["TERMINATED", "AUTHORIZED"]
