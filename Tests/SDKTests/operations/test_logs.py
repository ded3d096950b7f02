"""Log lines: one JSON object each, a request's names, and nothing that nobody may keep."""

import json
import re

import pytest
import requests
import shop

from server.client import DEMO_ADMINISTRATOR, Merchant
from server.test_secrets import told, whole_story

CARD = "4242424242424242"


def lines(instance):
    return [json.loads(line) for line in instance.logged().splitlines()]


def requests_logged(instance):
    return [line for line in lines(instance) if line["message"] == "request"]


def line_of(instance, **members):
    """The log line of the one request that has these members."""
    found = shop.eventually(
        lambda: [line for line in requests_logged(instance) if members.items() <= line.items()], bool, 10
    )
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def merchant(instance):
    return Merchant.demo(instance.start("--log-format", "json", "--log-level", "info").base)


def test_each_request_is_one_json_line_with_its_payment_and_never_its_path(instance, merchant):
    payment = merchant.authorized()
    merchant.capture(payment)
    line = line_of(instance, route="/v2/payments/{payment}/captures", method="POST")
    assert line["level"] == "info" and line["logger"] == "holdfast"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["dialect"], line["status"]) == ("mollie", 201)
    assert isinstance(line["duration_us"], int) and 0 < line["duration_us"] < 60_000_000
    assert line["payment"] and line["request"]
    assert payment["id"] not in instance.logged()
    # The payer and the merchant, over two wires, spoke of the same payment.
    payer = line_of(instance, route="/holdfast/v1/payments/{payment}/payer")
    assert payer["payment"] == line["payment"] and payer["dialect"] == "holdfast"


def test_a_refusal_has_its_status_and_a_path_that_is_none_has_no_dialect(instance, merchant):
    assert merchant.send("GET", f"/v2/payments/{shop.UNKNOWN_PAYMENT}").status_code == 404
    assert line_of(instance, status=404, dialect="mollie")["level"] == "info"
    assert merchant.send("GET", "/no/such/path").status_code == 404
    assert line_of(instance, status=404, dialect="none")["route"] == "none"
    assert "no/such/path" not in instance.logged()


def test_vipps_and_our_own_api_answer_with_the_requests_name(instance, merchant):
    for path, dialect in [("/accesstoken/get", "vipps"), ("/holdfast/v1/payments", "holdfast")]:
        method = "POST" if dialect == "vipps" else "GET"
        named = requests.request(method, merchant.base + path, headers={"X-Request-Id": f"mine-{dialect}"}, timeout=30)
        assert named.headers["X-Request-Id"] == f"mine-{dialect}"
        assert line_of(instance, request=f"mine-{dialect}")["dialect"] == dialect
        given = requests.request(method, merchant.base + path, timeout=30)
        assert line_of(instance, request=given.headers["X-Request-Id"])["dialect"] == dialect


def test_checkouts_own_name_of_a_request_is_the_one_that_is_logged(instance, merchant):
    answer = merchant.send("GET", "/payments/pay_unknownunknownunknownunkn", key="checkoutcom nas secret")
    assert line_of(instance, request=answer.headers["Cko-Request-Id"])["dialect"] == "checkoutcom"


@pytest.mark.parametrize("name", ["has blanks in it", "x" * 65, '"quoted"', "../../etc", "naïve"])
def test_a_name_that_is_no_plain_word_is_not_taken(instance, merchant, name):
    answer = requests.get(
        merchant.base + "/holdfast/v1/payments", headers={"X-Request-Id": name.encode()}, timeout=30
    )
    assert answer.headers["X-Request-Id"] != name
    assert line_of(instance, route="/holdfast/v1/payments")["request"] == answer.headers["X-Request-Id"]


def test_a_card_number_is_in_no_line_wherever_a_client_puts_it(instance, merchant):
    requests.get(
        merchant.base + f"/v2/payments/{CARD}?card={CARD}",
        headers={"X-Request-Id": CARD, "User-Agent": CARD, "Idempotency-Key": CARD, "traceparent": CARD},
        timeout=30,
    )
    body = {"source": {"type": "card", "number": CARD, "expiry_month": 6, "expiry_year": 2030, "cvv": "100"}}
    answer = merchant.send(
        "POST", "/payments", {**body, "amount": 7000, "currency": "USD"}, key="checkoutcom nas secret"
    )
    assert answer.status_code == 201, answer.text
    line_of(instance, route="/payments")
    assert CARD not in instance.logged()


def test_no_secret_is_in_any_line_at_the_lowest_level(instance):
    merchant = Merchant.demo(instance.start("--log-format", "json", "--log-level", "trace").base)
    used = {"administrator key": DEMO_ADMINISTRATOR}
    whole_story(merchant, used)
    assert len(requests_logged(instance)) > 30
    assert told(instance, used) == []


def test_by_default_requests_are_not_logged_and_text_is_text(instance):
    merchant = Merchant.demo(instance.start().base)
    merchant.authorized()
    assert instance.logged() == ""
    instance.stop()
    merchant = Merchant.demo(instance.start("--log-level", "info").base)
    merchant.authorized()
    shop.eventually(lambda: instance.logged(), lambda text: "dialect=mollie" in text, 10)
    assert not instance.logged().startswith("{")


def test_by_default_a_failure_of_ours_is_logged_and_a_refusal_under_overload_is_not(instance):
    merchant = Merchant.demo(instance.start("--log-format", "json").base)
    for status in (503, 500):
        answer = merchant.send("POST", "/v2/payments", shop.card_payment(), headers={"Holdfast-Fault": f"status:{status}"})
        assert answer.status_code == status
    assert line_of(instance, status=500, dialect="mollie")["level"] == "error"
    assert len(requests_logged(instance)) == 1


@pytest.mark.parametrize("flags", [["--log-format", "xml"], ["--log-level", "loud"]])
def test_a_format_or_level_that_is_none_is_refused(instance, flags):
    done = instance.refuse(*flags)
    assert done.returncode not in (0, 1)
    assert not instance.data.exists()


def test_format_and_level_may_be_settings(instance):
    instance.settings = {"HOLDFAST_LOG_FORMAT": "json", "HOLDFAST_LOG_LEVEL": "info"}
    Merchant.demo(instance.start().base).authorized()
    assert line_of(instance, route="/holdfast/v1/payments/{payment}/payer")["status"] == 200
