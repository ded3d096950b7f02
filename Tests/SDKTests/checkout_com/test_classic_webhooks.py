"""Webhooks of the classic platform: registered, signed with the secret key, looked up and sent again."""

import hashlib
import hmac
import json

import pytest
import shop

from checkout_com import sandbox

TYPES = ["payment_approved", "payment_captured", "payment_voided", "payment_refunded"]


@pytest.fixture
def webhook(classic, receiver):
    """Registers a webhook; it is gone after the test."""
    made = []

    def register(**more):
        request = {"url": f"{receiver.base}/{sandbox.key()}", "event_types": TYPES, "content_type": "json"}
        made.append(classic.webhooks.register_webhook({**request, **more}))
        return made[-1]

    yield register
    for one in made:
        try:
            classic.webhooks.remove_webhook(one.id)
        except Exception as gone:
            assert "404" in str(gone)


def test_a_webhook_is_registered_told_changed_and_removed(classic, webhook, receiver, refused):
    made = webhook(headers={"authorization": "1234"})
    assert made.http_metadata.status_code == 201
    assert made.id.startswith("wh_") and len(made.id) == 35
    assert (made.active, made.event_types, made.headers.authorization) == (True, TYPES, "1234")
    assert classic.webhooks.retrieve_webhook(made.id).url == made.url
    assert made.id in [one.id for one in classic.webhooks.retrieve_webhooks().items]
    patched = classic.webhooks.patch_webhook(made.id, {"active": False})
    assert (patched.active, patched.url) == (False, made.url)
    put = classic.webhooks.update_webhook(made.id, {"url": receiver.base + "/put", "event_types": TYPES[:1]})
    assert (put.url, put.active, put.event_types) == (receiver.base + "/put", True, TYPES[:1])
    classic.webhooks.remove_webhook(made.id)
    refused(lambda: classic.webhooks.retrieve_webhook(made.id), 404)


def test_the_same_address_twice_is_a_conflict(classic, webhook, refused):
    made = webhook()
    refused(lambda: webhook(url=made.url), 409)
    other = webhook()
    request = {"url": made.url, "event_types": TYPES}
    for call in (classic.webhooks.update_webhook, classic.webhooks.patch_webhook):
        refused(lambda call=call: call(other.id, request), 409)
        assert call(made.id, request).url == made.url
    assert classic.webhooks.retrieve_webhook(other.id).url == other.url


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"url": None}, "url_required"), ({"url": "x"}, "url_invalid"), ({"event_types": None}, "event_types_required"),
        ({"event_types": ["x"]}, "event_types_invalid"), ({"event_types": []}, "event_types_invalid"),
        ({"content_type": "xml"}, "content_type_invalid"),
    ],
)
def test_a_webhook_is_refused(webhook, refused, change, code):
    refused(lambda: webhook(**change), 422, code)


def test_what_is_sent_is_signed_with_the_secret_key(classic, webhook, receiver, server):
    webhook(headers={"authorization": "1234"})
    made = classic.payments.request_payment(sandbox.payment(reference="K-1"))
    classic.payments.capture_payment(made.id, {"amount": 3500})
    arrivals = shop.eventually(lambda: list(receiver.arrivals), lambda found: len(found) == 2)
    for arrival in arrivals:
        expected = hmac.new(sandbox.CLASSIC.encode(), arrival.body, hashlib.sha256).hexdigest()
        assert arrival.headers["Cko-Signature"] == expected
        assert arrival.headers["authorization"] == "1234"
    approved, captured = [json.loads(arrival.body) for arrival in arrivals]
    assert (approved["type"], captured["type"]) == ("payment_approved", "payment_captured")
    assert captured["data"]["amount"] == 3500 and "balances" not in captured["data"]
    assert approved["_links"] == {
        "self": {"href": f"{server}/events/{approved['id']}"},
        "payment": {"href": f"{server}/payments/{made.id}"},
    }


def test_events_are_looked_up_and_sent_again(classic, send, webhook, receiver, refused):
    made = webhook()
    reference = sandbox.key()
    payment = classic.payments.request_payment(sandbox.payment(reference=reference, capture=True)).id
    shop.eventually(lambda: len(receiver.arrivals), lambda count: count == 2)
    for query in [{"payment_id": payment}, {"reference": reference}]:
        found = classic.events.retrieve_events(query)
        assert (found.total_count, [one.type for one in found.data]) == (2, ["payment_captured", "payment_approved"])
    window = f"/events?payment_id={payment}&from={found.data[1].created_on}&to={found.data[0].created_on}"
    assert send("GET", window, key=sandbox.CLASSIC).json()["total_count"] == 2
    for query in ["from=2999-01-01T00:00:00Z", "to=2000-01-01T00:00:00+00:00"]:
        assert send("GET", f"/events?payment_id={payment}&{query}", key=sandbox.CLASSIC).status_code == 204
    captured = found.data[0].id
    event = classic.events.retrieve_event(captured)
    assert (event.type, event.data.id) == ("payment_captured", payment)
    assert classic.events.retry_all_webhooks(captured).http_metadata.status_code == 202
    classic.events.retry_webhook(captured, made.id)
    arrivals = shop.eventually(lambda: list(receiver.arrivals), lambda found: len(found) == 4)
    assert len({arrival.body for arrival in arrivals[1:]}) == 1
    refused(lambda: classic.events.retrieve_event("evt_aaaaaaaaaaaaaaaaaaaaaaaaaa"), 404)
    refused(lambda: classic.events.retry_webhook(captured, "wh_" + "0" * 32), 404)


def test_no_events_are_204_and_a_bad_name_is_422(send, classic, refused):
    answer = send("GET", "/events?payment_id=pay_aaaaaaaaaaaaaaaaaaaaaaaaaa", key=sandbox.CLASSIC)
    assert (answer.status_code, answer.content) == (204, b"")
    refused(lambda: classic.events.retrieve_events({"payment_id": "x"}), 422, "payment_id_invalid")
    refused(lambda: classic.events.retrieve_events({"from": "x"}), 422, "from_invalid")


def test_event_types_are_told(classic):
    versions = classic.events.retrieve_all_event_types().items
    assert [version.version for version in versions] == ["1.0", "2.0"]
    [version] = classic.events.retrieve_all_event_types("2.0").items
    assert set(TYPES) <= set(version.event_types)
