"""What no SDK shows its callers: status, media type, headers and bodies as they are."""

import pytest
import shop


@pytest.fixture
def payment(ask, payer):
    """The path of a card payment of EUR 10.00 that its payer approved."""
    answer = ask("POST", "/v2/payments", json=shop.card_payment())
    assert answer.status_code == 201, answer.text
    payer.approve(answer.json()["id"])
    return f"/v2/payments/{answer.json()['id']}"


def test_every_answer_is_hal_json(ask, payment):
    answers = [
        ask("POST", "/v2/payments", json=shop.card_payment()),
        ask("GET", payment),
        ask("GET", "/v2/payments?limit=1"),
        ask("POST", f"{payment}/captures", json={"amount": shop.eur("1.00")}),
        ask("GET", f"{payment}/captures"),
        ask("GET", "/v2/payments", key=None),
        ask("GET", f"/v2/payments/{shop.UNKNOWN_PAYMENT}"),
        ask("POST", "/v2/payments", json={}),
        ask("POST", "/v2/payments", data=b"<x/>", headers={"Content-Type": "application/xml"}),
    ]

    assert [answer.status_code for answer in answers] == [201, 200, 200, 201, 200, 401, 404, 422, 415]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/hal+json"}


def test_a_problem_has_a_status_a_title_a_detail_and_a_link(ask):
    answer = ask("GET", "/v2/payments", key=None)

    problem = answer.json()
    assert problem.keys() == {"status", "title", "detail", "_links"}
    assert (problem["status"], problem["title"]) == (401, "Unauthorized Request")
    assert problem["detail"] == shop.NOT_AUTHENTICATED


def test_a_form_is_read_as_json_is(ask):
    answer = ask(
        "POST",
        "/v2/payments",
        data="amount[currency]=EUR&amount[value]=10.00&description=Order #12345&method=creditcard&captureMode=manual"
        '&redirectUrl=https://shop.example/order/12345/&metadata={"order_id": "12345"}',
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 201, answer.text
    payment = answer.json()
    assert payment["amount"] == shop.eur("10.00")
    assert payment["description"] == "Order #12345"
    assert payment["captureMode"] == "manual"
    assert payment["metadata"] == {"order_id": "12345"}


@pytest.mark.parametrize("media_type", [None, "application/json"])
def test_an_empty_body_captures_all(ask, payment, media_type):
    answer = ask("POST", f"{payment}/captures", headers={"Content-Type": media_type} if media_type else None)

    assert answer.status_code == 201, answer.text
    assert answer.json()["amount"] == shop.eur("10.00")


def test_a_release_is_answered_with_202_and_an_empty_object(ask, payment):
    answer = ask("POST", f"{payment}/release-authorization")

    assert (answer.status_code, answer.text) == (202, "{}")


def test_a_replay_has_the_same_bytes_and_says_so(ask, payment):
    first, again = (
        ask("POST", f"{payment}/captures", json={"amount": shop.eur("8.00")}, headers={"Idempotency-Key": "n/+=7"})
        for _ in range(2)
    )

    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_same_members_in_another_order_are_the_same_request(ask, payment):
    key = {"Idempotency-Key": shop.new_key()}
    first = ask("POST", f"{payment}/captures", headers=key, json={"amount": {"currency": "EUR", "value": "8.00"}})
    again = ask("POST", f"{payment}/captures", headers=key, json={"amount": {"value": "8.00", "currency": "EUR"}})

    assert again.status_code == 201
    assert again.content == first.content


def test_the_bearer_scheme_has_no_case(ask):
    answer = ask("GET", "/v2/payments", key=None, headers={"Authorization": f"bearer {shop.API_KEY}"})

    assert answer.status_code == 200


def test_a_refusal_is_kept_under_its_key_too(ask, payment):
    key = {"Idempotency-Key": shop.new_key()}
    first, again = (
        ask("POST", f"{payment}/captures", json={"amount": shop.eur("10.01")}, headers=key) for _ in range(2)
    )

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 422
    assert again.headers["Idempotent-Replayed"] == "true"
    other = ask("POST", f"{payment}/captures", json={"amount": shop.eur("10.00")}, headers=key)
    assert (other.status_code, other.json()["detail"]) == (400, shop.KEY_USED)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_key_means_nothing_but_to_a_post(ask, payment, method):
    key = {"Idempotency-Key": shop.new_key()}
    bodies = [{"description": text} for text in "ab"] if method == "PATCH" else [None, None]
    answers = [ask(method, payment, json=body, headers=key) for body in bodies]

    assert {answer.status_code for answer in answers} == {200 if method == "PATCH" else 422}
    assert not any("Idempotent-Replayed" in answer.headers for answer in answers)


@pytest.mark.parametrize(("length", "status"), [(36, 201), (255, 201), (256, 400)])
def test_a_key_has_255_characters_at_most(ask, length, status):
    key = shop.new_key().ljust(length, "+")

    assert ask("POST", "/v2/payments", json=shop.card_payment(), headers={"Idempotency-Key": key}).status_code == status
