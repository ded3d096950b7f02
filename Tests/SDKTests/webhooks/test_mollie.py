"""Mollie's next-generation webhooks. Source: wire/mollie.md §10.2 and the vendor's OpenAPI file."""

import json
import re

import pytest
import shop

from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials, paid_at_once
from server.receiver import status
from webhooks.desk import Desk, by_hand

HOOK_ID = re.compile(r"hook_[1-9A-HJ-NP-Za-km-z]{22}")


class Hooks:
    """An application with an access token, in test mode."""

    def __init__(self, merchant):
        self.merchant = merchant

    def send(self, method, path="", body=None, testmode=True, **more):
        path = "/v2/webhooks" + path
        if method == "GET":
            glue = "&" if "?" in path else "?"
            return self.merchant.send(method, f"{path}{glue}testmode={str(testmode).lower()}", key="mollie access")
        return self.merchant.send(method, path, {"testmode": testmode, **(body or {})}, key="mollie access", **more)

    def make(self, url, types="*", name="Webhook #1", **more):
        answer = self.send("POST", "", {"name": name, "url": url, "eventTypes": types}, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def get(self, hook):
        answer = self.send("GET", "/" + hook["id"])
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def hooks(merchant):
    return Hooks(merchant)


def given(arrival):
    return [value for name, value in arrival.lines if name == "x-mollie-signature"]


def is_signed(arrival, secret):
    return "sha256=" + by_hand(secret, arrival.body) in given(arrival)


def told(receiver):
    return [json.loads(arrival.body) for arrival in receiver.at()]


def test_a_subscription_is_made_read_listed_changed_and_deleted(hooks, receiver):
    made = hooks.make(receiver.base + "/hook", ["payment.paid", "capture.succeeded"])
    assert HOOK_ID.fullmatch(made["id"])
    assert re.fullmatch(r"[A-Za-z0-9]{32}", made["webhookSecret"])
    assert {name: made[name] for name in ("resource", "url", "name", "status", "mode", "eventTypes")} == {
        "resource": "webhook",
        "url": receiver.base + "/hook",
        "name": "Webhook #1",
        "status": "enabled",
        "mode": "test",
        "eventTypes": ["payment.paid", "capture.succeeded"],
    }
    assert made["profileId"].startswith("pfl_") and re.search(r"\+00:00$", made["createdAt"])
    assert made["_links"]["documentation"]["href"] == "https://docs.mollie.com/reference/create-webhook"
    read = hooks.get(made)
    assert "webhookSecret" not in read and read["_links"]["self"]["href"].endswith(f"/{made['id']}?testmode=true")
    second = hooks.make(receiver.base + "/second", "payment.paid", "Webhook #2")
    assert second["eventTypes"] == ["payment.paid"]
    listed = hooks.send("GET").json()
    assert [hook["id"] for hook in listed["_embedded"]["webhooks"]] == [second["id"], made["id"]]
    assert listed["count"] == 2 and listed["_links"]["next"] is None
    page = hooks.send("GET", "?limit=1").json()
    assert page["count"] == 1 and f"from={made['id']}" in page["_links"]["next"]["href"]
    filtered = hooks.send("GET", "?eventTypes=capture.succeeded").json()["_embedded"]["webhooks"]
    assert [hook["id"] for hook in filtered] == [made["id"]]
    changed = hooks.send("PATCH", "/" + made["id"], {"name": "Renamed", "eventTypes": "*"})
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["eventTypes"]) == ("Renamed", ["*"])
    assert changed.json()["url"] == made["url"]
    gone = hooks.send("DELETE", "/" + made["id"])
    assert (gone.status_code, gone.content) == (204, b"")
    assert hooks.get(made)["status"] == "deleted"
    again = hooks.send("DELETE", "/" + made["id"])
    assert (again.status_code, again.json()["title"]) == (422, "Unprocessable entity")
    assert again.json()["detail"] == "This subscription was already deleted."
    assert hooks.send("POST", f"/{made['id']}/ping").status_code == 422
    assert hooks.send("GET").json()["count"] == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "https://shop.example/", "eventTypes": "*"}, "name"),
        ({"name": "x", "eventTypes": "*"}, "url"),
        ({"name": "x", "url": "shop.example", "eventTypes": "*"}, "url"),
        ({"name": "x", "url": "http://169.254.169.254/", "eventTypes": "*"}, "url"),
        ({"name": "x", "url": "https://shop.example/"}, "eventTypes"),
        ({"name": "x", "url": "https://shop.example/", "eventTypes": []}, "eventTypes"),
        ({"name": "x", "url": "https://shop.example/", "eventTypes": "payment.open"}, "eventTypes"),
        ({"name": "x", "url": "https://shop.example/", "eventTypes": ["*", 5]}, "eventTypes"),
        ({"name": 5, "url": "https://shop.example/", "eventTypes": "*"}, "name"),
        ({"name": "x", "url": "https://shop.example/", "eventTypes": "*", "secret": "s"}, "secret"),
    ],
)
def test_what_is_wrong_is_mollies_own_422_and_changes_nothing(hooks, body, field):
    answer = hooks.send("POST", "", body)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    if field == "url":
        assert (answer.json()["title"], answer.json()["detail"]) == ("Unprocessable entity", "Invalid URL provided")
    assert hooks.send("GET").json()["count"] == 0


def test_the_same_key_makes_one_subscription(instance, hooks):
    body = {"name": "x", "url": "https://shop.example/", "eventTypes": "*"}
    first = hooks.send("POST", "", body, headers={"Idempotency-Key": "k-1"})
    assert first.status_code == 201 and "Idempotent-Replayed" not in first.headers
    instance.kill()
    hooks.merchant.base = instance.start().base
    again = hooks.send("POST", "", body, headers={"Idempotency-Key": "k-1"})
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    for name in ("id", "webhookSecret", "createdAt"):
        assert again.json()[name] == first.json()[name]
    other = hooks.send("POST", "", {**body, "name": "y"}, headers={"Idempotency-Key": "k-1"})
    assert (other.status_code, other.json()["detail"]) == (400, "This Idempotency-Key has already been used.")
    bad = [hooks.send("POST", "", {"name": "y"}, headers={"Idempotency-Key": "k-2"}) for _ in range(2)]
    assert [answer.status_code for answer in bad] == [422, 422]
    assert bad[1].headers["Idempotent-Replayed"] == "true" and bad[0].json() == bad[1].json()
    assert hooks.send("GET").json()["count"] == 1


def test_live_mode_wants_https_but_for_loopback(hooks):
    body = {"name": "x", "url": "http://shop.example/", "eventTypes": "*"}
    assert hooks.send("POST", "", body, testmode=False).json()["detail"] == "Invalid URL provided"
    for url in ["https://shop.example/", "http://127.0.0.1:9/", "http://localhost:9/"]:
        assert hooks.make(url, testmode=False)["mode"] == "live"


@pytest.mark.parametrize(("testmode", "limit"), [(True, 2), (False, 3)])
def test_only_so_many_are_active_at_once(hooks, testmode, limit):
    made = [hooks.make("https://shop.example/", testmode=testmode) for _ in range(limit)]
    body = {"name": "x", "url": "https://shop.example/", "eventTypes": "*"}
    assert hooks.send("POST", "", body, testmode=testmode).status_code == 422
    assert hooks.send("DELETE", "/" + made[0]["id"], testmode=testmode).status_code == 204
    hooks.make("https://shop.example/", testmode=testmode)


def test_api_keys_may_not_and_tokens_need_the_permission(hooks, merchant):
    for path in ["/v2/webhooks", "/v2/webhooks/hook_B2EyhTH5N4KWUnoYPcgiHa"]:
        answer = merchant.send("GET", path)
        assert (answer.status_code, answer.json()["detail"]) == (403, "You are not allowed to use the Webhooks API.")
    assert merchant.send("GET", "/v2/events/event_x").status_code == 403
    assert merchant.send("GET", "/v2/webhooks", key="nobody").status_code == 401
    answer = hooks.send("GET", "/hook_B2EyhTH5N4KWUnoYPcgiH")
    assert answer.json()["detail"] == "No entity exists with token 'hook_B2EyhTH5N4KWUnoYPcgiH'"
    assert answer.status_code == 404


def test_a_whole_life_is_told_as_events_with_their_entities(hooks, desk, merchant, receiver):
    hook = hooks.make(receiver.base + "/hook")
    payment = merchant.authorized()
    capture = merchant.capture(payment)
    merchant.becomes(payment, "paid")
    refund = merchant.refund(payment, "4.00")
    desk.heard(receiver, 4)
    authorized, captured, paid, refunding = events = told(receiver)
    assert [event["type"] for event in events] == [
        "payment.authorized", "capture.succeeded", "payment.paid", "refund.pending",
    ]  # fmt: skip
    assert [event["entityId"] for event in events] == [payment["id"], capture["id"], payment["id"], refund["id"]]
    for arrival, event in zip(receiver.at(), events, strict=True):
        assert arrival.headers["Content-Type"] == "application/json"
        assert given(arrival) == ["sha256=" + by_hand(hook["webhookSecret"], arrival.body)]
        assert set(event) == {"resource", "id", "type", "entityId", "createdAt", "_embedded", "_links"}
        assert event["resource"] == "event" and event["id"].startswith("event_")
        assert event["_embedded"]["entity"]["id"] == event["entityId"]
        read = merchant.send("GET", f"/v2/events/{event['id']}?testmode=true", key="mollie access")
        assert read.status_code == 200 and read.json() == event
        link = event["_links"]["entity"]["href"].removeprefix(merchant.base)
        assert merchant.send("GET", link, key="mollie access").json()["id"] == event["entityId"]
    assert len({event["id"] for event in events}) == 4
    # Each as of its own event.
    assert [event["_embedded"]["entity"]["status"] for event in events] == [
        "authorized", "succeeded", "paid", "pending",
    ]  # fmt: skip
    assert captured["_embedded"]["entity"]["amount"] == shop.eur("10.00")
    assert merchant.send("GET", f"/v2/events/{paid['id']}", key="mollie access").status_code == 404, "another mode"
    # A refund that is canceled has no entity any more.
    merchant.send("DELETE", f"/v2/payments/{payment['id']}/refunds/{refund['id']}")
    desk.heard(receiver, 5)
    canceled = told(receiver)[4]
    assert canceled["type"] == "refund.canceled" and "_embedded" not in canceled
    assert refunding["entityId"] == canceled["entityId"] and authorized["createdAt"] <= canceled["createdAt"]


def test_a_refund_is_told_on_its_way_and_at_its_end(hooks, desk, merchant, receiver):
    hooks.make(receiver.base + "/hook", ["refund.processing", "refund.refunded"])
    payment = merchant.authorized()
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    merchant.refund(payment, "4.00")
    desk.advance("P3D")
    desk.heard(receiver, 2)
    assert [event["type"] for event in told(receiver)] == ["refund.processing", "refund.refunded"]
    assert [event["_embedded"]["entity"]["status"] for event in told(receiver)] == ["processing", "refunded"]


def test_a_canceled_refund_is_told_to_subscriptions_alone(hooks, desk, merchant, receiver):
    hooks.make(receiver.base + "/hook", ["refund.canceled", "refund.pending"])
    payment = merchant.authorized(webhookUrl=receiver.base + "/classic")
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    refund = merchant.refund(payment, "4.00")
    merchant.send("DELETE", f"/v2/payments/{payment['id']}/refunds/{refund['id']}")
    desk.heard(receiver, 2, "/hook")
    assert [json.loads(arrival.body)["type"] for arrival in receiver.at("/hook")][-1] == "refund.canceled"
    # The classic one tells of the authorization and the capture, then of the next refund on its way.
    merchant.refund(payment, "5.00")
    desk.advance("PT3H")
    shop.eventually(lambda: len(receiver.at("/classic")), lambda count: count >= 3, 20)
    classic = [delivery for delivery in desk.deliveries(payment=payment["id"]) if "url" in delivery]
    assert len(classic) == 3


def test_endings_have_mollies_words(hooks, desk, merchant, receiver):
    hooks.make(receiver.base + "/hook", [f"payment.{word}" for word in ("failed", "canceled", "expired")])
    merchant.payer(merchant.create(), "decline")
    desk.heard(receiver, 1)
    merchant.payer(merchant.create(), "abandon")
    desk.heard(receiver, 2)
    released = merchant.authorized()
    merchant.send("POST", f"/v2/payments/{released['id']}/release-authorization")
    desk.heard(receiver, 3)
    assert [event["type"] for event in told(receiver)] == ["payment.failed", "payment.expired", "payment.canceled"]


def test_a_capture_at_once_that_is_refused_is_a_failure_told_once(hooks, desk, merchant, receiver):
    hooks.make(receiver.base + "/hook")
    payment = merchant.create(paid_at_once(webhookUrl=receiver.base + "/classic"))
    merchant.payer(payment, "approve", instrument={"script": {"capture": "declined"}})
    [arrival] = desk.heard(receiver, 1, "/hook")
    event = json.loads(arrival.body)
    assert (event["type"], event["_embedded"]["entity"]["status"]) == ("payment.failed", "failed")
    desk.heard(receiver, 1, "/classic")
    # That the hold ends later is no news.
    desk.advance("P31D")
    assert merchant.get(payment)["status"] == "failed"
    assert merchant.get(payment)["failedAt"] == event["_embedded"]["entity"]["failedAt"]
    assert len(desk.deliveries(payment=payment["id"])) == 2


def test_only_the_own_mode_and_the_wanted_types_are_told_and_classic_webhooks_stay(hooks, desk, merchant, receiver):
    hooks.make(receiver.base + "/test", "payment.authorized")
    hooks.make(receiver.base + "/live", testmode=False)
    payment = merchant.authorized(webhookUrl=receiver.base + "/classic")
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    desk.heard(receiver, 1, "/test")
    shop.eventually(lambda: len(receiver.at("/classic")), lambda count: count >= 2, 20)
    assert set(receiver.bodies("/classic")) == {f"id={payment['id']}"}
    assert not any(given(arrival) for arrival in receiver.at("/classic"))
    assert receiver.at("/live") == []


def test_a_ping_is_an_event_to_that_subscription_alone(hooks, desk, merchant, receiver):
    first = hooks.make(receiver.base + "/first", "payment.paid")
    hooks.make(receiver.base + "/second")
    answer = hooks.send("POST", f"/{first['id']}/ping")
    assert (answer.status_code, answer.content) == (202, b"")
    [arrival] = desk.heard(receiver, 1)
    assert arrival.path == "/first" and is_signed(arrival, first["webhookSecret"])
    [event] = told(receiver)
    assert (event["resource"], event["type"], event["entityId"]) == ("event", "hook.ping", first["id"])
    path = f"/v2/events/{event['id']}"
    assert merchant.send("GET", path + "?testmode=true", key="mollie access").json() == event
    assert merchant.send("GET", path, key="mollie access").status_code == 404, "another mode"
    [delivery] = desk.deliveries()
    assert "payment" not in delivery and delivery["attempts"][0]["request"]["body"].encode() == arrival.body


def test_the_same_key_pings_once(hooks, desk, receiver):
    hook = hooks.make(receiver.base + "/hook")
    keyed = {"Idempotency-Key": "p-1"}
    first, again = (hooks.send("POST", f"/{hook['id']}/ping", headers=keyed) for _ in range(2))
    assert (first.status_code, again.status_code, again.content) == (202, 202, b"")
    assert "Idempotent-Replayed" not in first.headers and again.headers["Idempotent-Replayed"] == "true"
    other = hooks.send("POST", f"/{hook['id']}/ping", {"x": 1}, headers=keyed)
    assert (other.status_code, other.json()["detail"]) == (400, "This Idempotency-Key has already been used.")
    hooks.send("POST", f"/{hook['id']}/ping", headers={"Idempotency-Key": "p-2"})
    desk.heard(receiver, 2)
    assert len({event["id"] for event in told(receiver)}) == 2
    assert len(desk.deliveries()) == 2
    assert hooks.send("DELETE", "/" + hook["id"]).status_code == 204
    assert hooks.send("POST", f"/{hook['id']}/ping", headers=keyed).status_code == 202, "as it was answered before"


def test_after_a_rotation_two_signatures_are_sent_for_a_day(hooks, desk, merchant, receiver):
    hook = hooks.make(receiver.base + "/hook", "payment.authorized")
    [endpoint] = desk.ask("GET", "/webhook-endpoints")["webhookEndpoints"]
    assert endpoint["dialect"] == "mollie" and endpoint["url"] == hook["url"]
    rotated = desk.ask("POST", f"/webhook-endpoints/{endpoint['id']}/rotate-secret")["secret"]
    assert re.fullmatch(r"[A-Za-z0-9]{32}", rotated)
    merchant.authorized()
    [arrival] = desk.heard(receiver, 1)
    assert len(given(arrival)) == 2, "two header lines"
    assert is_signed(arrival, rotated) and is_signed(arrival, hook["webhookSecret"])
    desk.advance("P1D")
    merchant.authorized()
    arrival = desk.heard(receiver, 2)[1]
    assert given(arrival) == ["sha256=" + by_hand(rotated, arrival.body)]


def test_a_hook_that_fails_for_a_day_is_blocked(hooks, desk, merchant, receiver):
    desk.freeze()
    hook = hooks.make(receiver.base + "/hook", "payment.authorized")
    desk.endpoint(receiver.base + "/own", ["webhook_endpoint.disabled"])

    def answer(handler, arrival):
        status(500 if arrival.path == "/hook" else 200)(handler, arrival)

    receiver.answer = answer
    merchant.authorized()
    desk.heard(receiver, 1, "/hook")
    desk.advance("PT25H")
    assert hooks.get(hook)["status"] == "enabled" and len(receiver.at("/hook")) == 9
    desk.advance("PT2H")
    assert len(receiver.at("/hook")) == 10
    assert hooks.get(hook)["status"] == "blocked"
    desk.heard(receiver, 1, "/own")
    assert json.loads(receiver.at("/own")[0].body)["data"]["webhookEndpoint"]["dialect"] == "mollie"
    # It is let go on as in the dashboard.
    [own, *_] = [end for end in desk.ask("GET", "/webhook-endpoints")["webhookEndpoints"] if end["dialect"] == "mollie"]
    desk.ask("PATCH", f"/webhook-endpoints/{own['id']}", {"enabled": True})
    assert hooks.get(hook)["status"] == "enabled"
    desk.ask("PATCH", f"/webhook-endpoints/{own['id']}", {"enabled": False})
    assert hooks.get(hook)["status"] == "disabled"
    assert desk.send("PATCH", f"/webhook-endpoints/{own['id']}", {"url": "https://x.example/"}).status_code == 400
    assert desk.send("DELETE", f"/webhook-endpoints/{own['id']}").status_code == 409


def test_another_merchant_has_nothing_to_do_with_it(hooks, desk, merchant, receiver):
    made = merchant.send("POST", "/holdfast/v1/merchants", {"name": "Another shop"}, key=DEMO_ADMINISTRATOR)
    other = Merchant(merchant.base, answered_credentials(made))
    hook = hooks.make(receiver.base + "/hook")
    payment = merchant.authorized()
    desk.heard(receiver, 1)
    [event] = told(receiver)
    others = Hooks(other)
    assert others.send("GET").json()["count"] == 0
    for method in ("GET", "PATCH", "DELETE"):
        assert others.send(method, "/" + hook["id"]).status_code == 404
    assert others.send("POST", f"/{hook['id']}/ping").status_code == 404
    read = other.send("GET", f"/v2/events/{event['id']}?testmode=true", key="mollie access")
    assert read.status_code == 404
    other.authorized()
    assert Desk(other).deliveries(payment=payment["id"]) == []
    assert len(receiver.at()) == 1
