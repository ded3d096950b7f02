"""The story that takes a week elsewhere, and half a year after it: in a second, with every webhook received and checked."""

import hashlib
import hmac
import json

import pytest


def told(receiver, secret):
    """The types of what came, in order; each signature is computed anew, from the words of the documentation alone."""
    types = []
    for arrival in receiver.arrivals:
        headers = {name.lower(): value for name, value in arrival.headers.items()}
        parts = dict(part.split("=", 1) for part in headers["holdfast-signature"].split(","))
        signed = parts["t"].encode() + b"." + arrival.body
        assert hmac.compare_digest(parts["v1"], hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest())
        message = json.loads(arrival.body)
        assert message["id"] == headers["holdfast-event-id"]
        types.append(message["type"])
    return types


@pytest.mark.parametrize(
    "after_lapse, captured",
    [("reauthorize", ["reauthorization.succeeded", "capture.succeeded"]), ("refuse", ["capture.failed"])],
)
def test_a_hold_is_warned_of_lapses_is_captured_late_and_ends(merchant, receiver, problem, after_lapse, captured):
    endpoint = merchant.done("POST", "/webhook-endpoints", {"url": receiver.base + "/hook", "events": ["*"]})
    secret = endpoint["secret"]
    payment = merchant.authorized(
        50_000, instrument={"method": "visa", "script": {"afterLapse": after_lapse}}, captureWindow="P180D"
    )
    path = f"/payments/{payment['id']}/captures"

    merchant.clock(advance="P6D")
    assert told(receiver, secret) == ["payment.created", "payment.authorized", "hold.lapsing"]
    warning = json.loads(receiver.arrivals[-1].body)
    assert warning["data"]["lapsesAt"] == merchant.read(payment)["holdLapsesAt"]

    merchant.clock(advance="P2D")
    assert told(receiver, secret)[3:] == ["hold.lapsed"]

    answer = merchant.done("POST", path, {"amount": {"value": 20_000, "currency": "NOK"}})
    assert answer["state"] == ("succeeded" if after_lapse == "reauthorize" else "failed")

    merchant.clock(advance="P180D")
    types = told(receiver, secret)[4:]
    assert types[: len(captured)] == captured
    assert types[-1] == "payment.expired"
    problem(merchant.ask("POST", path, {"amount": {"value": 1, "currency": "NOK"}}), 409, "captureWindowClosed")
    assert len(told(receiver, secret)) == len(receiver.arrivals) == len(merchant.timeline(payment)["events"])


def test_who_hears_of_the_warning_still_has_time_to_capture(merchant, receiver):
    """Each webhook is received before time goes on: a shop that captures when it is warned is in time."""
    merchant.done("POST", "/webhook-endpoints", {"url": receiver.base + "/hook", "events": ["hold.lapsing"]})
    payment = merchant.authorized()

    def capture_when_warned(handler, arrival):
        assert merchant.capture(payment)["state"] == "succeeded"
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    receiver.answer = capture_when_warned
    merchant.clock(advance="P30D")
    assert merchant.types(payment)[:4] == [
        "payment.created",
        "payment.authorized",
        "hold.lapsing",
        "capture.succeeded",
    ]
    assert "hold.lapsed" not in merchant.types(payment)


def test_without_waiting_the_webhooks_come_when_they_can(merchant, receiver):
    merchant.done("POST", "/webhook-endpoints", {"url": receiver.base + "/hook", "events": ["hold.*"]})
    merchant.authorized()
    moved = merchant.clock(advance="P8D", wait=False)
    assert moved["fired"] >= 2
    for _ in range(200):
        if len(receiver.arrivals) == 2:
            return
        receiver.released.wait(0.05)
    pytest.fail("the webhooks did not come")
