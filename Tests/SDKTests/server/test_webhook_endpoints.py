"""Receivers that behave badly, and addresses that webhooks must not go to. Source: docs, design §8."""

import time

import pytest
import shop

from server.client import Merchant
from server.receiver import status

MIB = 1_048_576
TIMEOUT_SECONDS = 15
"""How long Mollie waits for an answer. Source: wire/mollie.md §10.1."""

UNREACHABLE = "The webhook URL is invalid because it is unreachable from Mollie's point of view"


@pytest.fixture
def merchant(instance):
    return Merchant.demo(instance.start().base)


# Receivers


def test_a_receiver_that_hangs_does_not_delay_the_webhooks_of_another(instance, merchant, receivers):
    slow, quick = receivers(), receivers()
    slow.answer = slow.hang
    for _ in range(20):
        merchant.authorized(webhookUrl=slow.base + "/hook")
    shop.eventually(slow.at, len, 20)
    begin = time.monotonic()
    payment = merchant.authorized(webhookUrl=quick.base + "/hook")
    shop.eventually(quick.at, len, 10)
    assert time.monotonic() - begin < 10
    assert quick.bodies() == [f"id={payment['id']}"]


def test_a_receiver_that_hangs_at_many_addresses_does_not_delay_the_webhooks_of_another(instance, merchant, receivers):
    slow, quick = receivers(), receivers()
    slow.answer = slow.hang
    for number in range(70):
        merchant.authorized(webhookUrl=f"{slow.base}/hook?order={number}")
    shop.eventually(slow.at, len, 20)
    begin = time.monotonic()
    merchant.authorized(webhookUrl=quick.base + "/hook")
    shop.eventually(quick.at, len, 10)
    assert time.monotonic() - begin < 10
    assert len(slow.at()) < 64


def test_ten_thousand_webhooks_for_a_receiver_that_hangs_do_not_delay_another(instance, merchant, receivers):
    slow, quick = receivers(), receivers()
    slow.answer = slow.hang
    merchant.authorized(webhookUrl=f"{slow.base}/hook")
    shop.eventually(slow.at, len, 20)
    instance.stop()
    instance.change(
        """
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
        INSERT INTO outbox (payment, sequence, endpoint, due, attempts, merchant)
        SELECT payment, sequence, endpoint || '?order=' || i, due, 0, merchant FROM outbox, n
        """
    )
    merchant.base = instance.start().base
    before = len(slow.at())
    shop.eventually(slow.at, lambda arrivals: len(arrivals) > before, 20)
    merchant.authorized(webhookUrl=quick.base + "/hook")
    shop.eventually(quick.at, len, 10)
    assert len(slow.at()) - before <= 8


def test_a_receiver_that_never_answers_is_given_fifteen_seconds(instance, merchant, receiver):
    receiver.answer = receiver.hang
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    [attempt] = shop.eventually(instance.attempts, len, 40)
    assert attempt["status"] is None
    assert TIMEOUT_SECONDS * 1_000 <= attempt["took"] <= 30_000
    assert attempt["next"] == attempt["at"] + 60_000


def test_a_receiver_that_never_ends_its_answer_is_given_fifteen_seconds_too(instance, merchant, receiver):
    def drip(handler, arrival):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not receiver.released.wait(0.5):
            handler.wfile.write(b".")
            handler.wfile.flush()

    receiver.answer = drip
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    shop.eventually(receiver.at, len, 20)
    shop.eventually(instance.attempts, len, TIMEOUT_SECONDS + 10)


def test_a_receiver_that_hangs_does_not_hold_up_the_end_of_the_server(instance, merchant, receiver):
    receiver.answer = receiver.hang
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    shop.eventually(receiver.at, len, 20)
    assert instance.stop() < 10
    # What was broken off counts as not tried.
    assert instance.attempts() == []
    [row] = instance.outbox()
    assert row["attempts"] == 0 and row["due"] is not None


def test_an_answer_of_100_mb_is_cut_off_and_does_not_fill_the_servers_memory(instance, merchant, receiver):
    for _ in range(3):
        merchant.authorized(webhookUrl=receiver.base + "/small")
    instance.quiet()
    sent = []

    def flood(handler, arrival):
        arrival.status = 200
        handler.send_response(200)
        handler.send_header("Content-Length", str(100 * MIB))
        handler.end_headers()
        sent.append(0)
        try:
            for _ in range(1_600):
                handler.wfile.write(b"x" * 65_536)
                sent[-1] += 65_536
        except OSError:
            sent.append("cut off")

    receiver.answer = flood
    before = instance.memory("VmHWM")
    merchant.authorized(webhookUrl=receiver.base + "/large")
    shop.eventually(lambda: sent, lambda sent: "cut off" in sent or sent and sent[0] >= 100 * MIB, 60)
    instance.quiet()
    assert sent[-1] == "cut off"
    # What the sockets of both sides hold, at most.
    assert sent[0] < 32 * MIB
    assert instance.memory("VmHWM") - before < 8 * MIB
    [attempt] = [row for row in instance.attempts() if row["endpoint"].endswith("/large")]
    assert (attempt["status"], len(attempt["note"])) == (200, 500)


def test_endless_headers_are_cut_off_and_count_as_a_failure(instance, merchant, receiver):
    merchant.authorized(webhookUrl=receiver.base + "/small")
    instance.quiet()
    sent = []

    def babble(handler, arrival):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            for number in range(100_000):
                handler.wfile.write(b"X-Filler-%d: " % number + b"y" * 1_000 + b"\r\n")
                sent.append(1)
        except OSError:
            sent.append("cut off")

    receiver.answer = babble
    before = instance.memory("VmHWM")
    merchant.authorized(webhookUrl=receiver.base + "/headers")
    [attempt] = shop.eventually(
        lambda: [row for row in instance.attempts() if row["endpoint"].endswith("/headers")], len, 40
    )
    assert attempt["next"] is not None
    shop.eventually(lambda: sent, lambda sent: sent[-1] == "cut off", 20)
    assert instance.memory("VmHWM") - before < 16 * MIB


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"\x00\xff\xfe garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 999999 Hm\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 500 No\r\nContent-Length: 6\r\n\r\n\xff\x00\xfe\x80ab",
    ],
    ids=["nothing", "garbage", "negative-length", "long-status", "bad-chunk", "body-of-no-text"],
)
def test_an_answer_that_is_no_http_leaves_the_server_well(instance, merchant, receiver, words):
    def babble(handler, arrival):
        handler.wfile.write(words)
        handler.close_connection = True

    receiver.answer = babble
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    shop.eventually(instance.attempts, len, 40)
    receiver.answer = status(200)
    merchant.authorized(webhookUrl=receiver.base + "/next")
    shop.eventually(lambda: receiver.at("/next"), len, 20)


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/",
        "http://169.254.169.254:80/latest/meta-data/",
        "https://169.254.169.254/",
        "http://user@169.254.169.254/",
        "http://169.254.170.2/v2/credentials",
        "http://metadata.google.internal/",
        "http://METADATA.google.internal/",
        "http://[fd00:ec2::254]/",
    ],
)
def test_a_clouds_metadata_service_is_refused_in_mollies_words(merchant, address):
    created = merchant.send("POST", "/v2/payments", shop.card_payment(webhookUrl=address))
    payment = merchant.create()
    updated = merchant.send("PATCH", f"/v2/payments/{payment['id']}", {"webhookUrl": address})
    for answer in (created, updated):
        problem = answer.json()
        assert (answer.status_code, problem["detail"], problem["field"]) == (422, UNREACHABLE, "webhookUrl")


@pytest.mark.parametrize(
    "address",
    [
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
    ],
)
def test_the_metadata_service_is_not_called_however_its_address_is_spelled(instance, merchant, address):
    created = merchant.send("POST", "/v2/payments", shop.card_payment(webhookUrl=address))
    if created.status_code == 422:
        return
    merchant.payer(created.json(), "approve")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert attempt["status"] is None
    assert "is not an address that webhooks go to" in attempt["note"] or "cannot resolve" in attempt["note"]


@pytest.mark.parametrize("led_to", ["169.254.169.254", "fd00:ec2::254", "fe80::1", "::ffff:169.254.169.254"])
def test_a_name_that_leads_to_the_metadata_service_is_not_called(instance, led_to):
    merchant = Merchant.demo(instance.start(names={"shop.test": led_to}).base)
    merchant.authorized(webhookUrl="http://shop.test/hook")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert attempt["status"] is None
    assert "is not an address that webhooks go to" in attempt["note"]


@pytest.mark.parametrize(
    "name",
    [
        "shop.test",
        "Shop.Test",
    ],
)
def test_the_address_that_was_checked_is_the_one_connected_to(instance, receivers, name):
    """A name that leads elsewhere when it is asked for a second time reaches nobody else."""
    checked = receivers("127.0.0.1")
    second = receivers("127.0.0.2", checked.port)
    merchant = Merchant.demo(instance.start(names={"shop.test": "127.0.0.1|127.0.0.2"}).base)
    merchant.authorized(webhookUrl=f"http://{name}:{checked.port}/hook")
    instance.quiet()
    assert (len(checked.at()), len(second.at())) == (1, 0)


def test_a_name_with_two_addresses_is_reached_at_the_one_that_answers(instance, receiver):
    merchant = Merchant.demo(instance.start(names={"shop.test": "::1,127.0.0.1"}).base)
    merchant.authorized(webhookUrl=f"http://shop.test:{receiver.port}/hook")
    shop.eventually(instance.attempts, len, 30)
    assert len(receiver.at("/hook")) == 1


def test_a_forbidden_address_of_a_name_is_passed_over_and_the_next_one_called(instance, receiver):
    merchant = Merchant.demo(instance.start(names={"shop.test": "169.254.169.254,127.0.0.1"}).base)
    merchant.authorized(webhookUrl=f"http://shop.test:{receiver.port}/hook")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert (attempt["status"], len(receiver.at("/hook"))) == (200, 1)


def test_a_name_none_of_whose_addresses_answers_counts_as_one_attempt_that_names_each(instance, receiver):
    merchant = Merchant.demo(instance.start(names={"shop.test": "127.0.0.2,127.0.0.3"}).base)
    merchant.authorized(webhookUrl=f"http://shop.test:{receiver.port}/hook")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert attempt["status"] is None
    assert "127.0.0.2" in attempt["note"] and "127.0.0.3" in attempt["note"]


def test_an_address_that_took_the_webhook_and_failed_is_the_only_one_called(instance, receivers):
    first = receivers("127.0.0.1")
    second = receivers("127.0.0.2", first.port)
    first.answer = status(500)
    merchant = Merchant.demo(instance.start(names={"shop.test": "127.0.0.1,127.0.0.2"}).base)
    merchant.authorized(webhookUrl=f"http://shop.test:{first.port}/hook")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert (attempt["status"], len(second.at())) == (500, 0)


def test_a_name_that_leads_nowhere_counts_as_an_attempt(instance):
    merchant = Merchant.demo(instance.start(names={"shop.test": "nowhere"}).base)
    merchant.authorized(webhookUrl="http://shop.test/hook")
    [attempt] = shop.eventually(instance.attempts, len, 30)
    assert (attempt["status"], attempt["next"] - attempt["at"]) == (None, 60_000)


def test_a_receiver_on_localhost_is_reached(instance, merchant, receiver):
    merchant.authorized(webhookUrl=f"http://localhost:{receiver.port}/hook")
    shop.eventually(lambda: receiver.at("/hook"), len, 20)
