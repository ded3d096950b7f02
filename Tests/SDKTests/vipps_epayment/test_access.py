"""Access tokens, subscription keys and serial numbers. Source: wire/vipps.md §0.2, §0.3 and §1."""

import base64
import time

import pytest
import requests
from vipps_unit import CLIENT_ID, CLIENT_SECRET, SUBSCRIPTION_KEY, problem

MISSING_KEY = (
    "Access denied due to missing subscription key. "
    "Make sure to include subscription key when making requests to an API."
)
INVALID_KEY = (
    "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription."
)


def gateway(answer, message):
    assert (answer.status_code, answer.json()) == (401, {"statusCode": 401, "message": message})
    assert answer.headers["Content-Type"] == "application/json"


def test_every_value_of_a_token_is_a_string(unit):
    answer = unit.fresh_token()

    assert answer.status_code == 200
    token = answer.json()
    assert list(token) == [
        "token_type", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "access_token",
    ]  # fmt: skip
    assert all(isinstance(value, str) for value in token.values())
    assert (token["token_type"], token["expires_in"]) == ("Bearer", "3600")
    assert abs(int(token["expires_on"]) - time.time() - 3600) < 10
    assert len(token["access_token"]) > 800 and token["access_token"].count(".") == 2


def test_several_tokens_are_good_at_the_same_time(unit):
    tokens = [unit.fresh_token().json()["access_token"] for _ in range(2)]

    assert tokens[0] != tokens[1]
    for token in tokens:
        assert unit.epayment("GET", "/no-such-reference", Authorization=f"Bearer {token}").status_code == 404


@pytest.mark.parametrize("path", ["/accessToken/get", "/accesstoken/get/", "/AccessToken/Get", "/ACCESSTOKEN/GET", "/accesstoken/get?scopes=x"])
def test_the_path_is_taken_in_any_case(server, unit, path):
    headers = {
        "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "Ocp-Apim-Subscription-Key": SUBSCRIPTION_KEY,
    }  # fmt: skip
    assert requests.post(server + path, headers=headers, timeout=10).status_code == 200


def test_no_token_without_a_good_subscription_key(unit, foreign_unit):
    gateway(unit.fresh_token(**{"Ocp-Apim-Subscription-Key": None}), MISSING_KEY)
    gateway(unit.fresh_token(**{"Ocp-Apim-Subscription-Key": "0" * 32}), INVALID_KEY)
    gateway(unit.fresh_token(**{"Ocp-Apim-Subscription-Key": foreign_unit.subscription}), INVALID_KEY)


@pytest.mark.parametrize(
    ("changed", "status", "error"),
    [
        ({"client_id": "00000000-0000-4000-8000-00000000dead"}, 401, "unauthorized_client"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": None}, 400, "invalid_request"),
        ({"client_secret": None}, 400, "invalid_request"),
    ],
)
def test_wrong_credentials_are_refused_as_the_directory_does(unit, changed, status, error):
    answer = unit.fresh_token(**changed)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert {"error_description", "error_codes", "timestamp", "trace_id", "correlation_id"} <= answer.json().keys()


def test_the_newer_form_of_a_token(server, unit):
    basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    answer = requests.post(
        f"{server}/miami/v1/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": f"Basic {basic}"},
        timeout=10,
    )

    assert answer.status_code == 200
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 900)
    found = unit.epayment("GET", "/no-such-reference", Authorization=f"Bearer {answer.json()['access_token']}")
    assert found.status_code == 404


def test_a_request_needs_a_subscription_key(unit, foreign_unit):
    for key, message in [(None, MISSING_KEY), ("0" * 32, INVALID_KEY), (foreign_unit.subscription, INVALID_KEY)]:
        gateway(unit.epayment("GET", "/x", **{"Ocp-Apim-Subscription-Key": key}), message)


@pytest.mark.parametrize("credential", [None, "Bearer nothing", "bearer {token}", "{token}", "Bearer "])
def test_a_request_needs_a_token_with_the_word_bearer(unit, credential):
    value = credential.format(token=unit.token) if credential else None
    problem(unit.epayment("GET", "/x", Authorization=value), 401)


def test_a_request_needs_a_serial_number_of_its_own(unit, foreign_unit):
    header = "Merchant-Serial-Number"
    problem(unit.epayment("GET", "/x", **{header: None}), 400, field=header)
    problem(unit.epayment("GET", "/x", **{header: foreign_unit.number}), 403, field=header)
    problem(unit.epayment("GET", "/x", **{header: "999999"}), 403, field=header)
    for malformed in ["", "123", "12345678901", "12345a", "-23456"]:
        problem(unit.epayment("GET", "/x", **{header: malformed}), 400, field=header)


def test_a_sale_units_payments_are_its_own(unit, direct_unit, foreign_unit):
    """Source: wire/vipps.md §2.5: another unit's reference is not found."""
    name = unit.authorized()

    for other in [direct_unit, foreign_unit]:
        body = problem(other.epayment("GET", f"/{name}"), 404, 5090)
        assert body["detail"] == f"The reference {name} does not exist for MSN {other.number}"
        problem(other.capture(name, 100), 404, 5090)
        problem(other.refund(name, 100), 404, 5090)
        problem(other.cancel(name), 404, 5090)
        assert other.created(reference=name) == name, "each unit has its own names"
    assert unit.get(name)["aggregate"]["capturedAmount"]["value"] == 0


def test_paths_are_taken_in_any_case_but_a_reference_is_not(unit):
    name = unit.created(reference="Socks-And-Shoes-1")

    for path in ["ePayment/V1/Payments", "EPAYMENT/V1/PAYMENTS"]:
        assert unit.send("GET", f"/{path}/{name}/").status_code == 200
    for path in ["Webhooks/v1/webhooks", "webhooks/V1/Webhooks", "WEBHOOKS/V1/WEBHOOKS"]:
        assert unit.send("GET", f"/{path}").status_code == 200
    problem(unit.send("GET", f"/epayment/v1/payments/{name.lower()}"), 404, 5090)


def test_there_is_no_other_resource(unit):
    for method, path in [("GET", "/epayment/v1/payments"), ("GET", "/epayment/v2/x"), ("DELETE", "/epayment/v1/payments/x")]:
        problem(unit.send(method, path), 404)
