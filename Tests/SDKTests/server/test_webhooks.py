"""The classic webhook: who hears of what, and how it looks. Source: wire/mollie.md §4 and §10.1."""

import re

import pytest
import shop

from server.client import Merchant, paid_at_once
from server.receiver import status

HOUR, DAY = 3_600, 86_400


@pytest.fixture
def merchant(instance):
    return Merchant.demo(instance.start().base)


@pytest.fixture
def heard(instance, receiver):
    """How many webhooks a payment's address has got, once every one was delivered."""

    def count(payment, expected):
        path = payment["webhookUrl"].removeprefix(receiver.base)
        shop.eventually(lambda: len(receiver.at(path)), lambda number: number >= expected, 20)
        instance.quiet()
        assert receiver.bodies(path) == [f"id={payment['id']}"] * expected

    return count


def test_a_webhook_is_a_post_of_one_form_parameter_with_mollies_headers(instance, merchant, receiver):
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook?order=1")
    instance.quiet()
    [arrival] = receiver.at()
    assert (arrival.method, arrival.path) == ("POST", "/hook?order=1")
    assert arrival.body == f"id={payment['id']}".encode()
    headers = {name.lower(): value for name, value in arrival.headers.items()}
    assert headers["host"] == receiver.base.removeprefix("http://")
    assert headers["user-agent"] == "Mollie HTTP client/1.0"
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert headers["content-length"] == str(len(arrival.body))
    assert headers["accept"] == "*/*"
    assert "authorization" not in headers
    assert not [name for name in headers if "signature" in name]


def test_a_webhook_says_which_encodings_it_accepts(instance, merchant, receiver):
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    instance.quiet()
    headers = {name.lower(): value for name, value in receiver.at()[0].headers.items()}
    assert headers.get("accept-encoding") == "deflate, gzip"


def test_creation_and_reading_and_updates_send_nothing(instance, merchant, receiver):
    payment = merchant.create(webhookUrl=receiver.base + "/hook")
    path = f"/v2/payments/{payment['id']}"
    assert merchant.send("PATCH", path, {"description": "Another"}).status_code == 200
    assert merchant.send("PATCH", path, {"metadata": {"order": 1}}).status_code == 200
    assert merchant.send("GET", path).status_code == 200
    assert merchant.send("GET", "/v2/payments").status_code == 200
    assert merchant.send("POST", path + "/captures", {}).status_code == 422
    assert merchant.send("POST", path + "/release-authorization", {}).status_code == 422
    assert merchant.send("DELETE", path).status_code == 422
    assert instance.outbox() == []
    # Webhooks of a payment come in order: when the first is that of the approval, nothing came before it.
    merchant.payer(payment, "approve")
    instance.quiet()
    assert merchant.send("PATCH", path, {"description": "Once more"}).status_code == 200
    assert len(instance.outbox()) == len(receiver.at()) == 1


def test_a_payment_without_a_webhook_url_sends_nothing(instance, merchant, receiver):
    silent = merchant.authorized()
    merchant.capture(silent)
    merchant.becomes(silent, "paid")
    merchant.refund(silent, "1.00")
    merchant.payer(merchant.create(), "decline")
    merchant.payer(merchant.create(webhookUrl=""), "decline")
    assert instance.outbox() == []
    heard = merchant.authorized(webhookUrl=receiver.base + "/hook")
    instance.quiet()
    assert receiver.bodies() == [f"id={heard['id']}"]


def test_an_authorization_and_its_capture_are_each_told_once(merchant, receiver, heard):
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    heard(payment, 1)
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    heard(payment, 2)


def test_each_capture_of_a_klarna_payment_and_its_release_are_told_once(merchant, receiver, heard):
    payment = merchant.authorized(shop.klarna_payment(), webhookUrl=receiver.base + "/hook")
    heard(payment, 1)
    for number, value in ((2, "30.00"), (3, "20.00")):
        capture = merchant.capture(payment, value)
        path = f"/v2/payments/{payment['id']}/captures/{capture['id']}"
        shop.eventually(lambda at=path: merchant.send("GET", at).json()["status"], lambda now: now == "succeeded", 20)
        heard(payment, number)
    assert merchant.send("POST", f"/v2/payments/{payment['id']}/release-authorization", {}).status_code == 202
    merchant.becomes(payment, "paid")
    heard(payment, 4)


def test_a_payment_that_is_captured_at_once_is_told_once(merchant, receiver, heard):
    payment = merchant.create(paid_at_once(), webhookUrl=receiver.base + "/hook")
    merchant.payer(payment, "approve")
    merchant.becomes(payment, "paid")
    heard(payment, 1)


@pytest.mark.parametrize("action, ending", [("decline", "failed"), ("abandon", "expired")])
def test_what_the_payer_ends_is_told_once(merchant, receiver, heard, action, ending):
    payment = merchant.create(webhookUrl=receiver.base + "/hook")
    merchant.payer(payment, action)
    assert merchant.get(payment)["status"] == ending
    heard(payment, 1)


def test_a_payer_who_cancels_on_the_checkout_page_is_told_once(merchant, receiver, heard):
    payment = merchant.create(webhookUrl=receiver.base + "/hook")
    path = payment["_links"]["checkout"]["href"].removeprefix(merchant.base)
    token = re.search(r"(?:token=|select-method/)(\w+)", path).group(1)
    answer = merchant.send(
        "POST", f"/checkout/test-mode?method=creditcard&token={token}", key="none", data={"final_state": "canceled"}
    )
    assert answer.status_code == 303, answer.text
    assert merchant.get(payment)["status"] == "canceled"
    heard(payment, 1)


def test_what_the_merchant_cancels_is_told_once(merchant, receiver, heard):
    payment = merchant.create({**paid_at_once(), "method": "banktransfer"}, webhookUrl=receiver.base + "/hook")
    assert merchant.send("DELETE", f"/v2/payments/{payment['id']}").json()["status"] == "canceled"
    heard(payment, 1)


def test_what_the_merchant_releases_is_told_once(merchant, receiver, heard):
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    heard(payment, 1)
    assert merchant.send("POST", f"/v2/payments/{payment['id']}/release-authorization", {}).status_code == 202
    merchant.becomes(payment, "canceled")
    heard(payment, 2)


def test_a_payment_that_nobody_answers_is_told_once_it_expires(instance, merchant, receiver, heard):
    payment = merchant.create(webhookUrl=receiver.base + "/hook")
    instance.jump(HOUR)
    merchant.becomes(payment, "expired")
    heard(payment, 1)


def test_an_authorization_that_runs_out_is_told_once(instance, merchant, receiver, heard):
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    heard(payment, 1)
    instance.jump(30 * DAY + HOUR)
    merchant.becomes(payment, "expired")
    heard(payment, 2)


def test_a_delayed_automatic_capture_is_told_once_it_is_made(instance, merchant, receiver, heard):
    payment = merchant.create({**paid_at_once(), "captureDelay": "2 days"}, webhookUrl=receiver.base + "/hook")
    merchant.payer(payment, "approve")
    heard(payment, 1)
    instance.jump(2 * DAY)
    merchant.becomes(payment, "paid")
    heard(payment, 2)


@pytest.fixture
def refunded(instance, merchant, receiver, heard):
    """A refund of a payment of which two webhooks have come; and where it is read."""
    payment = merchant.authorized(webhookUrl=receiver.base + "/hook")
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    heard(payment, 2)
    refund = merchant.refund(payment, "4.00")
    return payment, f"/v2/payments/{payment['id']}/refunds/{refund['id']}"


def test_a_refund_is_told_when_it_is_processed_and_when_it_is_made(instance, merchant, refunded, heard):
    payment, path = refunded
    assert merchant.send("GET", path).json()["status"] == "pending"
    assert len(instance.outbox()) == 2
    instance.jump(3 * HOUR)
    heard(payment, 3)
    instance.jump(3 * DAY)
    heard(payment, 4)
    assert merchant.send("GET", path).json()["status"] == "refunded"


def test_a_refund_that_was_told_as_processed_reads_so(instance, merchant, refunded, heard):
    payment, path = refunded
    instance.jump(3 * HOUR)
    heard(payment, 3)
    assert merchant.send("GET", path).json()["status"] == "processing"


def test_an_address_that_is_given_later_hears_what_happens_from_then_on(instance, merchant, receiver):
    payment = merchant.authorized(webhookUrl=receiver.base + "/old")
    instance.quiet()
    moved = merchant.send("PATCH", f"/v2/payments/{payment['id']}", {"webhookUrl": receiver.base + "/new"})
    assert moved.status_code == 200
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    instance.quiet()
    assert [arrival.path for arrival in receiver.at()] == ["/old", "/new"]


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_any_2xx_is_a_delivery(instance, merchant, receiver, code):
    receiver.answer = status(code)
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    instance.quiet()
    [attempt] = instance.attempts()
    assert (attempt["status"], attempt["next"]) == (code, None)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_counts_as_a_failure(instance, merchant, receivers, code):
    elsewhere, receiver = receivers(), receivers()
    receiver.answer = status(code, Location=elsewhere.base + "/there")
    merchant.authorized(webhookUrl=receiver.base + "/hook")
    shop.eventually(instance.attempts, lambda attempts: len(attempts) == 1, 20)
    [attempt] = instance.attempts()
    assert (attempt["status"], attempt["next"] - attempt["at"]) == (code, 60_000)
    # The next attempt goes where the first went.
    receiver.answer = status(200)
    instance.jump(61)
    instance.quiet()
    assert len(receiver.at("/hook")) == 2
    assert elsewhere.at() == []


def test_the_webhooks_of_a_payment_come_one_after_the_other(instance, merchant, receiver):
    """A second one waits while the first is not delivered, and nothing else does."""
    receiver.answer = status(500)
    waiting = merchant.authorized(webhookUrl=receiver.base + "/first")
    shop.eventually(instance.attempts, lambda attempts: len(attempts) == 1, 20)
    merchant.capture(waiting)
    merchant.becomes(waiting, "paid")
    other = merchant.authorized(webhookUrl=receiver.base + "/other")
    shop.eventually(lambda: receiver.at("/other"), len, 20)
    assert len(receiver.at("/first")) == 1
    receiver.answer = status(200)
    instance.jump(60)
    instance.quiet()
    delivered = [(row["endpoint"], row["sequence"]) for row in instance.attempts() if row["status"] == 200]
    first = [sequence for endpoint, sequence in delivered if endpoint.endswith("/first")]
    assert len(first) == 2 and first == sorted(first)
    assert receiver.bodies("/first") == [f"id={waiting['id']}"] * 3
    assert set(receiver.bodies("/other")) == {f"id={other['id']}"}
