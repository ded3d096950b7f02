"""Looking back at deliveries, sending them again, and endpoints that fail for long."""

import pytest

from server.receiver import status
from webhooks.desk import is_signed, message, types


def say(code, text):
    def answer(handler, arrival):
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        handler.wfile.write(text)

    return answer


def test_a_delivery_shows_every_attempt_as_it_was_sent_and_answered(desk, receiver):
    desk.freeze()
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    receiver.answer = say(503, b"come back later")
    payment = desk.merchant.create(webhookUrl=receiver.base + "/classic")
    desk.heard(receiver, 1)
    [delivery] = desk.deliveries(state="pending")
    assert desk.ask("GET", f"/webhook-deliveries/{delivery['id']}") == delivery
    assert delivery["endpoint"] == endpoint["id"] and delivery["event"] == 1
    assert delivery["nextAttemptAt"]
    receiver.answer = say(200, b"thanks")
    desk.advance("PT15S")
    [delivery] = desk.deliveries()
    assert delivery["state"] == "delivered" and "nextAttemptAt" not in delivery
    for attempt, arrival, answer in zip(
        delivery["attempts"], receiver.at(), [(503, "come back later"), (200, "thanks")], strict=True
    ):
        assert (attempt["response"]["status"], attempt["response"]["body"]) == answer
        assert attempt["request"]["url"] == receiver.base + "/hook"
        assert attempt["request"]["body"].encode() == arrival.body
        for header in attempt["request"]["headers"]:
            assert (header["name"].lower(), header["value"]) in arrival.lines
        assert {"holdfast-signature", "content-type"} <= {h["name"].lower() for h in attempt["request"]["headers"]}
        assert attempt["duration"].startswith("PT0.")
    assert [attempt["number"] for attempt in delivery["attempts"]] == [1, 2]
    # Of an endpoint nobody listens at there is no answer, but a reason.
    desk.ask("PATCH", f"/webhook-endpoints/{endpoint['id']}", {"url": "http://127.0.0.1:9/"})
    desk.merchant.create()
    desk.advance("PT1S")
    [newest] = desk.deliveries(state="pending")
    assert newest["attempts"][0]["error"] and "response" not in newest["attempts"][0]
    assert [entry["id"] for entry in desk.deliveries()] == [newest["id"], delivery["id"]]
    assert desk.deliveries(payment=payment["id"]) == [delivery]
    assert desk.deliveries(limit=1) == [newest]


@pytest.mark.parametrize(
    ("query", "field"),
    [("state=lost", "state"), ("limit=0", "limit"), ("limit=x", "limit"), ("payment=5", "payment"), ("a=b", "a")],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(desk, query, field):
    answer = desk.send("GET", f"/webhook-deliveries?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize("name", ["x", "del_x", "del_1111111111111111111111_1_a", "del_2ChFfFz5XiT5u5zoh3ZNjU_1_0"])
def test_a_delivery_that_is_not_there_is_not_found(desk, name):
    assert desk.send("GET", f"/webhook-deliveries/{name}").status_code == 404
    assert desk.send("POST", f"/webhook-deliveries/{name}/replay").status_code == 404


def test_a_delivery_is_sent_once_more_with_the_same_event_id_and_a_fresh_signature(desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    desk.merchant.create()
    [first] = desk.heard(receiver, 1)
    [delivery] = desk.deliveries(state="delivered")
    rotated = desk.ask("POST", f"/webhook-endpoints/{endpoint['id']}/rotate-secret", {"overlap": "PT0S"})
    desk.ask("POST", f"/webhook-deliveries/{delivery['id']}/replay", status=202)
    second = desk.heard(receiver, 2)[1]
    assert first.body == second.body and first.headers["Holdfast-Event-Id"] == second.headers["Holdfast-Event-Id"]
    assert is_signed(second, rotated["secret"]) and not is_signed(second, endpoint["secret"])
    [after] = desk.deliveries()
    assert [attempt["number"] for attempt in after["attempts"]] == [1, 2]


def test_a_classic_webhook_is_shown_and_replayed_too(desk, receiver):
    payment = desk.merchant.authorized(webhookUrl=receiver.base + "/classic")
    desk.heard(receiver, 1)
    [delivery] = desk.deliveries(payment=payment["id"], state="delivered")
    assert delivery["url"] == receiver.base + "/classic"
    assert delivery["attempts"][0]["request"]["body"] == f"id={payment['id']}"
    desk.ask("POST", f"/webhook-deliveries/{delivery['id']}/replay", status=202)
    desk.heard(receiver, 2)
    assert receiver.bodies() == [f"id={payment['id']}"] * 2


def test_everything_that_an_endpoint_never_got_is_replayed_in_order(instance, desk, receiver):
    desk.freeze()
    endpoint = desk.endpoint(receiver.base + "/hook")
    receiver.answer = status(500)
    payments = [desk.merchant.authorized() for _ in range(3)]
    desk.heard(receiver, 3)
    desk.ask("PATCH", f"/webhook-endpoints/{endpoint['id']}", {"enabled": False})
    assert len(desk.deliveries(state="failed")) == 6 and desk.deliveries(state="pending") == []
    refused = desk.send("POST", "/webhook-deliveries/replay", {"endpoint": endpoint["id"]})
    assert refused.status_code == 409
    receiver.answer = status(200)
    receiver.arrivals.clear()
    desk.ask("PATCH", f"/webhook-endpoints/{endpoint['id']}", {"enabled": True})
    replayed = desk.ask("POST", "/webhook-deliveries/replay", {"endpoint": endpoint["id"]}, 202)
    assert replayed == {"replayed": 6}
    desk.heard(receiver, 6)
    instance.quiet()
    names = [desk.ask("GET", f"/payments/{payment['id']}")["id"] for payment in payments]
    for name in names:
        told = [message(arrival) for arrival in receiver.at()]
        own = [body["type"] for body in told if body["data"]["payment"]["id"] == name]
        assert own == ["payment.created", "payment.authorized"]
    assert len(desk.deliveries(state="delivered")) == 6
    assert desk.ask("POST", "/webhook-deliveries/replay", {"endpoint": endpoint["id"]}, 202) == {"replayed": 0}


def test_an_endpoint_that_fails_for_three_days_is_disabled_and_the_others_hear_of_it(instance, desk, receiver):
    desk.freeze()
    failing = desk.endpoint(receiver.base + "/failing", ["payment.*"])
    desk.endpoint(receiver.base + "/watching", ["webhook_endpoint.disabled"])

    def answer(handler, arrival):
        status(500 if arrival.path == "/failing" else 200)(handler, arrival)

    receiver.answer = answer
    payment = desk.merchant.authorized()
    desk.heard(receiver, 1, "/failing")
    desk.advance("P3D")
    state = desk.get(failing)
    assert state["enabled"] is False and "failed in a row" in state["disabledReason"]
    [told] = desk.heard(receiver, 1, "/watching")
    assert message(told)["type"] == "webhook_endpoint.disabled"
    assert message(told)["data"]["webhookEndpoint"] == {
        "id": failing["id"],
        "dialect": "holdfast",
        "url": receiver.base + "/failing",
        "disabledReason": state["disabledReason"],
    }
    # What waited is given up, and says so.
    authorized, created = desk.deliveries(payment=payment["id"])
    assert [authorized["state"], created["state"]] == ["failed", "failed"]
    assert "disabled" in authorized["attempts"][-1]["error"] and "request" not in authorized["attempts"][-1]
    assert len(created["attempts"]) <= 20
    count = len(receiver.at("/failing"))
    desk.merchant.create()
    desk.advance("P7D")
    assert len(receiver.at("/failing")) == count
    # Enabled again, it hears of what is new.
    receiver.answer = status(200)
    desk.ask("PATCH", f"/webhook-endpoints/{failing['id']}", {"enabled": True})
    assert "failing" not in desk.get(failing)
    desk.merchant.create()
    # The attempt that disabled it was written down as given up.
    desk.heard(receiver, count + 1, "/failing", recorded=False)
    assert types(receiver, "/failing")[-1] == "payment.created"
    assert instance.audit()


def test_a_burst_of_failures_in_a_short_outage_disables_nothing(desk, receiver):
    desk.freeze()
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    receiver.answer = status(500)
    for _ in range(25):
        desk.merchant.create()
    desk.heard(receiver, 25)
    desk.advance("PT1S")
    assert desk.get(endpoint)["failing"]["attempts"] == 25
    assert desk.get(endpoint)["enabled"] is True
    # But it does once the outage has lasted an hour.
    desk.advance("PT2H")
    assert desk.get(endpoint)["enabled"] is False


def test_one_success_ends_a_row_of_failures(desk, receiver):
    desk.freeze()
    endpoint = desk.endpoint(receiver.base + "/hook", ["payment.created"])
    receiver.answer = status(500)
    desk.merchant.create()
    desk.heard(receiver, 1)
    desk.advance("PT10M")
    assert desk.get(endpoint)["failing"]["attempts"] == 5
    receiver.answer = status(200)
    desk.advance("PT10M")
    assert "failing" not in desk.get(endpoint)
