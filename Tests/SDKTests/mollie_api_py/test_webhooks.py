"""Next-generation webhooks with mollie-api-py: subscriptions, a test of the endpoint, and events."""

import hashlib
import hmac
import json

import pytest
import requests
import shop
from mollie import ClientSDK, models

from server.receiver import Receiver


@pytest.fixture
def token(server):
    security = models.Security(advanced_access_token=shop.ACCESS_TOKEN)
    with ClientSDK(server_url=server, security=security) as client:
        yield client


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def hook(token, receiver):
    wish = {"name": "Events", "url": receiver.base + "/hook", "event_types": ["payment.authorized"], "testmode": True}
    hook = token.webhooks.create(request_body=wish)
    yield hook
    token.webhooks.delete(webhook_id=hook.id, request_body={"testmode": True})


def test_a_subscription_is_made_listed_changed_and_deleted(token, receiver, hook, refused):
    assert (hook.status, hook.mode, len(hook.webhook_secret)) == ("enabled", "test", 32)
    read = token.webhooks.get(webhook_id=hook.id, testmode=True)
    assert (read.id, read.url, read.event_types) == (hook.id, receiver.base + "/hook", ["payment.authorized"])
    listed = token.webhooks.list(testmode=True).result
    assert [one.id for one in listed.embedded.webhooks] == [hook.id]
    changed = token.webhooks.update(webhook_id=hook.id, request_body={"name": "Renamed", "testmode": True})
    assert (changed.name, changed.event_types) == ("Renamed", ["payment.authorized"])
    second = token.webhooks.create(
        request_body={"name": "x", "url": "https://shop.example/", "event_types": "*", "testmode": True}
    )
    token.webhooks.delete(webhook_id=second.id, request_body={"testmode": True})
    assert token.webhooks.get(webhook_id=second.id, testmode=True).status == "deleted"
    again = lambda: token.webhooks.delete(webhook_id=second.id, request_body={"testmode": True})  # noqa: E731
    refused(again, 422, "This subscription was already deleted.")
    bad = {"name": "x", "url": "nowhere", "event_types": "*", "testmode": True}
    refused(lambda: token.webhooks.create(request_body=bad), 422, "Invalid URL provided", "url")


def test_what_is_sent_is_signed_and_read_again_as_an_event(token, client, payer, receiver, hook):
    payment = client.payments.create(payment_request=shop.card_payment())
    payer.approve(payment.id)
    shop.eventually(receiver.at, bool)
    [arrival] = receiver.at()
    signature = hmac.new(hook.webhook_secret.encode(), arrival.body, hashlib.sha256).hexdigest()
    assert arrival.headers["X-Mollie-Signature"] == "sha256=" + signature
    sent = json.loads(arrival.body)
    event = token.webhook_events.get(webhook_event_id=sent["id"], testmode=True)
    assert (event.id, event.webhook_event_types, event.entity_id) == (sent["id"], "payment.authorized", payment.id)
    assert event.embedded.entity.id == payment.id and event.embedded.entity.status == "authorized"


def test_an_endpoint_is_tested(token, receiver, hook):
    token.webhooks.test(webhook_id=hook.id, request_body={"testmode": True})
    shop.eventually(receiver.at, bool)
    assert json.loads(receiver.at()[0].body)["type"] == "hook.ping"


def test_a_form_as_curl_sends_it_subscribes_too(server):
    sent = {"name": "Form", "url": "https://shop.example/", "eventTypes": "payment.paid", "testmode": "true"}
    headers = {"Authorization": f"Bearer {shop.ACCESS_TOKEN}"}
    made = requests.post(f"{server}/v2/webhooks", data=sent, headers=headers, timeout=10)
    assert (made.status_code, made.json()["eventTypes"]) == (201, ["payment.paid"]), made.text
    gone = requests.delete(f"{server}/v2/webhooks/{made.json()['id']}?testmode=true", headers=headers, timeout=10)
    assert gone.status_code == 204
