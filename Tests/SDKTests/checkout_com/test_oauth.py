"""OAuth's client credentials, as the SDK asks for them; what each scope opens."""

import pytest
import requests
from checkout_sdk.checkout_sdk import CheckoutSdk
from checkout_sdk.exception import CheckoutApiException, CheckoutAuthorizationException
from checkout_sdk.oauth_scopes import OAuthScopes

from checkout_com import sandbox


@pytest.fixture(scope="session")
def client_with(built):
    def build(*scopes):
        return built(CheckoutSdk.builder().oauth().client_credentials(*sandbox.CLIENT).scopes(list(scopes)))

    return build


@pytest.fixture(scope="session")
def ask_token(server):
    def ask(auth=sandbox.CLIENT, **form):
        return requests.post(server + "/connect/token", data=form, auth=auth, timeout=10)

    return ask


def test_every_scope_that_the_sdk_knows_can_be_asked_for(client_with):
    wanted = [scope for scope in OAuthScopes if " " not in scope.value]
    assert client_with(*wanted).payments.request_payment(sandbox.payment()).approved


def test_the_whole_life_of_a_payment_with_a_token(client_with, nas):
    client = client_with(OAuthScopes.GATEWAY, OAuthScopes.VAULT).payments
    made = client.request_payment(sandbox.payment(amount=1000, processing_channel_id="pc_" + "a" * 26))
    client.capture_payment(made.id, {"amount": 400, "capture_type": "NonFinal"})
    client.void_payment(made.id)
    client.refund_payment(made.id, {"amount": 100})
    assert client.get_payment_details(made.id).status == "Partially Refunded"
    assert len(client.get_payment_actions(made.id).items) == 4
    assert nas.payments.get_payment_details(made.id).id == made.id


def test_a_three_d_secure_payment_with_a_token(client_with):
    made = client_with(OAuthScopes.GATEWAY).payments.request_payment(sandbox.payment(**{"3ds": {"enabled": True}}))
    assert (made.http_metadata.status_code, made.status) == (202, "Pending")


def test_a_scope_opens_what_it_names_and_nothing_else(client_with):
    client = client_with(OAuthScopes.GATEWAY_PAYMENT).payments
    made = client.request_payment(sandbox.payment())
    for call in [
        lambda: client.get_payment_details(made.id), lambda: client.get_payment_actions(made.id),
        lambda: client.capture_payment(made.id), lambda: client.void_payment(made.id),
        lambda: client.refund_payment(made.id), lambda: client.reverse_payment(made.id),
        lambda: client.increment_payment_authorization(made.id),
    ]:
        with pytest.raises(CheckoutApiException) as caught:
            call()
        assert (caught.value.http_metadata.status_code, caught.value.error_details) == (403, None)
    assert client_with(OAuthScopes.GATEWAY_PAYMENT_DETAILS).payments.get_payment_details(made.id).status == "Authorized"
    assert client_with(OAuthScopes.GATEWAY_PAYMENT_CAPTURES).payments.capture_payment(made.id).action_id


def test_a_token_as_it_is_answered(ask_token):
    answer = ask_token(grant_type="client_credentials", scope="gateway:payment vault")
    body = answer.json()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert list(body) == ["access_token", "expires_in", "token_type", "scope"]
    assert (body["expires_in"], body["token_type"], body["scope"]) == (3600, "Bearer", "gateway:payment vault")


def test_the_client_may_stand_in_the_form(ask_token):
    client, secret = sandbox.CLIENT
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
    assert ask_token(None, **form).status_code == 200
    assert ask_token(None, **{**form, "client_secret": "wrong"}).json() == {"error": "invalid_client"}


@pytest.mark.parametrize(
    ("auth", "form", "error"),
    [
        (("ack_nobody", "x"), {"grant_type": "client_credentials"}, "invalid_client"),
        ((sandbox.CLIENT[0], "x"), {"grant_type": "client_credentials"}, "invalid_client"),
        (None, {"grant_type": "client_credentials"}, "invalid_client"),
        (sandbox.CLIENT, {"grant_type": "password"}, "unsupported_grant_type"),
        (sandbox.CLIENT, {"grant_type": "client_credentials", "scope": "everything"}, "invalid_scope"),
    ],
)
def test_no_token_is_given(ask_token, auth, form, error):
    answer = ask_token(auth, **form)
    assert (answer.status_code, answer.json()) == (400, {"error": error})


def test_the_sdk_says_so_too(built):
    with pytest.raises(CheckoutAuthorizationException, match="invalid_client"):
        built(CheckoutSdk.builder().oauth().client_credentials("ack_holdfastdemo", "wrong").scopes([]))


def test_a_made_up_token_is_401(send):
    answer = send("GET", "/payments", key="Bearer eyJhbGciOiJub25lIn0.e30.")
    assert (answer.status_code, answer.content) == (401, b"")
