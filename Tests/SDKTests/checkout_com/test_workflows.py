"""Webhooks of the current platform: workflows, what they send, and what can be looked up and sent again."""

import hashlib
import hmac
import json

import pytest
import shop

from checkout_com import sandbox

KEY = "8V8x0dLK%AyD*DNS8JJr"


@pytest.fixture
def workflow(nas, receiver):
    """Makes a workflow for some events, or for all; it is gone after the test."""
    made = []

    def make(*types, **more):
        request = {
            "name": "Tests",
            "active": True,
            "conditions": [{"type": "event", "events": {"gateway": list(types)}}] if types else [],
            "actions": [
                {
                    "type": "webhook",
                    "url": receiver.base + "/hook",
                    "headers": {"Authorization": "shop-secret"},
                    "signature": {"method": "HMACSHA256", "key": KEY},
                }
            ],
            **more,
        }
        made.append(nas.workflows.create_workflow(request))
        return made[-1]

    yield make
    for one in made:
        try:
            nas.workflows.remove_workflow(one.id)
        except Exception as gone:
            assert "404" in str(gone)


@pytest.fixture
def heard(receiver):
    """Waits for so many webhooks about a payment, and returns their bodies in the order of their coming."""

    def wait(payment, count):
        def bodies():
            return [body for body in map(json.loads, receiver.bodies()) if body["data"]["id"] == payment]

        return shop.eventually(bodies, lambda found: len(found) >= count, 10)

    return wait


def test_a_workflow_is_made_told_changed_and_forgotten(nas, workflow, receiver, refused):
    made = workflow("payment_approved", "payment_captured")
    assert made.http_metadata.status_code == 201 and made.id.startswith("wf_")
    read = nas.workflows.get_workflow(made.id)
    assert (read.name, read.active) == ("Tests", True)
    [condition], [action] = read.conditions, read.actions
    assert condition.events.gateway == ["payment_approved", "payment_captured"]
    assert (action.url, action.headers.Authorization) == (receiver.base + "/hook", "shop-secret")
    assert (action.signature.method, action.signature.key) == ("HMACSHA256", KEY)
    assert made.id in [one.id for one in nas.workflows.get_workflows().data]
    changed = nas.workflows.update_workflow(made.id, {"name": "Other", "active": False})
    assert (changed.name, changed.active) == ("Other", False)
    more = nas.workflows.add_workflow_action(made.id, {"type": "webhook", "url": receiver.base + "/two"})
    set_ = nas.workflows.update_workflow_action(made.id, more.id, {"type": "webhook", "url": receiver.base + "/three"})
    assert set_.http_metadata.status_code == 200
    assert [one.url for one in nas.workflows.get_workflow(made.id).actions][1] == receiver.base + "/three"
    nas.workflows.remove_workflow_action(made.id, more.id)
    other = {"type": "event", "events": {"gateway": ["payment_voided"]}}
    added = nas.workflows.add_workflow_condition(made.id, other)
    assert nas.workflows.update_workflow_condition(made.id, added.id, other).http_metadata.status_code == 200
    nas.workflows.remove_workflow_condition(made.id, added.id)
    read = nas.workflows.get_workflow(made.id)
    assert (len(read.actions), len(read.conditions)) == (1, 1)
    assert nas.workflows.remove_workflow(made.id).http_metadata.status_code == 204
    refused(lambda: nas.workflows.get_workflow(made.id), 404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"actions": []}, "workflow_actions_required"),
        ({"actions": [{"type": "webhook"}]}, "url_required"),
        ({"actions": [{"type": "webhook", "url": "nowhere"}]}, "url_invalid"),
        ({"actions": [{"type": "webhook", "url": "http://169.254.169.254/"}]}, "url_invalid"),
        ({"actions": [{"type": "webhook", "url": "http://a.b/", "headers": {"A": "b\r\nC: d"}}]}, "headers_invalid"),
        ({"actions": [{"type": "mail", "url": "http://a.b/"}]}, "workflow_action_type_invalid"),
        ({"conditions": [{"type": "weather"}]}, "workflow_condition_type_invalid"),
        ({"conditions": [{"type": "event", "events": []}]}, "workflow_condition_events_invalid"),
        ({"conditions": [{"type": "event", "events": {"gateway": ["x" * 17_000]}}]}, "workflow_condition_events_invalid"),
        ({"conditions": "all"}, "workflow_conditions_invalid"),
    ],
)
def test_a_workflow_is_refused(workflow, refused, change, code):
    refused(lambda: workflow("payment_approved", **change), 422, code)


def test_what_is_sent_is_signed_and_says_what_happened(nas, server, workflow, heard, receiver):
    workflow()
    made = nas.payments.request_payment(
        sandbox.payment(
            amount=1000, reference="W-1", metadata={"k": "v"},
            source=sandbox.card(billing_address={"address_line1": "Street 1", "city": "London", "country": "GB"}),
        )
    )
    capture = nas.payments.capture_payment(made.id, {"amount": 400, "reference": "C-1"})
    approved, captured = heard(made.id, 2)
    arrival = next(one for one in receiver.arrivals if made.id in one.body.decode())
    expected = hmac.new(KEY.encode(), arrival.body, hashlib.sha256).hexdigest()
    assert arrival.headers["Cko-Signature"] == expected
    assert arrival.headers["Content-Type"] == "application/json"
    assert arrival.headers["Authorization"] == "shop-secret"
    assert (approved["type"], captured["type"]) == ("payment_approved", "payment_captured")
    assert approved["id"].startswith("evt_") and len({approved["id"], captured["id"]}) == 2
    data = approved["data"]
    assert (data["action_id"], data["amount"], data["currency"]) == (made.action_id, 1000, "USD")
    assert (data["reference"], data["metadata"], data["auth_code"]) == ("W-1", {"k": "v"}, made.auth_code)
    assert (data["source"]["scheme"], data["source"]["last_4"]) == ("VISA", "4242")
    assert data["source"]["billing_address"] == {"line1": "Street 1", "town_city": "London", "country": "GB"}
    assert data["balances"]["available_to_capture"] == 1000
    assert data["event_links"]["capture"] == f"{server}/payments/{made.id}/captures"
    data = captured["data"]
    assert (data["action_id"], data["amount"], data["reference"]) == (capture.action_id, 400, "C-1")
    assert (data["balances"]["total_captured"], data["balances"]["total_voided"]) == (400, 600)
    assert data["balances"]["available_to_capture"] == 0
    assert set(data["event_links"]) == {"payment", "payment_actions", "refund"}
    assert captured["_links"]["self"]["href"] == f"{server}/workflows/events/{captured['id']}"


def test_each_thing_that_happens_has_its_event(nas, workflow, heard, payer):
    workflow()
    pay = nas.payments

    def story(*steps, **order):
        made = pay.request_payment(sandbox.payment(amount=1000, **order))
        for step in steps:
            step(made.id)
        return made.id

    def types(payment, count):
        return [body["type"].removeprefix("payment_") for body in heard(payment, count)]

    assert types(story(capture=True), 2) == ["approved", "captured"]
    assert types(story(pay.void_payment), 2) == ["approved", "voided"]
    assert types(story(pay.capture_payment, pay.refund_payment), 3) == ["approved", "captured", "refunded"]
    assert types(story(source=sandbox.card("4024007181869214")), 1) == ["declined"]
    part = {"amount": 400, "capture_type": "NonFinal"}
    both = story(lambda one: pay.capture_payment(one, part), pay.reverse_payment)
    assert sorted(types(both, 4)) == ["approved", "captured", "refunded", "voided"]
    stubborn = story(pay.capture_payment, pay.void_payment, source=sandbox.card("4273149019799094"))
    assert types(stubborn, 3) == ["approved", "capture_declined", "void_declined"]
    more = story(lambda one: pay.increment_payment_authorization(one, {"amount": 1}), authorization_type="Estimated")
    assert types(more, 2) == ["approved", "authorization_incremented"]
    verified = pay.request_payment(sandbox.payment(amount=0)).id
    assert types(verified, 1) == ["card_verified"]
    three = {"3ds": {"enabled": True}}
    assert types(story(lambda one: payer.approve(one), **three), 2) == ["pending", "approved"]
    assert types(story(lambda one: payer.decline(one), **three), 2) == ["pending", "declined"]


def test_only_what_was_asked_for_is_sent(nas, workflow, heard, receiver):
    workflow("payment_captured")
    made = nas.payments.request_payment(sandbox.payment(capture=True))
    assert [body["type"] for body in heard(made.id, 1)] == ["payment_captured"]
    assert len(receiver.arrivals) == 1


def test_another_sources_events_are_taken_and_never_sent(nas, workflow, heard, receiver):
    events = {"card_payout": ["payment_approved"], "dispute": ["dispute_won"]}
    silent = workflow(conditions=[{"type": "event", "events": events}])
    [condition] = nas.workflows.get_workflow(silent.id).conditions
    assert vars(condition.events).keys() == events.keys()
    workflow("payment_captured")
    made = nas.payments.request_payment(sandbox.payment(capture=True))
    assert [body["type"] for body in heard(made.id, 1)] == ["payment_captured"]
    assert len(receiver.arrivals) == 1


def test_a_workflow_made_after_the_payment_hears_of_its_capture(nas, workflow, heard):
    made = nas.payments.request_payment(sandbox.payment())
    workflow()
    nas.payments.capture_payment(made.id)
    assert [body["type"] for body in heard(made.id, 1)] == ["payment_captured"]


def test_an_inactive_workflow_hears_nothing(nas, workflow, receiver, heard):
    silent = workflow(active=False)
    workflow("payment_approved")
    made = nas.payments.request_payment(sandbox.payment())
    assert len(heard(made.id, 1)) == 1
    assert nas.workflows.get_workflow(silent.id).active is False
    assert len(receiver.arrivals) == 1


def test_events_are_looked_up_and_sent_again(nas, workflow, heard, receiver, refused):
    made = workflow()
    payment = nas.payments.request_payment(sandbox.payment(capture=True)).id
    [approved, captured] = heard(payment, 2)
    subject = nas.workflows.get_subject_events(payment).data
    assert [(event.id, event.type) for event in subject] == [
        (approved["id"], "payment_approved"), (captured["id"], "payment_captured"),
    ]
    event = nas.workflows.get_event(captured["id"])
    assert (event.type, event.data.id, event.data.amount) == ("payment_captured", payment, 7000)
    assert nas.workflows.reflow_by_event(captured["id"]).http_metadata.status_code == 202
    nas.workflows.reflow_by_event_and_workflow(captured["id"], made.id)
    assert heard(payment, 4)[2:] == [captured, captured]
    nas.workflows.reflow_by_subject(payment)
    nas.workflows.reflow_by_subject_and_workflow(payment, made.id)
    nas.workflows.reflow({"events": [approved["id"]], "workflows": [made.id]})
    nas.workflows.reflow({"subjects": [payment]})
    assert len(heard(payment, 11)) == 11
    refused(lambda: nas.workflows.get_event("evt_aaaaaaaaaaaaaaaaaaaaaaaaaa"), 404)
    refused(lambda: nas.workflows.reflow_by_event("evt_aaaaaaaaaaaaaaaaaaaaaaaaaa"), 404)
    refused(lambda: nas.workflows.get_subject_events("pay_aaaaaaaaaaaaaaaaaaaaaaaaaa"), 404)
    refused(lambda: nas.workflows.reflow_by_event_and_workflow(captured["id"], "wf_" + "a" * 26), 404)


def test_event_types_are_told(nas):
    """As many sources as the vendor's own test looks for, each with its events."""
    sources = nas.workflows.get_event_types().items
    assert len({source.id for source in sources}) == len(sources) >= 7
    for source in sources:
        assert source.display_name and source.description and source.events
        assert all(event.id and event.display_name and event.description for event in source.events)
    types = {source.id: {event.id for event in source.events} for source in sources}
    assert {"payment_approved", "payment_captured", "payment_voided"} <= types["gateway"]
    assert {"dispute_evidence_required", "dispute_won"} <= types["dispute"]


def test_workflows_are_no_affair_of_the_classic_platform(send):
    for method, path in [("GET", "/workflows"), ("POST", "/workflows"), ("GET", "/workflows/event-types")]:
        assert send(method, path, {}, key=sandbox.CLASSIC).status_code == 404
    for method, path in [("GET", "/webhooks"), ("POST", "/webhooks"), ("GET", "/events"), ("GET", "/event-types")]:
        assert send(method, path, {}).status_code == 404
