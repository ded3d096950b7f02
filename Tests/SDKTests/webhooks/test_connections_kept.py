"""Webhooks that follow each other closely share connections, and a receiver may close one at any time."""

import shop

PAYMENTS = 40


def keeping(closes_after):
    """Answers as HTTP/1.1 does, and closes a connection after so many answers without a word."""

    def answer(handler, arrival):
        handler.protocol_version = "HTTP/1.1"
        handler.answered = getattr(handler, "answered", 0) + 1
        arrival.connection = handler.client_address
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        handler.close_connection = handler.answered == closes_after

    return answer


def test_webhooks_share_connections(desk, receiver):
    receiver.answer = keeping(closes_after=None)
    desk.endpoint(receiver.base + "/hook", ["payment.created"])
    for _ in range(PAYMENTS):
        desk.merchant.create()
    desk.heard(receiver, PAYMENTS)
    connections = {arrival.connection for arrival in receiver.at()}
    assert len(connections) <= PAYMENTS / 2, f"{len(connections)} connections for {PAYMENTS} webhooks"


def test_a_connection_that_is_closed_without_a_word_loses_nothing(desk, receiver):
    receiver.answer = keeping(closes_after=3)
    desk.endpoint(receiver.base + "/hook", ["payment.created"])
    for _ in range(PAYMENTS):
        desk.merchant.create()
    shop.eventually(lambda: len(desk.deliveries(state="delivered")), lambda count: count == PAYMENTS, 30)
    assert all(len(delivery["attempts"]) == 1 for delivery in desk.deliveries(state="delivered"))
