"""Money that moved twice elsewhere, at the same moment, here: docs/RACES.md says what happened to whom."""

import requests
from shop_at_once import codes

HELD = 10_000


def test_two_refunds_of_sixty_from_a_hundred_are_one(shop):
    payment = shop.captured(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "refunds", 6_000)] * 2)
    assert sum(code == 201 for code in codes(answers)) == 1, codes(answers)
    assert shop.amounts(payment) == (HELD, HELD, 0, 6_000)


def test_two_captures_of_sixty_from_a_hundred_are_one(shop):
    payment = shop.held(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "captures", 6_000)] * 2)
    assert sum(code == 201 for code in codes(answers)) == 1, codes(answers)
    assert shop.amounts(payment) == (HELD, 6_000, 0, 0)


def test_two_captures_of_everything_at_once_are_one(shop):
    payment = shop.held(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "captures")] * 2)
    assert sum(code == 201 for code in codes(answers)) == 1, codes(answers)
    assert shop.amounts(payment) == (HELD, HELD, 0, 0)
    assert shop.balances() == {"receivableFromIssuer": HELD, "payableToMerchant": -HELD}


def test_twenty_captures_of_a_tenth_are_ten(shop):
    payment = shop.held(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "captures", HELD // 10)] * 20)
    assert sum(code == 201 for code in codes(answers)) == 10, codes(answers)
    assert shop.amounts(payment) == (HELD, HELD, 0, 0)


def test_a_capture_that_is_refused_as_second_refunds_nothing(shop):
    payment = shop.held(HELD)
    shop.together(*[lambda: shop.act(payment, "captures", HELD)] * 4)
    events = [event["type"] for event in shop.done("GET", f"/payments/{payment}/timeline")["events"]]
    assert sum("capture" in event for event in events) == 1, events
    assert not any("refund" in event or "release" in event for event in events), events
    assert shop.amounts(payment) == (HELD, HELD, 0, 0)


def test_a_hold_is_released_once(shop):
    payment = shop.held(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "voids")] * 4)
    assert sum(code == 201 for code in codes(answers)) == 1, codes(answers)
    assert shop.amounts(payment) == (HELD, 0, HELD, 0)
    assert shop.balances() == {}


def test_a_capture_and_a_release_at_once_share_the_hold(shop):
    for _ in range(10):
        payment = shop.held(HELD)
        captured, released = shop.together(
            lambda: shop.act(payment, "captures", 6_000), lambda: shop.act(payment, "voids")
        )
        assert released.status_code == 201 or captured.status_code == 201
        _, taken, given, _ = shop.amounts(payment)
        assert (taken, given) in {(0, HELD), (6_000, 4_000)} or (taken, given, released.status_code) == (6_000, 0, 409)


def test_a_capture_after_a_release_is_refused(shop):
    payment = shop.held(HELD)
    assert shop.act(payment, "voids").status_code == 201
    for value in (None, 1, HELD):
        assert shop.act(payment, "captures", value).status_code in (409, 422)
    assert shop.amounts(payment) == (HELD, 0, HELD, 0)


def test_a_payment_that_was_declined_cannot_be_captured(shop):
    order = {"amount": {"value": HELD, "currency": "EUR"}}
    payment = shop.done("POST", "/payments", order)["id"]
    shop.done("POST", f"/payments/{payment}/payer", {"action": "decline"})
    assert shop.act(payment, "captures", HELD).status_code in (409, 422)
    assert shop.amounts(payment) == (0, 0, 0, 0)
    assert shop.balances() == {}


def test_a_capture_whose_answer_was_lost_is_told_to_whoever_asks_again(shop):
    payment = shop.held(HELD)
    try:
        shop.act(payment, "captures", 6_000, key="parcel-1", fault="loseAnswer")
        raise AssertionError("the answer was to be lost")
    except requests.exceptions.ConnectionError:
        pass
    first = shop.act(payment, "captures", 6_000, key="parcel-1")
    second = shop.act(payment, "captures", 6_000, key="parcel-1")
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert first.status_code == 201
    assert shop.amounts(payment) == (HELD, 6_000, 0, 0)


def test_eight_retries_with_one_key_are_one_capture_with_one_answer(shop):
    payment = shop.held(HELD)
    answers = shop.together(*[lambda: shop.act(payment, "captures", 1_000, key="parcel-1")] * 8)
    assert codes(answers) == [201] * 8
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert shop.amounts(payment) == (HELD, 1_000, 0, 0)


def test_a_key_serves_one_request(shop):
    payment = shop.held(HELD)
    assert shop.act(payment, "captures", 1_000, key="parcel-1").status_code == 201
    assert shop.act(payment, "captures", 2_000, key="parcel-1").status_code in (409, 422)
    assert shop.amounts(payment) == (HELD, 1_000, 0, 0)


def test_an_error_after_the_capture_undoes_nothing(shop):
    payment = shop.held(HELD)
    answer = shop.act(payment, "captures", 6_000, key="parcel-1", fault="statusAfterCommit:500")
    assert answer.status_code == 500
    assert shop.amounts(payment) == (HELD, 6_000, 0, 0)
    assert shop.act(payment, "captures", 6_000, key="parcel-1").status_code == 201
    assert shop.amounts(payment) == (HELD, 6_000, 0, 0)
    assert shop.act(payment, "captures", 6_000, key="parcel-2").status_code in (409, 422)


def test_a_capture_that_races_the_end_of_its_window_takes_the_hold_or_leaves_it(shop):
    for _ in range(6):
        payment = shop.held(HELD, captureWindow="PT1H")
        *captures, _ = shop.together(
            *[lambda: shop.act(payment, "captures", 6_000)] * 3,
            lambda: shop.send("POST", "/sandbox/clock", {"advance": "PT1H"}),
        )
        taken = sum(answer.status_code == 201 for answer in captures)
        shop.advance("PT1S")
        assert taken <= 1
        assert shop.amounts(payment) == (HELD, taken * 6_000, HELD - taken * 6_000, 0)
    assert shop.balances().get("issuerHolds", 0) == 0


def test_what_was_just_held_can_be_captured_at_once(shop):
    for _ in range(25):
        payment = shop.held(HELD)
        assert shop.act(payment, "captures", HELD).status_code == 201


def test_a_payer_who_says_yes_twice_pays_once(shop):
    order = {"amount": {"value": HELD, "currency": "EUR"}}
    payment = shop.done("POST", "/payments", order)["id"]
    shop.together(*[lambda: shop.send("POST", f"/payments/{payment}/payer", {"action": "approve"})] * 4)
    assert shop.amounts(payment) == (HELD, 0, 0, 0)
    assert shop.balances() == {"issuerHolds": HELD, "merchantHolds": -HELD}


def test_what_was_captured_whole_reports_nothing_held(shop):
    payment = shop.held(HELD)
    shop.act(payment, "captures", 4_000)
    shop.act(payment, "captures", 6_000)
    read = shop.done("GET", f"/payments/{payment}")
    assert (read["status"], read["capturable"]["value"], read["pendingCaptures"]["value"]) == ("captured", 0, 0)
    assert "issuerHolds" not in shop.balances()


def test_a_release_leaves_the_books_balanced(shop):
    payment = shop.held(HELD)
    shop.act(payment, "captures", 2_500)
    assert shop.act(payment, "voids").status_code == 201
    assert shop.balances() == {"receivableFromIssuer": 2_500, "payableToMerchant": -2_500}


def test_a_second_part_is_captured_and_the_rest_is_kept(shop):
    payment = shop.held(HELD)
    assert shop.act(payment, "captures", 3_000).status_code == 201
    assert shop.amounts(payment) == (HELD, 3_000, 0, 0)
    assert shop.act(payment, "captures", 3_000).status_code == 201
    assert shop.amounts(payment) == (HELD, 6_000, 0, 0)
