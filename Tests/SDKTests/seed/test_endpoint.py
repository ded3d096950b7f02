"""Seed 002, "Create capture": what the endpoint is for and who may use it."""

import pytest
import requests
import shop
from browser import Browser


def test_capture_an_authorized_payment(hold, capture, settled_at):
    answer = capture(hold, amount=shop.eur("35.95"))

    assert answer.status_code == 201
    assert settled_at(hold)["amountCaptured"] == shop.eur("35.95")


def test_some_payment_methods_allow_you_to_first_collect_an_authorization_and_capture_at_a_later_point(
    created, payer, ask, capture, settled_at
):
    payment = created(shop.card_payment())
    path = f"/v2/payments/{payment['id']}"
    payer.approve(payment["id"])
    assert ask("GET", path).json()["status"] == "authorized"
    assert payer.books(payment["id"])["captured"]["value"] == 0

    capture(path)
    assert settled_at(path)["status"] == "paid"
    assert payer.books(payment["id"])["captured"]["value"] == 1000


def test_by_default_mollie_captures_payments_automatically(created, payer, ask):
    payment = created(shop.paid_at_once(method="creditcard"))
    payer.approve(payment["id"])

    assert ask("GET", f"/v2/payments/{payment['id']}").json()["status"] == "paid"
    assert payer.books(payment["id"])["captured"]["value"] == 1000


def test_with_capture_mode_manual_you_can_capture_after_having_collected_the_customers_authorization(
    created, payer, capture
):
    payment = created(shop.card_payment(captureMode="manual"))
    path = f"/v2/payments/{payment['id']}"

    assert capture(path).status_code == 422, "not before the customer's authorization"
    payer.approve(payment["id"])
    assert capture(path).status_code == 201


def test_a_payment_that_is_captured_automatically_is_not_captured_with_this_endpoint(approved, capture, problem):
    problem(capture(approved(shop.paid_at_once(method="creditcard"))), 422, shop.NOT_CAPTURABLE)


def test_access_with_api_key(hold, capture):
    assert capture(hold, amount=shop.eur("1.00"), key=shop.API_KEY).status_code == 201


def test_access_with_organization_access_token(hold, capture):
    assert capture(hold, key=shop.ACCESS_TOKEN, amount=shop.eur("1.00"), testmode=True).status_code == 201


@pytest.fixture
def oauth_token(server):
    """An OAuth token with those permissions, by the authorization code flow."""
    client, secret = shop.APPLICATION

    def grant(scope):
        browser = Browser()
        address = requests.Request(
            "GET",
            f"{server}/oauth2/authorize",
            params={
                "client_id": client,
                "redirect_uri": "https://app.example/",
                "response_type": "code",
                "scope": scope,
            },
        )
        back = browser.press(browser.open(address.prepare().url), "decision", "approve").headers["Location"]
        answer = requests.post(
            f"{server}/oauth2/tokens",
            data={"grant_type": "authorization_code", "code": back.split("code=")[1]},
            auth=(client, secret),
            timeout=10,
        )
        return answer.json()["access_token"]

    return grant


def test_oauth_access_with_payments_write(hold, capture, oauth_token):
    token = oauth_token("payments.write")

    assert capture(hold, key=token, amount=shop.eur("1.00"), testmode=True).status_code == 201


def test_no_oauth_access_without_payments_write(hold, capture, oauth_token, ask):
    token = oauth_token("payments.read refunds.write")

    assert capture(hold, key=token, amount=shop.eur("1.00"), testmode=True).status_code == 403
    assert ask("GET", f"{hold}/captures").json()["count"] == 0
    assert ask("GET", f"{hold}/captures?testmode=true", key=token).status_code == 200


@pytest.mark.parametrize("key", [None, shop.UNKNOWN_KEY, "access_nobody", "nothing of the kind"])
def test_no_access_without_one_of_the_three(hold, capture, problem, key):
    problem(capture(hold, key=key), 401, shop.NOT_AUTHENTICATED)


def test_each_credential_is_an_http_bearer_token(hold, ask):
    for scheme, status in [("Bearer", 201), ("bearer", 201), ("Basic", 401), ("Token", 401)]:
        answer = ask(
            "POST",
            f"{hold}/captures",
            key=None,
            headers={"Authorization": f"{scheme} {shop.API_KEY}"},
            json={"amount": shop.eur("1.00")},
        )
        assert answer.status_code == status


def test_the_payment_id_begins_with_tr(created):
    assert created(shop.card_payment())["id"].startswith("tr_")


@pytest.mark.parametrize("name", ["tr_", "tr_x", "pay_5B8cwPMGnU", "5B8cwPMGnU6qLbRvo7qEZo", "tr_%00", "%20"])
def test_anything_else_in_its_place_is_no_entity(capture, name):
    answer = capture(f"/v2/payments/{name}")

    assert answer.status_code == 404
    assert answer.json()["detail"].startswith("No entity exists with token '")
