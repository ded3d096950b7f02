"""Captures, voids, refunds, reversals, increments: the two-phase life."""

import concurrent.futures

import pytest

from checkout_com import sandbox


@pytest.fixture
def authorized(nas):
    def make(amount=1000, **more):
        return nas.payments.request_payment(sandbox.payment(amount=amount, **more)).id

    return make


@pytest.fixture
def standing(nas):
    """Status and balances of a payment, as read."""

    def read(payment):
        found = nas.payments.get_payment_details(payment)
        return found.status, sandbox.balances(found)

    return read


def test_a_capture_without_a_body_takes_everything(nas, server, authorized, standing):
    payment = authorized()
    answer = nas.payments.capture_payment(payment)
    assert answer.http_metadata.status_code == 202 and not hasattr(answer, "reference")
    assert answer._links.payment.href == f"{server}/payments/{payment}"
    assert standing(payment) == ("Captured", [1000, 0, 0, 1000, 0, 0, 1000])


def test_a_partial_capture_is_the_last_unless_it_says_otherwise(nas, authorized, standing, refused):
    payment = authorized()
    nas.payments.capture_payment(payment, {"amount": 400})
    assert standing(payment) == ("Partially Captured", [1000, 600, 0, 400, 0, 0, 400])
    refused(lambda: nas.payments.capture_payment(payment, {"amount": 100}), 403)


def test_captures_that_are_not_final_sum_to_the_authorization_and_never_beyond(nas, authorized, standing, refused):
    payment = authorized()
    nas.payments.capture_payment(payment, {"amount": 400, "capture_type": "NonFinal"})
    assert standing(payment) == ("Partially Captured", [1000, 0, 600, 400, 600, 0, 400])
    refused(
        lambda: nas.payments.capture_payment(payment, {"amount": 601, "capture_type": "NonFinal"}),
        422, "capture_value_greater_than_remaining_authorized", kind="processing_error",
    )
    nas.payments.capture_payment(payment, {"amount": 100, "capture_type": "NonFinal"})
    nas.payments.capture_payment(payment, {"amount": 500})
    assert standing(payment) == ("Captured", [1000, 0, 0, 1000, 0, 0, 1000])
    refused(lambda: nas.payments.capture_payment(payment, {"amount": 1}), 403)


def test_of_64_clients_that_race_for_the_last_unit_one_has_it(send, nas, authorized, standing):
    payment = authorized(amount=10)
    nas.payments.capture_payment(payment, {"amount": 9, "capture_type": "NonFinal"})
    with concurrent.futures.ThreadPoolExecutor(64) as clients:
        asked = [
            clients.submit(send, "POST", f"/payments/{payment}/captures", {"amount": 1, "capture_type": "NonFinal"})
            for _ in range(64)
        ]
    statuses = sorted(answer.result().status_code for answer in asked)
    assert statuses == [202] + [403] * 63
    assert standing(payment) == ("Captured", [10, 0, 0, 10, 0, 0, 10])


def test_a_capture_and_a_void_at_once_one_of_them_has_the_hold(send, authorized, standing):
    for _ in range(8):
        payment = authorized()
        with concurrent.futures.ThreadPoolExecutor(8) as clients:
            asked = [
                clients.submit(send, "POST", f"/payments/{payment}/{action}") for action in ["captures", "voids"] * 4
            ]
        assert sorted(answer.result().status_code for answer in asked) == [202] + [403] * 7
        assert standing(payment)[0] in ("Captured", "Voided")


def test_a_capture_beyond_the_authorization_writes_nothing(nas, authorized, standing, refused):
    payment = authorized()
    refused(
        lambda: nas.payments.capture_payment(payment, {"amount": 999999}),
        422, "capture_value_greater_than_authorized", kind="processing_error",
    )
    assert standing(payment) == ("Authorized", [1000, 0, 1000, 0, 1000, 0, 0])


@pytest.mark.parametrize("amount", [-1, 0, "ten", 1.5, 99_999_999_999, True, [], "1.5"])
def test_an_amount_that_is_none(send, authorized, standing, amount):
    payment = authorized()
    for action in ["captures", "voids", "refunds"]:
        answer = send("POST", f"/payments/{payment}/{action}", {"amount": amount})
        assert (answer.status_code, answer.json()["error_codes"]) == (422, ["amount_invalid"])
    assert standing(payment) == ("Authorized", [1000, 0, 1000, 0, 1000, 0, 0])


def test_of_three_decimals_the_last_is_zero(send, authorized, standing):
    payment = authorized(currency="KWD", authorization_type="Estimated")
    for action in ["captures", "voids", "authorizations"]:
        answer = send("POST", f"/payments/{payment}/{action}", {"amount": 401})
        assert (answer.status_code, answer.json()["error_codes"]) == (422, ["amount_invalid"])
    assert send("POST", f"/payments/{payment}/captures", {"amount": 400}).status_code == 202
    answer = send("POST", f"/payments/{payment}/refunds", {"amount": 101})
    assert (answer.status_code, answer.json()["error_codes"]) == (422, ["amount_invalid"])
    assert standing(payment)[1] == [1000, 600, 0, 400, 0, 0, 400]


def test_an_increment_has_eight_digits_at_most(nas, authorized, standing, refused):
    payment = authorized(authorization_type="Estimated")
    much = {"amount": 100_000_000}
    refused(lambda: nas.payments.increment_payment_authorization(payment, much), 422, "amount_invalid")
    assert nas.payments.increment_payment_authorization(payment, {"amount": 99_999_999}).amount == 99_999_999
    assert standing(payment)[1][0] == 100_000_999


def test_a_void_releases_the_hold_once(nas, authorized, standing, refused):
    payment = authorized()
    answer = nas.payments.void_payment(payment, {"reference": "v1"})
    assert (answer.http_metadata.status_code, answer.reference) == (202, "v1")
    assert standing(payment) == ("Voided", [1000, 1000, 0, 0, 0, 0, 0])
    refused(lambda: nas.payments.void_payment(payment), 403)
    refused(lambda: nas.payments.capture_payment(payment), 403)
    refused(lambda: nas.payments.refund_payment(payment), 403)


def test_a_void_after_a_capture_that_was_not_final_releases_the_rest(nas, authorized, standing):
    payment = authorized()
    nas.payments.capture_payment(payment, {"amount": 400, "capture_type": "NonFinal"})
    nas.payments.void_payment(payment)
    assert standing(payment) == ("Partially Captured", [1000, 600, 0, 400, 0, 0, 400])


def test_a_part_is_voided_and_never_more_than_is_held(nas, authorized, standing, refused):
    payment = authorized()
    refused(
        lambda: nas.payments.void_payment(payment, {"amount": 1001}),
        422, "void_amount_invalid", kind="processing_error",
    )
    nas.payments.void_payment(payment, {"amount": 300})
    assert standing(payment) == ("Authorized", [1000, 300, 700, 0, 700, 0, 0])


def test_refunds_sum_to_what_was_captured_and_never_beyond(nas, authorized, standing, refused):
    payment = authorized()
    refused(lambda: nas.payments.refund_payment(payment), 403)
    nas.payments.capture_payment(payment)
    nas.payments.refund_payment(payment, {"amount": 300, "reference": "r1"})
    assert standing(payment) == ("Partially Refunded", [1000, 0, 0, 1000, 0, 300, 700])
    refused(
        lambda: nas.payments.refund_payment(payment, {"amount": 701}),
        422, "refund_amount_exceeds_balance", kind="processing_error",
    )
    nas.payments.refund_payment(payment)
    assert standing(payment) == ("Refunded", [1000, 0, 0, 1000, 0, 1000, 0])
    refused(lambda: nas.payments.refund_payment(payment), 403)
    refused(lambda: nas.payments.refund_payment(payment, {"amount": 1}), 403)
    types = [action.type for action in nas.payments.get_payment_actions(payment).items]
    assert types == ["Refund", "Refund", "Capture", "Authorization"]


@pytest.mark.parametrize(
    ("captures", "status", "balances"),
    [
        ([], "Voided", [1000, 1000, 0, 0, 0, 0, 0]),
        ([{"amount": 1000}], "Refunded", [1000, 0, 0, 1000, 0, 1000, 0]),
        ([{"amount": 400, "capture_type": "NonFinal"}], "Refunded", [1000, 600, 0, 400, 0, 400, 0]),
    ],
)
def test_a_reversal_gives_everything_back_and_is_told_again(nas, authorized, standing, captures, status, balances):
    payment = authorized()
    for capture in captures:
        nas.payments.capture_payment(payment, capture)
    first = nas.payments.reverse_payment(payment, {"reference": "rev"})
    assert (first.http_metadata.status_code, first.reference) == (202, "rev")
    assert standing(payment) == (status, balances)
    again = nas.payments.reverse_payment(payment)
    assert (again.http_metadata.status_code, again.action_id) == (200, first.action_id)
    assert first.action_id in [action.id for action in nas.payments.get_payment_actions(payment).items]


def test_a_reversal_after_a_void_tells_that_void(nas, authorized):
    payment = authorized()
    void = nas.payments.void_payment(payment)
    again = nas.payments.reverse_payment(payment)
    assert (again.http_metadata.status_code, again.action_id) == (200, void.action_id)


def test_what_was_declined_is_not_reversed(nas, authorized, refused):
    payment = authorized(source=sandbox.card("4024007181869214"))
    refused(lambda: nas.payments.reverse_payment(payment), 403)


def test_an_estimated_authorization_is_increased_until_it_is_captured(nas, standing, refused):
    made = nas.payments.request_payment(sandbox.payment(amount=1000, authorization_type="Estimated", capture=True))
    assert "authorize" in sandbox.links(made)
    assert nas.payments.get_payment_details(made.id).status == "Authorized"
    more = nas.payments.increment_payment_authorization(made.id, {"amount": 500, "reference": "inc"})
    assert (more.http_metadata.status_code, more.amount, more.status) == (201, 500, "Authorized")
    assert sandbox.balances(more) == [1500, 0, 1500, 0, 1500, 0, 0]
    [increment, first] = nas.payments.get_payment_actions(made.id).items
    assert (increment.id, increment.authorization_type) == (more.action_id, "Incremental")
    assert (increment.type, first.authorization_type) == ("Authorization", "Estimated")
    assert nas.payments.get_payment_details(made.id).amount == 1500
    nas.payments.capture_payment(made.id, {"amount": 1500})
    assert standing(made.id)[0] == "Captured"
    refused(lambda: nas.payments.increment_payment_authorization(made.id, {"amount": 1}), 403)


def test_an_increment_of_nothing_holds_on_and_adds_nothing(nas, standing):
    made = nas.payments.request_payment(sandbox.payment(amount=1000, authorization_type="Estimated"))
    request = {"amount": 0, "reference": "hold", "metadata": {"k": "v"}}
    more = nas.payments.increment_payment_authorization(made.id, request)
    assert (more.amount, more.reference) == (0, "hold")
    told = nas.payments.get_payment_actions(made.id).items[0]
    assert (told.id, told.reference, told.metadata.k) == (more.action_id, "hold", "v")
    assert nas.payments.increment_payment_authorization(made.id).amount == 0
    assert standing(made.id) == ("Authorized", [1000, 0, 1000, 0, 1000, 0, 0])


def test_no_increment_once_a_part_is_captured(nas, authorized, refused):
    payment = authorized(authorization_type="Estimated")
    nas.payments.capture_payment(payment, {"amount": 1, "capture_type": "NonFinal"})
    refused(lambda: nas.payments.increment_payment_authorization(payment, {"amount": 1}), 403)
    refused(lambda: nas.payments.increment_payment_authorization(payment), 403)


def test_a_final_authorization_is_not_increased(nas, authorized, refused):
    payment = authorized()
    refused(lambda: nas.payments.increment_payment_authorization(payment, {"amount": 1}), 403)
    refused(lambda: nas.payments.increment_payment_authorization(payment), 403)


@pytest.mark.parametrize("body", [None, {"amount": 1}])
def test_a_verified_card_holds_nothing_to_be_increased(nas, authorized, standing, refused, body):
    for number in [sandbox.VISA, "4659959652550685"]:
        payment = authorized(amount=0, authorization_type="Estimated", source=sandbox.card(number))
        refused(lambda one=payment: nas.payments.increment_payment_authorization(one, body), 403)
        assert standing(payment) == ("Card Verified", [0, 0, 0, 0, 0, 0, 0])


@pytest.mark.parametrize(("action", "body"), [("authorizations", {"amount": 1}), ("reversals", {})])
def test_increments_and_reversals_exist_on_the_current_platform_only(classic, send, action, body):
    made = classic.payments.request_payment(sandbox.payment(authorization_type="Estimated"))
    answer = send("POST", f"/payments/{made.id}/{action}", body, key=sandbox.CLASSIC)
    assert (answer.status_code, answer.content) == (404, b"")
    assert classic.payments.get_payment_details(made.id).status == "Authorized"


@pytest.mark.parametrize(("number", "code"), [("4140253846048187", "20005"), ("4556447238607884", "20068")])
def test_an_increment_that_the_issuer_declines(nas, authorized, standing, number, code):
    payment = authorized(authorization_type="Estimated", source=sandbox.card(number))
    more = nas.payments.increment_payment_authorization(payment, {"amount": 500})
    assert (more.approved, more.response_code, more.status) == (False, code, "Authorized")
    assert standing(payment) == ("Authorized", [1000, 0, 1000, 0, 1000, 0, 0])


def test_a_card_that_takes_no_increments(nas, authorized, refused):
    payment = authorized(authorization_type="Estimated", source=sandbox.card("4659959652550685"))
    refused(
        lambda: nas.payments.increment_payment_authorization(payment, {"amount": 500}),
        422, "incremental_authorization_unsupported", kind="processing_error",
    )


def test_a_card_whose_captures_and_voids_are_declined_later(nas, authorized, standing):
    payment = authorized(source=sandbox.card("4273149019799094"))
    assert nas.payments.capture_payment(payment).http_metadata.status_code == 202
    assert nas.payments.void_payment(payment).http_metadata.status_code == 202
    reversal = nas.payments.reverse_payment(payment)
    assert reversal.http_metadata.status_code == 202
    [reversed_, void, capture, _] = nas.payments.get_payment_actions(payment).items
    assert (reversed_.id, reversed_.type, reversed_.approved) == (reversal.action_id, "Void", False)
    assert (void.type, void.approved, void.response_code) == ("Void", False, "20006")
    assert (capture.type, capture.approved, capture.response_code) == ("Capture", False, "20006")
    assert standing(payment) == ("Authorized", [1000, 0, 1000, 0, 1000, 0, 0])
