"""Our own webhook endpoints: what they hear, how it is signed, and who may touch them."""

import pytest
import requests
import shop

from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials
from webhooks.desk import Desk, is_signed, message, signatures, types

WHOLE_LIFE = ["payment.created", "payment.authorized", "capture.pending", "capture.succeeded"]


def test_an_endpoint_hears_of_a_payments_whole_life_in_order(instance, desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook")
    assert endpoint["secret"].startswith("whsec_") and len(endpoint["secret"]) == 38
    payment = desk.merchant.authorized()
    capture = desk.merchant.capture(payment)
    arrivals = desk.heard(receiver, 4)
    assert types(receiver) == WHOLE_LIFE
    for arrival in arrivals:
        body = message(arrival)
        assert is_signed(arrival, endpoint["secret"])
        assert len(signatures(arrival)[1]) == 1
        assert set(body) == {"id", "type", "createdAt", "data"}
        assert arrival.headers["Holdfast-Event-Id"] == body["id"] and body["id"].startswith("evt_")
        assert arrival.headers["Holdfast-Event-Type"] == body["type"]
        assert arrival.headers["Content-Type"] == "application/json"
        assert body["data"]["payment"]["dialect"] == "mollie"
    assert len({message(arrival)["id"] for arrival in arrivals}) == 4
    created, authorized, pending, captured = [message(arrival)["data"] for arrival in arrivals]
    # Each as of its own event.
    assert [data["payment"]["status"] for data in (created, authorized, pending, captured)] == [
        "open", "authorized", "authorized", "captured",
    ]  # fmt: skip
    assert "operation" not in created
    assert authorized["operation"]["type"] == "authorization"
    assert pending["operation"]["state"] == "pending" and pending["payment"]["pendingCaptures"]["value"] == 1000
    assert captured["operation"]["type"] == "capture" and captured["operation"]["state"] == "succeeded"
    assert captured["operation"]["amount"] == {"value": 1000, "currency": "EUR"}
    assert captured["payment"] == desk.ask("GET", f"/payments/{payment['id']}")
    assert capture["status"] == "pending"
    assert instance.audit()


def test_a_filter_lets_through_what_it_names(desk, receiver):
    desk.endpoint(receiver.base + "/captures", ["capture.*"])
    desk.endpoint(receiver.base + "/one", ["payment.authorized"])
    payment = desk.merchant.authorized()
    desk.merchant.capture(payment)
    desk.heard(receiver, 2, "/captures")
    assert types(receiver, "/captures") == ["capture.pending", "capture.succeeded"]
    assert types(receiver, "/one") == ["payment.authorized"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "shop.example"}, "url"),
        ({"url": "ftp://shop.example/"}, "url"),
        ({"url": 5}, "url"),
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "https://shop.example/", "events": []}, "events"),
        ({"url": "https://shop.example/", "events": ["payment.paid"]}, "events"),
        ({"url": "https://shop.example/", "events": ["cap*"]}, "events"),
        ({"url": "https://shop.example/", "events": "*"}, "events"),
        ({"url": "https://shop.example/", "enabled": "yes"}, "enabled"),
        ({"url": "https://shop.example/", "secret": "mine"}, "secret"),
    ],
)
def test_what_is_wrong_is_refused_by_name_and_changes_nothing(desk, body, field):
    answer = desk.send("POST", "/webhook-endpoints", body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert desk.ask("GET", "/webhook-endpoints") == {"webhookEndpoints": []}


def test_an_endpoint_is_read_changed_and_deleted_and_its_secret_is_shown_once(desk, receiver):
    made = desk.endpoint(receiver.base + "/first", ["payment.created"])
    secret = made.pop("secret")
    assert desk.get(made) == made
    assert desk.ask("GET", "/webhook-endpoints") == {"webhookEndpoints": [made]}
    path = f"/webhook-endpoints/{made['id']}"
    changed = desk.ask("PATCH", path, {"url": receiver.base + "/second", "events": ["payment.created", "void.*"]})
    assert (changed["url"], changed["events"]) == (receiver.base + "/second", ["payment.created", "void.*"])
    assert "secret" not in changed
    assert desk.send("PATCH", path, {"url": "nowhere"}).json()["field"] == "url"
    assert desk.send("PATCH", path, {"dialect": "mollie"}).json()["field"] == "dialect"
    desk.merchant.create()
    [arrival] = desk.heard(receiver, 1)
    assert arrival.path == "/second" and is_signed(arrival, secret)
    assert desk.ask("DELETE", path, status=204) is None
    assert desk.send("GET", path).status_code == 404
    assert desk.send("DELETE", path).status_code == 404
    desk.merchant.create()
    assert desk.ask("GET", "/webhook-endpoints") == {"webhookEndpoints": []}
    assert len(receiver.at()) == 1


def test_an_endpoint_may_be_switched_off_and_on(desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    path = f"/webhook-endpoints/{endpoint['id']}"
    off = desk.ask("PATCH", path, {"enabled": False})
    assert (off["enabled"], off["disabledReason"]) == (False, "by the merchant")
    desk.merchant.create()
    assert desk.deliveries() == []
    assert desk.ask("PATCH", path, {"enabled": True})["enabled"] is True
    desk.merchant.create()
    desk.heard(receiver, 1)


def test_after_a_rotation_both_secrets_sign_until_the_overlap_is_over(desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    path = f"/webhook-endpoints/{endpoint['id']}/rotate-secret"
    for bad in ["soon", "P31D", 5, "-PT1H"]:
        assert desk.send("POST", path, {"overlap": bad}).json()["field"] == "overlap"
    rotated = desk.ask("POST", path, {"overlap": "PT24H"})
    old, new = endpoint["secret"], rotated["secret"]
    assert old != new and "secret" not in desk.get(endpoint)
    desk.merchant.create()
    [arrival] = desk.heard(receiver, 1)
    assert is_signed(arrival, old) and is_signed(arrival, new) and len(signatures(arrival)[1]) == 2
    desk.advance("PT24H")
    desk.merchant.create()
    arrival = desk.heard(receiver, 2)[1]
    assert is_signed(arrival, new) and not is_signed(arrival, old) and len(signatures(arrival)[1]) == 1
    at_once = desk.ask("POST", path, {"overlap": "PT0S"})["secret"]
    desk.merchant.create()
    arrival = desk.heard(receiver, 3)[2]
    assert is_signed(arrival, at_once) and not is_signed(arrival, new)


def test_endpoints_and_secrets_outlive_a_restart(instance, desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    rotated = desk.ask("POST", f"/webhook-endpoints/{endpoint['id']}/rotate-secret")
    before = desk.get(endpoint)
    instance.kill()
    again = Desk(Merchant.demo(instance.start().base))
    assert again.get(endpoint) == before
    again.merchant.create()
    [arrival] = again.heard(receiver, 1)
    assert is_signed(arrival, endpoint["secret"]) and is_signed(arrival, rotated["secret"])


def test_another_merchant_sees_and_hears_nothing(instance, desk, receiver):
    answer = requests.post(
        desk.merchant.base + "/holdfast/v1/merchants",
        json={"name": "Another shop"},
        headers={"Authorization": f"Bearer {DEMO_ADMINISTRATOR}"},
        timeout=30,
    )
    other = Desk(Merchant(desk.merchant.base, answered_credentials(answer)))
    endpoint = desk.endpoint(receiver.base + "/hook")
    payment = desk.merchant.create()
    other.merchant.create()
    desk.heard(receiver, 1)
    instance.quiet()
    [delivery] = desk.deliveries()
    for path in [f"/webhook-endpoints/{endpoint['id']}", f"/webhook-deliveries/{delivery['id']}"]:
        assert other.send("GET", path).status_code == 404
    assert other.send("PATCH", f"/webhook-endpoints/{endpoint['id']}", {"enabled": False}).status_code == 404
    assert other.send("DELETE", f"/webhook-endpoints/{endpoint['id']}").status_code == 404
    assert other.send("POST", f"/webhook-endpoints/{endpoint['id']}/rotate-secret").status_code == 404
    assert other.send("POST", f"/webhook-deliveries/{delivery['id']}/replay").status_code == 404
    assert other.send("POST", "/webhook-deliveries/replay", {"endpoint": endpoint["id"]}).status_code == 404
    assert other.ask("GET", "/webhook-endpoints") == {"webhookEndpoints": []}
    assert other.deliveries() == other.deliveries(payment=payment["id"]) == other.deliveries(endpoint=endpoint["id"])
    assert other.deliveries() == []
    assert len(receiver.at()) == 1
    assert requests.get(desk.merchant.base + "/holdfast/v1/webhook-endpoints", timeout=30).status_code == 401


def test_a_merchant_has_twenty_endpoints_at_most(desk):
    for number in range(20):
        desk.endpoint(f"https://shop.example/{number}", ["void.failed"])
    answer = desk.send("POST", "/webhook-endpoints", {"url": "https://shop.example/21"})
    assert answer.status_code == 409
    assert len(desk.ask("GET", "/webhook-endpoints")["webhookEndpoints"]) == 20


def test_no_secret_and_no_address_of_an_endpoint_is_written_in_the_clear(instance, desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/very-private-path", ["void.failed"])
    rotated = desk.ask("POST", f"/webhook-endpoints/{endpoint['id']}/rotate-secret")
    instance.stop()
    from server.test_secrets import told

    secrets = {"first": endpoint["secret"], "second": rotated["secret"], "address": "/very-private-path"}
    assert told(instance, secrets) == []
    instance.start()
    assert Desk(Merchant.demo(instance.base)).get(endpoint)["url"] == receiver.base + "/very-private-path"


def test_an_endpoint_that_fails_is_tried_again_and_hears_of_a_payment_in_order(desk, receiver):
    from server.receiver import status

    desk.freeze()
    desk.endpoint(receiver.base + "/hook")
    receiver.answer = status(500)
    payment = desk.merchant.authorized()
    # The second event waits for the first.
    desk.heard(receiver, 1)
    desk.advance("PT15S")
    assert types(receiver) == ["payment.created", "payment.created"]
    first, second = receiver.at()
    assert first.body == second.body and first.headers["Holdfast-Event-Id"] == second.headers["Holdfast-Event-Id"]
    receiver.answer = status(200)
    desk.advance("PT1M")
    assert types(receiver) == ["payment.created"] * 3 + ["payment.authorized"]
    [authorized, created] = desk.deliveries(payment=payment["id"])
    assert [authorized["state"], created["state"]] == ["delivered", "delivered"]
    assert [attempt["response"]["status"] for attempt in created["attempts"]] == [500, 500, 200]
    assert shop.API_KEY not in str(created)
