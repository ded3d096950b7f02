"""What time does: seven days, an automatic capture at an hour, fifteen minutes for the payer and for a token, a day for a
key. The server's wall clock jumps."""

import json
from datetime import datetime, timedelta, timezone

import pytest
import requests
import shop
from server.client import Merchant

from checkout_com import sandbox

MINUTE, DAY = 60, 86_400


@pytest.fixture
def post(instance):
    def post(path, body=None, key=f"Bearer {sandbox.NAS}", headers=None):
        credential = {"Authorization": key, **(headers or {})}
        return requests.post(instance.base + path, json=body, headers=credential, timeout=20)

    return post


@pytest.fixture
def get(instance):
    def get(path, key=f"Bearer {sandbox.NAS}"):
        return requests.get(instance.base + path, headers={"Authorization": key}, timeout=20).json()

    return get


@pytest.mark.parametrize("key", [f"Bearer {sandbox.NAS}", sandbox.CLASSIC])
def test_what_is_not_captured_within_seven_days_is_voided(instance, post, get, receiver, key):
    if key == sandbox.CLASSIC:
        hook = {"url": receiver.base, "event_types": ["payment_voided"]}
        assert post("/webhooks", hook, key).status_code == 201
    else:
        hook = {"name": "w", "actions": [{"type": "webhook", "url": receiver.base, "signature": {"key": "k"}}]}
        condition = {"type": "event", "events": {"gateway": ["payment_voided"]}}
        assert post("/workflows", {**hook, "conditions": [condition]}, key).status_code == 201
    payment = post("/payments", sandbox.payment(), key).json()["id"]
    instance.jump(7 * DAY - MINUTE)
    assert get(f"/payments/{payment}", key)["status"] == "Authorized"
    instance.jump(2 * MINUTE)
    refused = post(f"/payments/{payment}/captures", {}, key)
    assert (refused.status_code, refused.content) == (403, b"")
    now = shop.eventually(lambda: get(f"/payments/{payment}", key), lambda now: now["status"] == "Voided", 10)
    assert "capture" not in now["_links"]
    [void, _] = get(f"/payments/{payment}/actions", key)
    assert (void["type"], void["amount"], void["approved"]) == ("Void", 7000, True)
    [body] = shop.eventually(receiver.bodies, lambda bodies: bodies, 10)
    told = json.loads(body)
    assert (told["type"], told["data"]["id"], told["data"]["amount"]) == ("payment_voided", payment, 7000)
    assert (told["data"]["trigger"], told["data"]["action_id"]) == ("automatic", void["id"])
    assert post(f"/payments/{payment}/captures", {}, key).status_code == 403
    books = Merchant.demo(instance.base).send("GET", f"/holdfast/v1/payments/{payment}", key="holdfast merchant").json()
    assert (books["released"]["value"], books["capturable"]["value"]) == (7000, 0)


def test_after_a_partial_capture_the_rest_goes_back_after_seven_days(instance, post, get):
    payment = post("/payments", sandbox.payment()).json()["id"]
    post(f"/payments/{payment}/captures", {"amount": 3000, "capture_type": "NonFinal"})
    instance.jump(7 * DAY + 1)
    now = shop.eventually(lambda: get(f"/payments/{payment}"), lambda now: now["balances"]["total_voided"], 10)
    assert (now["status"], now["balances"]["total_voided"]) == ("Partially Captured", 4000)
    assert post(f"/payments/{payment}/refunds", {}).status_code == 202


def test_a_capture_at_an_hour_happens_then_and_not_before(instance, post, get):
    due = datetime.now(timezone.utc) + timedelta(days=3)
    payment = post("/payments", sandbox.payment(capture_on=due.isoformat())).json()["id"]
    instance.jump(3 * DAY - MINUTE)
    assert get(f"/payments/{payment}")["status"] == "Authorized"
    instance.jump(2 * MINUTE)
    now = shop.eventually(lambda: get(f"/payments/{payment}"), lambda now: now["status"] == "Captured", 10)
    assert [action["type"] for action in now["actions"]] == ["Capture", "Authorization"]


def test_an_hour_that_has_passed_is_now(post, get):
    payment = post("/payments", sandbox.payment(capture_on="2020-01-01T00:00:00Z")).json()["id"]
    assert get(f"/payments/{payment}")["status"] == "Captured"


def test_a_payer_who_does_not_answer_within_fifteen_minutes(instance, post, get):
    payment = post("/payments", sandbox.payment(**{"3ds": {"enabled": True}})).json()["id"]
    instance.jump(15 * MINUTE + 1)
    now = shop.eventually(lambda: get(f"/payments/{payment}"), lambda now: now["status"] == "Declined", 10)
    assert now["actions"][0]["response_code"] == "20152"


def test_a_token_is_good_for_fifteen_minutes(instance, post):
    token = post("/tokens", sandbox.card(), key=sandbox.NAS_PUBLIC).json()["token"]
    instance.jump(15 * MINUTE + 1)
    answer = post("/payments", sandbox.payment(source={"type": "token", "token": token}))
    assert (answer.status_code, answer.json()["error_codes"]) == (422, ["token_expired"])


@pytest.fixture
def advance(instance):
    """Moves the merchant's own clock; the server's stays."""

    def advance(by):
        moved = Merchant.demo(instance.base).send(
            "POST", "/holdfast/v1/sandbox/clock", {"advance": by}, key="holdfast merchant"
        )
        assert moved.status_code == 200, moved.text

    return advance


def test_cards_and_their_tokens_end_by_the_merchants_clock(post, get, advance):
    soon = datetime.now(timezone.utc) + timedelta(days=1)
    card = sandbox.card(expiry_month=soon.month, expiry_year=soon.year)
    kept = post("/instruments", {"type": "token", "token": token(post, card)}).json()["id"]
    waiting = token(post, card)
    order = sandbox.payment(source=card)
    payment = post("/payments", order).json()["id"]
    advance("PT14M")
    assert post("/payments", sandbox.payment(source={"type": "token", "token": waiting})).status_code == 201
    waiting = token(post, card)
    advance("PT15M")
    late = post("/payments", sandbox.payment(source={"type": "token", "token": waiting}))
    assert late.json()["error_codes"] == ["token_expired"]
    advance("P3D")
    assert post(f"/payments/{payment}/captures", {"amount": 100}).status_code == 202
    advance("P29D")
    for source in (card, {"type": "id", "id": kept}):
        late = post("/payments", {**order, "source": source})
        assert (late.status_code, late.json()["error_type"]) == (422, "processing_error")
        assert late.json()["error_codes"] == ["card_expired"]
    assert post("/tokens", card, key=sandbox.NAS_PUBLIC).json()["error_codes"] == ["card_expired"]
    assert post("/instruments", card).json()["error_codes"] == ["card_expired"]


def test_a_card_tokens_end_is_told_by_the_merchants_clock(post, advance):
    advance("P10D")
    answer = post("/tokens", sandbox.card(), key=sandbox.NAS_PUBLIC).json()
    end = datetime.fromisoformat(answer["expires_on"])
    expected = datetime.now(timezone.utc) + timedelta(days=10, minutes=15)
    assert abs(end - expected) < timedelta(minutes=1)


def token(post, card):
    return post("/tokens", card, key=sandbox.NAS_PUBLIC).json()["token"]


def test_a_key_is_good_for_a_day(instance, post):
    key = {"Cko-Idempotency-Key": sandbox.key()}
    first = post("/payments", sandbox.payment(), headers=key).json()["id"]
    instance.jump(DAY - MINUTE)
    assert post("/payments", sandbox.payment(), headers=key).json()["id"] == first
    instance.jump(2 * MINUTE)
    assert post("/payments", sandbox.payment(), headers=key).json()["id"] != first


def test_an_access_token_is_good_for_an_hour(instance, post):
    form = {"grant_type": "client_credentials", "scope": "gateway"}
    answer = requests.post(instance.base + "/connect/token", data=form, auth=sandbox.CLIENT, timeout=20)
    bearer = f"Bearer {answer.json()['access_token']}"
    assert post("/payments", sandbox.payment(), key=bearer).status_code == 201
    instance.jump(61 * MINUTE)
    assert post("/payments", sandbox.payment(), key=bearer).status_code == 401
