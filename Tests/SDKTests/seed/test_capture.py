"""Seed 002, "Create capture": 201, the newly created capture object."""

import re
from datetime import datetime, timedelta, timezone

import pytest
import shop

HAL, HTML = "application/hal+json", "text/html"


def test_201_with_hal_json(hold, capture):
    answer = capture(hold)

    assert (answer.status_code, answer.headers["Content-Type"]) == (201, HAL)


def test_always_there_are_resource_id_mode_amount_status_created_at_payment_id_and_links(captured):
    required = {"resource", "id", "mode", "amount", "status", "createdAt", "paymentId", "_links"}

    assert captured().keys() == required, "and without a description and metadata nothing else"


def test_resource_will_always_contain_the_string_capture(captured):
    assert captured()["resource"] == "capture"


def test_the_id_begins_with_cpt_and_refers_to_this_capture_alone(hold, captured, ask):
    one, other = captured(amount=shop.eur("1.00")), captured(amount=shop.eur("1.00"))

    assert re.fullmatch("cpt_.+", one["id"])
    assert one["id"] != other["id"]
    assert ask("GET", f"{hold}/captures/{one['id']}").json()["id"] == one["id"]


def test_mode_is_live_or_test(captured, created, payer, capture):
    assert captured()["mode"] == "test"
    payment = created(shop.card_payment(), key=shop.LIVE_KEY)
    payer.approve(payment["id"])
    assert capture(f"/v2/payments/{payment['id']}", key=shop.LIVE_KEY).json()["mode"] == "live"


def test_the_description_of_the_capture(captured):
    assert captured(description="Capture for cart #12345")["description"] == "Capture for cart #12345"


def test_the_amount_captured(captured):
    assert captured(amount=shop.eur("35.95"))["amount"] == shop.eur("35.95")


def test_the_status_is_pending_then_succeeded(hold, captured, ask):
    capture = captured()
    assert capture["status"] == "pending"

    later = shop.eventually(
        lambda: ask("GET", f"{hold}/captures/{capture['id']}").json(), lambda read: read["status"] != "pending"
    )
    assert later == {**capture, "status": "succeeded"}


def test_payment_id_is_the_payment_this_capture_was_created_for(hold, captured):
    assert captured()["paymentId"] == hold.rsplit("/", 1)[1]


def test_the_full_payment_object_can_be_retrieved_via_the_payment_url_in_the_links(hold, captured, ask, server):
    address = captured()["_links"]["payment"]["href"]

    assert address == server + hold
    assert ask("GET", address.removeprefix(server)).json()["resource"] == "payment"


def test_the_capture_itself_can_be_retrieved_via_its_own_url(captured, ask, server):
    capture = captured()

    address = capture["_links"]["self"]["href"]
    assert ask("GET", address.removeprefix(server)).json()["id"] == capture["id"]


def test_created_at_is_iso_8601(captured):
    text = captured()["createdAt"]

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", text)
    assert abs(datetime.now(timezone.utc) - datetime.fromisoformat(text)) < timedelta(minutes=1)


def test_every_url_object_contains_an_href_and_a_type(captured):
    links = captured()["_links"]

    assert links.keys() == {"self", "payment", "documentation"}
    assert {name: link["type"] for name, link in links.items()} == {
        "self": HAL,
        "payment": HAL,
        "documentation": HTML,
    }
    for link in links.values():
        assert link.keys() == {"href", "type"}
        assert link["href"].startswith("http")


@pytest.mark.parametrize("name", ["settlementId", "settlementAmount", "shipmentId"])
def test_these_are_omitted_if_the_capture_is_not_settled_or_shipped(captured, name):
    assert name not in captured()


@pytest.mark.parametrize("name", ["settlement", "shipment"])
def test_these_links_are_not_present_if_it_is_not_associated_with_one(captured, name):
    assert name not in captured()["_links"]


def test_the_example_the_capture_object(captured):
    example = {
        "amount": {"currency": "EUR", "value": "35.95"},
        "description": "Capture for cart #12345",
        "metadata": '{"bookkeeping_id":12345}',
    }
    capture = captured(**example)

    assert {name: capture[name] for name in example} == example
    assert (capture["resource"], capture["status"]) == ("capture", "pending")
