"""When a webhook is tried again, and that none is lost. Source: wire/mollie.md §10.1.

The schedule takes a day, so the server's clock jumps.
"""

import threading

import pytest
import shop

from server.client import Merchant
from server.receiver import status

MINUTE, HOUR, DAY = 60, 3_600, 86_400
GAPS = [1 * MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 16 * MINUTE, 29 * MINUTE, 1 * HOUR, 2 * HOUR, 22 * HOUR]


def attempted(instance, number):
    """Waits for that many attempts in all, and returns them."""
    return shop.eventually(instance.attempts, lambda attempts: len(attempts) >= number, 30)


@pytest.fixture
def merchant(instance):
    return Merchant.demo(instance.start().base)


def test_a_webhook_that_fails_is_tried_ten_times_on_mollies_schedule_and_then_given_up(instance, merchant, receiver):
    receiver.answer = status(500)
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    for number, gap in enumerate(GAPS, start=1):
        attempts = attempted(instance, number)
        assert len(attempts) == len(receiver.at()) == number
        last = attempts[-1]
        assert (last["number"], last["status"], last["next"] - last["at"]) == (number, 500, gap * 1_000)
        instance.jump(gap)
    last = attempted(instance, 10)[-1]
    assert (last["number"], last["next"]) == (10, None)
    instance.quiet()
    instance.jump(30 * DAY)
    # What comes due by itself now (the authorization runs out) is the next event; the first one stays given up.
    shop.eventually(instance.outbox, lambda rows: len(rows) == 2, 20)
    first, second = shop.eventually(instance.outbox, lambda rows: rows[1]["attempts"] == 1, 20)
    assert (first["due"], first["attempts"]) == (None, 10)
    assert len(receiver.at()) == 11
    instance.audit()


def test_a_webhook_is_not_tried_before_its_time(instance, merchant, receiver):
    """A minute less a second is not a minute: another payment's webhook comes and goes meanwhile."""
    receiver.answer = status(500)
    merchant.authorized(webhookUrl=receiver.base + "/late")
    due = attempted(instance, 1)[0]["next"] / 1_000
    receiver.answer = status(200)
    instance.jump(int(due - instance.now()) - 20)
    merchant.authorized(webhookUrl=receiver.base + "/meanwhile")
    shop.eventually(lambda: receiver.at("/meanwhile"), len, 15)
    if instance.now() < due:
        assert len(receiver.at("/late")) == 1
    instance.jump(20)
    instance.quiet()
    assert len(receiver.at("/late")) == 2


def test_after_a_webhook_is_given_up_the_next_one_of_the_payment_goes_out(instance, merchant, receiver):
    receiver.answer = status(500)
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    attempted(instance, 1)
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    for number, gap in enumerate(GAPS, start=1):
        attempted(instance, number)
        assert len(receiver.at()) == number
        instance.jump(gap)
    # The tenth attempt at the first is the last; at once the second is tried for the first time.
    attempts = attempted(instance, 11)
    assert [(row["sequence"], row["number"]) for row in attempts][-2:] == [
        (attempts[0]["sequence"], 10),
        (attempts[-1]["sequence"], 1),
    ]
    assert attempts[-1]["sequence"] > attempts[0]["sequence"]
    receiver.answer = status(200)
    instance.jump(MINUTE)
    instance.quiet()
    assert instance.attempts()[-1]["status"] == 200


def test_a_refused_connection_counts_as_an_attempt(instance, merchant, receivers):
    gone = receivers()
    gone.close()
    merchant.authorized(webhookUrl=gone.base + "/hook")
    [attempt] = attempted(instance, 1)
    assert (attempt["status"], attempt["number"], attempt["next"] - attempt["at"]) == (None, 1, MINUTE * 1_000)
    assert attempt["note"]
    again = receivers("127.0.0.1", gone.port)
    instance.jump(MINUTE)
    instance.quiet()
    assert len(again.at("/hook")) == 1
    assert instance.outbox()[0]["attempts"] == 2


def test_what_came_due_while_the_server_was_down_goes_out_when_it_starts(instance, merchant, receiver):
    receiver.answer = status(503)
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    attempted(instance, 1)
    instance.kill()
    instance.jump(3 * DAY)
    receiver.answer = status(200)
    instance.start()
    instance.quiet()
    assert len(receiver.at()) == 2
    assert [row["number"] for row in instance.attempts()] == [1, 2]


def test_a_webhook_that_was_on_its_way_when_the_server_was_killed_is_sent_again(instance, merchant, receiver):
    receiver.answer = receiver.hang
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    shop.eventually(receiver.at, len, 20)
    instance.kill()
    assert instance.attempts() == []
    receiver.answer = status(200)
    instance.start()
    instance.quiet()
    assert receiver.bodies() == [f"id={payment['id']}"] * 2
    assert [(row["number"], row["status"]) for row in instance.attempts()] == [(1, 200)]
    instance.audit()


def test_a_receiver_that_fails_for_hours_gets_every_webhook_in_order_though_the_server_is_killed(
    instance, merchant, receiver
):
    """The promise of the outbox: three hours of failures, many kills, nothing lost, nothing out of order."""
    over = threading.Event()

    def fail(handler, arrival):
        # Some are on their way for a while, so that they are when the server is killed.
        if len(receiver.arrivals) % 3 == 0:
            over.wait(1)
        status(500)(handler, arrival)

    receiver.answer = fail
    payments = [merchant.authorized(webhookUrl=f"{receiver.base}/{number}") for number in range(4)]
    klarna = merchant.authorized(shop.klarna_payment(), webhookUrl=f"{receiver.base}/klarna")
    instance.kill()

    def again():
        merchant.base = instance.start().base

    again()
    for payment in payments[:3]:
        merchant.capture(payment)
    merchant.capture(klarna, "30.00")
    instance.kill()
    again()
    for payment in payments[:3]:
        merchant.becomes(payment, "paid")
    merchant.capture(klarna, "20.00")
    refund = merchant.refund(payments[0], "2.00")
    refunded = f"/v2/payments/{payments[0]['id']}/refunds/{refund['id']}"
    assert merchant.send("POST", f"/v2/payments/{payments[3]['id']}/release-authorization", {}).status_code == 202
    merchant.becomes(payments[3], "canceled")

    for number in range(12):
        seen = len(receiver.arrivals)
        instance.jump(15 * MINUTE)
        match number % 3:
            case 0:
                instance.kill()
                again()
            case 1:
                # As soon as something is on its way, if anything is due.
                shop.eventually(lambda seen=seen: len(receiver.arrivals) > seen or not instance.overdue(), bool, 60)
                instance.kill()
                again()
            case _:
                shop.eventually(lambda: len(instance.overdue()), lambda waiting: waiting == 0, 60)
    assert not [row for row in instance.attempts() if row["status"] == 200]
    assert all(row["due"] is not None for row in instance.outbox())
    over.set()
    receiver.answer = status(200)

    failed = len(receiver.arrivals)
    for _ in range(4):
        instance.jump(2 * HOUR)
        shop.eventually(lambda: len(instance.overdue()), lambda waiting: waiting == 0, 60)
    instance.kill()
    again()
    instance.jump(3 * DAY)
    shop.eventually(lambda: merchant.send("GET", refunded).json()["status"], lambda now: now == "refunded", 30)
    instance.quiet()

    # Every event that Mollie tells was delivered, each exactly when the ones before it had been.
    outbox, attempts = instance.outbox(), instance.attempts()
    told = {row["endpoint"].removeprefix(receiver.base): 0 for row in outbox}
    for endpoint in told:
        rows = [row for row in outbox if row["endpoint"].endswith(endpoint)]
        sent = [row for row in attempts if row["endpoint"].endswith(endpoint)]
        delivered = [row["sequence"] for row in sent if row["status"] == 200]
        assert delivered == [row["sequence"] for row in rows], f"{endpoint}: {delivered}"
        assert [row["sequence"] for row in sent] == sorted(row["sequence"] for row in sent)
        told[endpoint] = len(rows)
    # authorized, captured; with a refund, which is processed and made; two captures of klarna's; a release.
    assert told == {"/0": 4, "/1": 2, "/2": 2, "/3": 2, "/klarna": 3}
    arrived = receiver.arrivals[failed:]
    for payment, endpoint in [*zip(payments, ("/0", "/1", "/2", "/3"), strict=True), (klarna, "/klarna")]:
        bodies = [arrival.body.decode() for arrival in arrived if arrival.path == endpoint]
        assert set(bodies) == {f"id={payment['id']}"}
        assert len(bodies) >= told[endpoint]
    instance.stop()
    instance.audit()
