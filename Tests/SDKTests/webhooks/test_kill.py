"""A server that dies between sending and recording: told again, in order, under the same event ids."""

import threading

import shop

from server.client import Merchant
from server.receiver import status
from webhooks.desk import Desk, message


def test_a_webhook_whose_answer_was_lost_with_the_server_is_sent_again(instance, desk, receiver):
    endpoint = desk.endpoint(receiver.base + "/hook")
    reached = threading.Event()

    def hold(handler, arrival):
        """Answers only when the server that asked is gone."""
        reached.set()
        receiver.released.wait(60)
        status(200)(handler, arrival)

    receiver.answer = hold
    payment = desk.merchant.authorized()
    desk.merchant.capture(payment)
    assert reached.wait(20)
    instance.kill()
    receiver.answer = status(200)
    receiver.released.set()
    assert instance.attempts() == []
    again = Desk(Merchant.demo(instance.start().base))
    shop.eventually(lambda: len({a.headers["Holdfast-Event-Id"] for a in receiver.at()}), lambda n: n >= 4, 20)
    instance.quiet()
    ids = [arrival.headers["Holdfast-Event-Id"] for arrival in receiver.at()]
    told = {message(arrival)["id"]: message(arrival)["type"] for arrival in receiver.at()}
    # At least once, in order; and whoever drops what it knows has each exactly once.
    assert list(told.values()) == ["payment.created", "payment.authorized", "capture.pending", "capture.succeeded"]
    assert ids[0] == ids[1] and len(ids) == 5
    assert again.get(endpoint)["enabled"] is True
    assert all(delivery["state"] == "delivered" for delivery in again.deliveries())
    assert instance.audit()


def test_kills_under_load_lose_no_event_and_keep_each_payments_order(instance, desk, receiver):
    desk.endpoint(receiver.base + "/hook")
    base = desk.merchant
    for _ in range(4):
        for _ in range(6):
            base.authorized()
        instance.kill()
        base = Merchant.demo(instance.start().base)
    instance.quiet()
    told = {}
    for arrival in receiver.at():
        body = message(arrival)
        seen = told.setdefault(body["data"]["payment"]["id"], {})
        seen.setdefault(body["id"], body["type"])
    assert len(told) == 24
    assert all(list(seen.values()) == ["payment.created", "payment.authorized"] for seen in told.values())
    assert instance.audit()
