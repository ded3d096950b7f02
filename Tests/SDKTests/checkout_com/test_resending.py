"""What is sent again because somebody asked: as durable as what an event brings with it, tried on the same schedule, and
told with its attempts. Both platforms."""

import json

import pytest
import requests
import shop
from server.receiver import status

from checkout_com import sandbox

NAS = f"Bearer {sandbox.NAS}"
MINUTE = 60


@pytest.fixture
def ask(instance):
    """Sends a request to the test's own server, and returns the JSON of its answer."""

    def ask(method, path, body=None, key=NAS, expect=(200, 201, 202, 204)):
        answer = requests.request(method, instance.base + path, json=body, headers={"Authorization": key}, timeout=20)
        assert answer.status_code in expect, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    return ask


@pytest.fixture
def workflow(ask, receiver):
    def make(*types):
        condition = {"type": "event", "events": {"gateway": list(types)}}
        action = {"type": "webhook", "url": receiver.base + "/hook", "signature": {"method": "HMACSHA256", "key": "k"}}
        body = {"name": "w", "conditions": [condition] if types else [], "actions": [action]}
        made = ask("POST", "/workflows", body)
        return ask("GET", f"/workflows/{made['id']}")

    return make


def events(ask, payment):
    return ask("GET", f"/workflows/events/subject/{payment}")["data"]


def test_an_event_is_sent_to_a_workflow_that_came_later(instance, ask, workflow, receiver):
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    made = workflow()
    [event] = events(ask, payment)
    assert ask("GET", f"/workflows/events/{event['id']}")["action_invocations"] == []
    path = f"/workflows/events/{event['id']}/actions/{made['actions'][0]['id']}"
    ask("GET", path, expect=(404,))
    ask("POST", f"/workflows/events/{event['id']}/workflow/{made['id']}/reflow")
    instance.quiet()
    [body] = receiver.bodies()
    assert (json.loads(body)["id"], json.loads(body)["data"]["id"]) == (event["id"], payment)
    told = ask("GET", path)
    assert (told["status"], told["action_type"], told["workflow_id"]) == ("successful", "webhook", made["id"])


def test_what_is_sent_again_in_vain_is_tried_on_schedule(instance, ask, workflow, receiver):
    made = workflow("payment_approved")
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    instance.quiet()
    [event] = events(ask, payment)
    path = f"/workflows/events/{event['id']}/actions/{made['actions'][0]['id']}"
    receiver.answer = status(500)
    ask("POST", f"/workflows/events/{event['id']}/reflow")
    told = shop.eventually(lambda: ask("GET", path), lambda now: len(now["action_invocations"]) == 2, 10)
    first, again = told["action_invocations"]
    assert (first["succeeded"], first["retry"], first["final"]) == (True, False, True)
    assert first["result_details"] == {"status_code": "200", "summary": "OK"}
    assert (again["succeeded"], again["retry"], again["final"]) == (False, False, False)
    assert again["result_details"] == {"status_code": "500", "summary": "Server Error"}
    assert first["invocation_id"] != again["invocation_id"]
    receiver.answer = status(200)
    instance.jump(5 * MINUTE + 1)
    told = shop.eventually(
        lambda: ask("GET", path), lambda now: [one["final"] for one in now["action_invocations"]][2:] == [True], 10
    )
    last = told["action_invocations"][2]
    assert (last["succeeded"], last["retry"], last["final"]) == (True, True, True)
    assert len(set(receiver.bodies())) == 1 and len(receiver.bodies()) == 3
    [invocation] = ask("GET", f"/workflows/events/{event['id']}")["action_invocations"]
    assert (invocation["workflow_action_id"], invocation["status"]) == (made["actions"][0]["id"], "successful")
    assert invocation["_links"]["self"]["href"] == instance.base + path


def test_one_that_never_succeeds_is_given_up_after_nine_attempts(instance, ask, workflow, receiver):
    receiver.answer = status(503)
    made = workflow("payment_approved")
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    [event] = events(ask, payment)
    path = f"/workflows/events/{event['id']}/actions/{made['actions'][0]['id']}"
    for number, minutes in enumerate([5, 10, 15, 30, 60, 240, 720, 720], 1):
        found = shop.eventually(lambda: ask("GET", path), lambda now: len(now["action_invocations"]) == number, 10)
        assert found["status"] == "pending"
        instance.jump(minutes * MINUTE + 1)
    told = shop.eventually(lambda: ask("GET", path), lambda now: now["status"] == "failed", 10)
    assert [one["final"] for one in told["action_invocations"]] == [False] * 8 + [True]


def test_what_was_asked_for_is_sent_after_a_crash(instance, ask, workflow, receiver):
    workflow("payment_approved")
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    instance.quiet()
    [event] = events(ask, payment)
    receiver.answer = receiver.hang
    ask("POST", f"/workflows/events/{event['id']}/reflow")
    instance.kill()
    receiver.answer = status(200)
    before = len(receiver.arrivals)
    instance.start()
    instance.quiet()
    assert len(receiver.arrivals) > before
    assert len(set(receiver.bodies())) == 1


def test_each_request_is_a_delivery_of_its_own(instance, ask, workflow, receiver):
    workflow("payment_approved")
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    [event] = events(ask, payment)
    for _ in range(7):
        ask("POST", f"/workflows/events/{event['id']}/reflow")
    instance.quiet()
    assert len(receiver.bodies()) == 8 and len(set(receiver.bodies())) == 1
    assert len(instance.outbox()) == 8


def test_both_halves_of_a_reversal_are_sent_again(instance, ask, workflow, receiver):
    workflow("payment_voided", "payment_refunded")
    payment = ask("POST", "/payments", sandbox.payment())["id"]
    ask("POST", f"/payments/{payment}/captures", {"amount": 4000, "capture_type": "NonFinal"})
    ask("POST", f"/payments/{payment}/reversals", {})
    for event in events(ask, payment):
        ask("POST", f"/workflows/events/{event['id']}/reflow")
    instance.quiet()
    assert sorted(json.loads(body)["type"] for body in receiver.bodies()) == ["payment_refunded"] * 2 + ["payment_voided"] * 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "event_ids_required"),
        ({"events": []}, "event_ids_required"),
        ({"events": ["pay_x"]}, "event_ids_invalid"),
        ({"events": "evt"}, "event_ids_invalid"),
        ({"subjects": [7]}, "subject_ids_invalid"),
        ({"subjects": ["pay_" + "a" * 26], "workflows": ["w"]}, "workflow_ids_invalid"),
    ],
)
def test_a_reflow_is_refused(send, body, code):
    answer = send("POST", "/workflows/events/reflow", body)
    assert (answer.status_code, answer.json()["error_codes"]) == (422, [code])


def test_a_reflow_of_nothing_is_404(send, nas, server):
    assert send("POST", "/workflows/events/reflow", {"subjects": ["pay_" + "a" * 26]}).status_code == 404
    payment = nas.payments.request_payment(sandbox.payment()).id
    unknown = {"subjects": [payment], "workflows": ["wf_" + "a" * 26]}
    assert send("POST", "/workflows/events/reflow", unknown).status_code == 404


def test_notifications_of_the_classic_platform(instance, ask, receiver):
    classic = sandbox.CLASSIC
    made = ask("POST", "/webhooks", {"url": receiver.base + "/one", "event_types": ["payment_approved"]}, classic)
    receiver.answer = status(400)
    payment = ask("POST", "/payments", sandbox.payment(), classic)["id"]
    shop.eventually(instance.attempts, lambda attempts: len(attempts) == 1, 10)
    event = ask("GET", f"/events?payment_id={payment}", key=classic)["data"][0]["id"]
    [summary] = ask("GET", f"/events/{event}", key=classic)["notifications"]
    assert (summary["url"], summary["success"]) == (receiver.base + "/one", False)
    assert summary["_links"]["self"]["href"] == f"{instance.base}/events/{event}/notifications/{summary['id']}"
    receiver.answer = status(200)
    ask("POST", f"/events/{event}/webhooks/{made['id']}/retry", key=classic)
    shop.eventually(instance.attempts, lambda attempts: len(attempts) == 2, 10)
    told = ask("GET", f"/events/{event}/notifications/{summary['id']}", key=classic)
    assert (told["id"], told["success"], told["content_type"]) == (summary["id"], True, "json")
    assert [(one["status_code"], one["send_mode"]) for one in told["attempts"]] == [(200, "Manual"), (400, "Automatic")]
    assert told["_links"]["retry"]["href"] == f"{instance.base}/events/{event}/webhooks/{made['id']}/retry"
    ask("GET", f"/events/{event}/notifications/ntf_{'a' * 26}", key=classic, expect=(404,))


def test_the_sdks_read_what_became_of_an_event(nas, classic, server, receiver, built):
    action = {"type": "webhook", "url": receiver.base + "/nas", "signature": {"method": "HMACSHA256", "key": "k"}}
    made = nas.workflows.create_workflow({"name": "w", "actions": [action]})
    hook = classic.webhooks.register_webhook({"url": receiver.base + "/abc", "event_types": ["payment_approved"]})
    try:
        payments = [shop_.payments.request_payment(sandbox.payment()).id for shop_ in (nas, classic)]
        shop.eventually(lambda: len(receiver.arrivals), lambda count: count == 2, 10)
        event = nas.workflows.get_subject_events(payments[0]).data[0].id
        part = nas.workflows.get_workflow(made.id).actions[0].id
        found = shop.eventually(
            lambda: nas.workflows.get_action_invocations(event, part), lambda now: now.status == "successful", 10
        )
        assert (found.event_id, found.workflow_action_id, len(found.action_invocations)) == (event, part, 1)
        event = classic.events.retrieve_events({"payment_id": payments[1]}).data[0].id
        [notification] = classic.events.retrieve_event(event).notifications
        found = shop.eventually(
            lambda: classic.events.retrieve_event_notification(event, notification.id), lambda now: now.success, 10
        )
        assert found.attempts[0].send_mode == "Automatic"
    finally:
        nas.workflows.remove_workflow(made.id)
        classic.webhooks.remove_webhook(hook.id)
