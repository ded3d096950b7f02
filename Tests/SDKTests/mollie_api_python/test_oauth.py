"""The authorization code flow, from the merchant's consent to a payment with the token, with mollie-api-python."""

import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import shop
from mollie.api.client import Client
from mollie.api.error import ResponseError

CLIENT_ID, CLIENT_SECRET = shop.APPLICATION
REDIRECT = "https://app.example/callback"


@pytest.fixture
def application(server, monkeypatch):
    """A client of an application; the SDK has Mollie's own addresses, here they are the server's."""
    # The server under test speaks HTTP on loopback, which oauthlib takes only when told.
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")

    def make(*scope, token=None, tokens=None):
        client = Client(api_endpoint=server)
        client.OAUTH_AUTHORIZATION_URL = f"{server}/oauth2/authorize"
        client.OAUTH_TOKEN_URL = client.OAUTH_AUTO_REFRESH_URL = f"{server}/oauth2/tokens"
        kept = tokens if tokens is not None else []
        ready, address = client.setup_oauth(
            CLIENT_ID, CLIENT_SECRET, REDIRECT, list(scope), token, lambda token: kept.append(token)
        )
        return client, ready, address

    return make


def decide(address, decision):
    """The merchant reads the page and presses a button, as a browser without JavaScript sends it."""
    page = requests.get(address, timeout=10)
    assert page.status_code == 200, page.text
    assert page.headers["Content-Type"].startswith("text/html")
    assert CLIENT_ID in page.text
    assert f'name="decision" value="{decision}"' in page.text
    answer = requests.post(address, data={"decision": decision}, allow_redirects=False, timeout=10)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_from_consent_to_a_payment(application, client):
    tokens = []
    app, ready, address = application("payments.read", "payments.write", tokens=tokens)
    assert not ready

    back = decide(address, "approve")
    assert back.startswith(f"{REDIRECT}?")
    assert parse_qs(urlsplit(back).query)["state"] == parse_qs(urlsplit(address).query)["state"]
    app.setup_oauth_authorization_response(back)

    token = tokens[0]
    assert token["access_token"].startswith("access_")
    assert token["refresh_token"].startswith("refresh_")
    assert token["token_type"] == "bearer"
    assert token["expires_in"] == 3600
    app.set_testmode(True)
    payment = app.payments.create(shop.card_payment())
    assert payment.mode == "test"
    assert client.payments.get(payment.id).id == payment.id, "the application acts for the merchant"


def test_a_merchant_may_deny(application):
    _, _, address = application("payments.read")

    back = parse_qs(urlsplit(decide(address, "deny")).query)
    assert back["error"] == ["access_denied"]
    assert back["state"] == parse_qs(urlsplit(address).query)["state"]
    assert "code" not in back


@pytest.fixture
def granted(application):
    """The token that a merchant granted for those permissions."""

    def grant(*scope):
        tokens = []
        app, _, address = application(*scope, tokens=tokens)
        app.setup_oauth_authorization_response(decide(address, "approve"))
        return tokens[0]

    return grant


@pytest.fixture
def client_of(client_with):
    def make(token):
        client = client_with(token["access_token"])
        client.set_testmode(True)
        return client

    return make


def test_a_token_without_payments_write_may_read_and_not_write(granted, client_of, client, payer, refused):
    payment = client.payments.create(shop.klarna_payment())
    payer.approve(payment.id)
    capture = payment.captures.create({"amount": shop.eur("1.00")})
    reader = client_of(granted("payments.read"))

    seen = reader.payments.get(payment.id)
    assert seen.id == payment.id
    assert seen.captures.get(capture.id).id == capture.id
    assert len(seen.captures.list()) == 1
    assert len(reader.payments.list(limit=1)) == 1
    detail = 'The access token does not have the required permission "payments.write"'
    refused(lambda: reader.payments.create(shop.card_payment()), 403, detail)
    refused(lambda: seen.captures.create({"amount": shop.eur("1.00")}), 403, detail)
    refused(lambda: reader.payments.update(payment.id, {"description": "x"}), 403, detail)
    refused(lambda: reader.payments.delete(payment.id), 403, detail)
    # Set to test mode, the SDK cannot send this one.
    reader.set_testmode(False)
    refused(lambda: reader.payments.release_authorization(payment.id), 403, detail)
    assert len(payment.captures.list()) == 1


def test_a_token_that_may_write_payments_may_not_read_them_unless_it_says_so(granted, client_of, refused):
    writer = client_of(granted("payments.write"))

    payment = writer.payments.create(shop.card_payment())
    refused(
        lambda: writer.payments.get(payment.id),
        403,
        'The access token does not have the required permission "payments.read"',
    )


def test_refunds_have_permissions_of_their_own(granted, client_of, client, payer, refused):
    payment = client.payments.create(shop.paid_at_once())
    payer.approve(payment.id)
    refund = payment.refunds.create({"amount": shop.eur("1.00")})
    no = 'The access token does not have the required permission "refunds.{}"'.format

    seen = client_of(granted("payments.read", "payments.write")).payments.get(payment.id)
    refused(lambda: seen.refunds.list(), 403, no("read"))
    refused(lambda: seen.client.refunds.list(), 403, no("read"))
    refused(lambda: seen.refunds.create({"amount": shop.eur("2.00")}), 403, no("write"))

    seen = client_of(granted("payments.read", "refunds.read")).payments.get(payment.id)
    assert seen.refunds.get(refund.id).id == refund.id
    refused(lambda: seen.refunds.delete(refund.id), 403, no("write"))

    seen = client_of(granted("payments.read", "refunds.write")).payments.get(payment.id)
    assert seen.refunds.create({"amount": shop.eur("2.00")}).is_pending()
    assert seen.refunds.delete(refund.id) == {}


def tokens(server, auth=shop.APPLICATION, **form):
    return requests.post(f"{server}/oauth2/tokens", data=form, auth=auth, timeout=10)


def test_a_refresh_token_gives_a_new_access_token_with_the_same_permissions(server, granted, client_of, refused):
    token = granted("payments.read")

    for _ in range(2):
        answer = tokens(server, grant_type="refresh_token", refresh_token=token["refresh_token"])
        assert answer.status_code == 200, answer.text
        fresh = answer.json()
        assert fresh["access_token"] not in ("", token["access_token"])
        assert fresh["refresh_token"] == token["refresh_token"]
        assert fresh["scope"] == "payments.read"
        reader = client_of(fresh)
        assert len(reader.payments.list(limit=1)) <= 1
        with pytest.raises(ResponseError) as caught:
            reader.payments.create(shop.card_payment())
        assert caught.value.status == 403
    assert len(client_of(token).payments.list(limit=1)) <= 1, "the older one is good until its time is over"


@pytest.fixture
def code(application):
    _, _, address = application("payments.read")
    return parse_qs(urlsplit(decide(address, "approve")).query)["code"][0]


def test_a_code_is_good_once(server, code):
    good = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}

    assert tokens(server, **good).status_code == 200
    again = tokens(server, **good)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("_", range(5))
def test_of_many_who_redeem_a_code_at_once_one_gets_a_token(server, code, _):
    together = threading.Barrier(16)

    def redeem(_):
        together.wait(10)
        return tokens(server, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(redeem, range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] + 15 * [400]
    assert {answer.json()["error"] for answer in answers if answer.status_code == 400} == {"invalid_grant"}


def test_the_secret_may_come_in_the_form_too(server, code):
    answer = tokens(
        server,
        auth=None,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("auth", [None, (CLIENT_ID, "wrong"), ("app_nobody", CLIENT_SECRET), (CLIENT_ID, "")])
def test_a_wrong_secret_gets_no_token_and_leaves_the_code_good(server, code, auth):
    refused = tokens(server, auth=auth, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")

    assert tokens(server, grant_type="authorization_code", code=code, redirect_uri=REDIRECT).status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": "authorization_code", "code": "auth_none"}, "invalid_grant"),
        ({"grant_type": "authorization_code"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "refresh_none"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "unsupported_grant_type"),
    ],
)
def test_no_token_for(server, form, error):
    answer = tokens(server, **form)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_code_is_bound_to_where_it_was_sent(server, code):
    answer = tokens(server, grant_type="authorization_code", code=code, redirect_uri="https://evil.example/")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "app_nobody"}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_malformed_wish_gets_no_page_and_no_code(server, method, change, error):
    query = {
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT,
        "response_type": "code",
        "scope": "payments.read",
        "state": "s",
        **change,
    }
    answer = requests.request(
        method,
        f"{server}/oauth2/authorize",
        params=query,
        data={"decision": "approve"} if method == "POST" else None,
        allow_redirects=False,
        timeout=10,
    )
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_neither_the_application_nor_its_secret_nor_a_refresh_token_opens_the_api(ask, granted):
    token = granted("payments.read")
    for key in [CLIENT_ID, CLIENT_SECRET, ":".join(shop.APPLICATION), token["refresh_token"]]:
        assert ask("GET", "/v2/payments", key=key).status_code == 401


def test_settlements_have_a_permission_of_their_own_and_need_that_of_what_is_in_them(granted, client_of, refused):
    lacking = 'The access token does not have the required permission "{}"'.format
    payments = client_of(granted("payments.read", "refunds.read"))
    refused(lambda: payments.settlements.list(), 403, lacking("settlements.read"))
    refused(lambda: payments.settlements.get("stl_5B8cwPMGnU"), 403, lacking("settlements.read"))
    settlements = client_of(granted("settlements.read"))
    assert settlements.settlements.list().count >= 0
    for part, needed in [("captures", "payments"), ("payments", "payments"), ("refunds", "refunds")]:
        refused(
            lambda part=part: settlements.settlements.perform_api_call(
                "GET", f"settlements/stl_5B8cwPMGnU/{part}", params={}
            ),
            403,
            lacking(f"{needed}.read"),
        )
