"""Modes, access tokens and OAuth with mollie-api-py."""

from contextlib import contextmanager

import pytest
import requests
import shop
from browser import Browser
from mollie import ClientSDK, models

REDIRECT = "https://app.example/callback"


@pytest.fixture
def client_with(server):
    """A client with another credential."""

    @contextmanager
    def make(**security):
        with ClientSDK(server_url=server, security=models.Security(**security)) as client:
            yield client

    return make


def test_test_and_live_never_see_each_other(client, client_with, refused):
    with client_with(api_key=shop.LIVE_KEY) as live:
        for mine, other, mode in [(client, live, "test"), (live, client, "live")]:
            payment = mine.payments.create(payment_request=shop.card_payment())
            assert payment.mode == mode
            detail = shop.wrong_mode(payment.id)
            refused(lambda: other.payments.get(payment_id=payment.id), 404, detail)
            refused(lambda: other.captures.create(payment_id=payment.id), 404, detail)
            refused(lambda: other.payments.release_authorization(payment_id=payment.id), 404, detail)
            refused(lambda: other.payments.cancel(payment_id=payment.id), 404, detail)
            listed = other.payments.list(limit=250).result.embedded.payments
            assert mode not in {one.mode.value for one in listed}


def test_testmode_of_a_token_in_the_query_and_in_the_body(client_with, client, payer):
    with client_with(advanced_access_token=shop.ACCESS_TOKEN) as token:
        payment = token.payments.create(payment_request=shop.klarna_payment() | {"testmode": True})
        name = payment.id
        payer.approve(name)
        assert client.payments.get(payment_id=name).id == name
        read = token.payments.get(payment_id=name, testmode=True)
        assert (read.mode, read.status) == ("test", "authorized")
        assert read.links.self_.href.endswith("?testmode=true")
        updated = token.payments.update(payment_id=name, request_body={"description": "Later", "testmode": True})
        assert updated.description == "Later"
        capture = token.captures.create(
            payment_id=name, entity_capture={"amount": shop.eur("35.95"), "testmode": True}
        )
        shop.eventually(
            lambda: token.captures.get(payment_id=name, capture_id=capture.id, testmode=True).status,
            lambda status: status == "succeeded",
        )
        assert token.captures.list(payment_id=name, testmode=True).result.count == 1
        refund = token.refunds.create(
            payment_id=name, refund_request={"amount": shop.eur("1.00"), "description": "x", "testmode": True}
        )
        assert token.refunds.get(payment_id=name, refund_id=refund.id, testmode=True).id == refund.id
        assert token.refunds.list(payment_id=name, testmode=True).result.count == 1
        assert token.refunds.all(testmode=True, limit=1).result.embedded.refunds[0].id == refund.id
        token.refunds.cancel(payment_id=name, refund_id=refund.id, testmode=True)
        token.payments.release_authorization(payment_id=name, request_body={"testmode": True})
        assert token.payments.get(payment_id=name, testmode=True).status == "paid"
        transfer = token.payments.create(payment_request=shop.bank_transfer(testmode=True))
        assert token.payments.cancel(payment_id=transfer.id, request_body={"testmode": True}).status == "canceled"


def test_without_testmode_a_token_is_live(client_with, client, refused):
    payment = client.payments.create(payment_request=shop.card_payment())
    with client_with(advanced_access_token=shop.ACCESS_TOKEN) as token:
        assert token.payments.create(payment_request=shop.card_payment()).mode == "live"
        refused(lambda: token.payments.get(payment_id=payment.id), 404, shop.wrong_mode(payment.id))


def test_pages_of_a_token_keep_the_mode_and_the_profile(client_with):
    with client_with(advanced_access_token=shop.ACCESS_TOKEN) as token:
        made = [token.payments.create(payment_request=shop.card_payment(testmode=True)) for _ in range(3)]
        first = token.payments.list(limit=2, testmode=True, profile_id=made[0].profile_id)
        second = first.next()
        assert second.result.embedded.payments[0].id == made[0].id
        for word in ["testmode=true", f"profileId={made[0].profile_id}", "limit=2"]:
            assert word in first.result.links.next.href
            assert word in second.result.links.previous.href


@pytest.fixture
def consent(server):
    """The merchant approves what an application asks for; returns the code."""

    def approve(scope):
        query = {
            "client_id": shop.APPLICATION[0],
            "redirect_uri": REDIRECT,
            "response_type": "code",
            "scope": scope,
            "state": "s",
        }
        browser = Browser()
        page = browser.open(requests.Request("GET", f"{server}/oauth2/authorize", params=query).prepare().url)
        assert all(word in page.text for word in scope.split())
        back = browser.press(page, "decision", "approve").headers["Location"]
        assert back.startswith(f"{REDIRECT}?") and back.endswith("&state=s")
        return back.split("code=")[1].split("&")[0]

    return approve


def generate(client, secret=shop.APPLICATION[1], **body):
    return client.oauth.generate(
        security={"username": shop.APPLICATION[0], "password": secret},
        request_body={"redirect_uri": REDIRECT, **body},
    )


def test_from_consent_to_a_payment_and_a_refreshed_token(client, client_with, consent, payer):
    answer = generate(client, grant_type="authorization_code", code=consent("payments.read payments.write"))
    assert (answer.token_type, answer.expires_in) == ("bearer", 3600)
    assert set(answer.scope.split()) == {"payments.read", "payments.write"}

    with client_with(o_auth=answer.access_token) as app:
        payment = app.payments.create(payment_request=shop.card_payment(testmode=True))
        payer.approve(payment.id)
    again = generate(client, grant_type="refresh_token", refresh_token=answer.refresh_token)
    assert again.access_token != answer.access_token
    assert again.refresh_token == answer.refresh_token
    with client_with(o_auth=again.access_token) as app:
        capture = app.captures.create(payment_id=payment.id, entity_capture={"testmode": True})
        assert capture.status == models.CaptureResponseStatus.PENDING


def test_a_token_without_payments_write_may_read_and_not_write(client, client_with, consent, authorized):
    payment = authorized(shop.card_payment())
    token = generate(client, grant_type="authorization_code", code=consent("payments.read")).access_token

    with client_with(o_auth=token) as app:
        assert app.payments.get(payment_id=payment.id, testmode=True).id == payment.id
        for call in [
            lambda: app.payments.create(payment_request=shop.card_payment(testmode=True)),
            lambda: app.captures.create(payment_id=payment.id, entity_capture={"testmode": True}),
            lambda: app.payments.release_authorization(payment_id=payment.id, request_body={"testmode": True}),
        ]:
            with pytest.raises(models.APIError) as caught:
                call()
            assert caught.value.status_code == 403
            assert "payments.write" in caught.value.body


@pytest.mark.parametrize(
    ("secret", "body", "status", "error"),
    [
        ("wrong", {"grant_type": "refresh_token", "refresh_token": "refresh_none"}, 401, "invalid_client"),
        (shop.APPLICATION[1], {"grant_type": "refresh_token", "refresh_token": "refresh_none"}, 400, "invalid_grant"),
        (shop.APPLICATION[1], {"grant_type": "authorization_code", "code": "auth_none"}, 400, "invalid_grant"),
    ],
)
def test_no_token_for(client, secret, body, status, error):
    with pytest.raises(models.APIError) as caught:
        generate(client, secret, **body)
    assert (caught.value.status_code, error in caught.value.body) == (status, True)
