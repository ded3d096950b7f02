"""Webhooks of ePayment: registrations, what is told and how it is signed. Source: wire/vipps.md §3."""

import email.utils
import json
import re
import time

import pytest
import requests
import shop
from server.receiver import status
from vipps_signature import authorization, content_hash, signature
from vipps_unit import SaleUnit, admitted, nok, problem

CAPTURED = "epayments.payment.captured.v1"
EVERY = [
    f"epayments.payment.{what}.v1"
    for what in ["created", "aborted", "expired", "cancelled", "captured", "refunded", "authorized", "terminated"]
]


def webhooks(unit, method="GET", path="", body=None, **headers):
    return unit.send(method, f"/webhooks/v1/webhooks{path}", body, headers)


@pytest.fixture
def register(unit):
    def make(url, events=None, by=None):
        answer = webhooks(by or unit, "POST", "", {"url": url, "events": events or EVERY})
        assert answer.status_code == 201, answer.text
        return answer.json()

    return make


def arrived(receiver, number, path=None):
    return shop.eventually(lambda: receiver.at(path), lambda found: len(found) >= number, 20)


def names(receiver, number, path=None):
    return [json.loads(arrival.body)["name"] for arrival in arrived(receiver, number, path)]


# Registrations


def test_a_registration_is_made_listed_and_deleted(unit, register):
    made = register("https://example.com/hooks/vipps", [CAPTURED])

    assert list(made) == ["id", "secret"]
    assert re.fullmatch(r"[0-9a-f-]{36}", made["id"])
    assert re.fullmatch(r"[A-Za-z0-9+/]{86}==", made["secret"]), "64 bytes"
    listed = {"id": made["id"], "url": "https://example.com/hooks/vipps", "events": [CAPTURED]}
    assert webhooks(unit).json() == {"webhooks": [listed]}, "the secret is told once"
    answer = webhooks(unit, "DELETE", f"/{made['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert webhooks(unit).json() == {"webhooks": []}
    for gone in [made["id"], "x", "497f6eca-6276-4993-bfeb-53cbbbba6f08"]:
        problem(webhooks(unit, "DELETE", f"/{gone}"), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "", "events": EVERY}, "url"),
        ({"url": "http://example.com/x", "events": EVERY}, "url"),
        ({"url": "ftp://example.com/x", "events": EVERY}, "url"),
        ({"url": "http://169.254.169.254/latest", "events": EVERY}, "url"),
        ({"url": "https://169.254.169.254/latest", "events": EVERY}, "url"),
        ({"url": "https://example.com\r\nX-Shop: y/", "events": EVERY}, "url"),
        ({"url": "https://example.com/x"}, "events"),
        ({"url": "https://example.com/x", "events": []}, "events"),
        ({"url": "https://example.com/x", "events": ["epayments.payment.stolen.v1"]}, "events"),
        ({"url": "https://example.com/x", "events": ["recurring.charge-stolen.v1"]}, "events"),
        ({"url": "https://example.com/x", "events": [f"recurring.agreement-{'x' * 5_000}.v1"]}, "events"),
        ({"url": "https://example.com/x", "events": [1]}, "events"),
        ({"url": "https://example.com/x", "events": EVERY * 13}, "events"),
        ({"url": "https://example.com/" + "x" * 2_500, "events": EVERY}, "url"),
    ],
)
def test_a_registration_that_is_refused(unit, body, field):
    answer = problem(webhooks(unit, "POST", "", body), 400, field=field)
    assert answer["instance"] == "/v1/webhooks"
    assert answer["detail"] == "One or more validation errors occurred."


def test_the_events_of_other_products_are_taken_by_their_names(unit, register):
    """As the Webhooks API lists them; one that it does not list is refused, so that a registration is never large."""
    names = [
        *(f"recurring.agreement-{what}.v1" for what in ["activated", "rejected", "stopped", "expired"]),
        *(f"recurring.charge-{what}.v1" for what in ["reserved", "captured", "canceled", "failed", "refunded"]),
        "recurring.charge-creation-failed.v1", "user.checked-in.v1", "login.merchant-initiated.ping.v1",
    ]  # fmt: skip
    register("https://example.com/x", EVERY + names)
    assert webhooks(unit).json()["webhooks"][0]["events"] == EVERY + names


def test_25_registrations_for_each_kind_of_event(unit, register):
    for number in range(25):
        register(f"https://example.com/{number}", [CAPTURED])
    problem(webhooks(unit, "POST", "", {"url": "https://example.com/x", "events": EVERY}), 400, field="events")
    assert register("https://example.com/y", [EVERY[0]])


def test_a_merchant_level_key_has_no_subscription(unit):
    assert webhooks(unit, **{"Ocp-Apim-Subscription-Key": None}).status_code == 200
    assert webhooks(unit, **{"Ocp-Apim-Subscription-Key": "0" * 32}).status_code == 401
    problem(webhooks(unit, Authorization="Bearer x"), 401)
    problem(webhooks(unit, **{"Merchant-Serial-Number": None}), 400, field="Merchant-Serial-Number")


def test_registrations_are_the_sale_units_own(unit, direct_unit, register, receiver, instance):
    made = register(receiver.base + "/mine")
    foreign = admitted(instance.base)
    for other in [direct_unit, foreign]:
        assert webhooks(other).json() == {"webhooks": []}
        problem(webhooks(other, "DELETE", f"/{made['id']}"), 404)
        other.authorized()
    unit.created()
    assert names(receiver, 1) == ["CREATED"]
    instance.quiet()
    assert len(receiver.at()) == 1


# What is told


def test_a_capture_is_told_once_it_is_completed(unit, register, receiver):
    """Seed 000: "A notification will also be sent once the capture is completed if a webhook is registered"."""
    register(receiver.base + "/hook", [CAPTURED])
    name = unit.authorized()
    unit.capture(name, 10000, "49ca711a-acee-4d01-993b-9487112e1def")
    [arrival] = arrived(receiver, 1)

    entry = unit.log(name)[-1]
    body = {"msn": "123456", **entry}
    assert arrival.body.decode() == json.dumps(body, separators=(",", ":")), "compact, and in this order"
    assert list(body) == [
        "msn", "reference", "pspReference", "name", "amount", "timestamp", "idempotencyKey", "success",
    ]  # fmt: skip
    assert (body["name"], body["amount"], body["success"]) == ("CAPTURED", nok(10000), True)
    assert body["pspReference"] != unit.get(name)["pspReference"], "the event's own"


def test_a_yes_tells_who_the_payer_is_where_that_was_asked_for(unit, register, receiver):
    register(receiver.base + "/hook")
    name = unit.authorized(profile={"scope": "name address"})
    unit.capture(name, 100)
    created, authorized, captured = (json.loads(arrival.body) for arrival in arrived(receiver, 3))

    payment = unit.get(name)
    assert list(authorized)[-3:] == ["success", "userDetails", "sub"]
    assert authorized["sub"] == payment["profile"]["sub"]
    assert authorized["userDetails"] == payment["userDetails"] and "addresses" in payment["userDetails"]
    for body in [created, captured]:
        assert not {"sub", "userDetails"} & set(body)
    unit.authorized()
    assert "sub" not in json.loads(arrived(receiver, 5)[-1].body)


def test_every_kind_of_event(unit, payer, register, receiver):
    register(receiver.base + "/hook")
    lived, aborted, expired, taken_back = (unit.created() for _ in range(4))
    unit.approve(lived)
    unit.capture(lived, 10000)
    unit.refund(lived, 1000)
    unit.cancel(lived)
    payer.decline(aborted)
    payer.abandon(expired)
    unit.cancel(taken_back)
    shop.eventually(lambda: len(receiver.at()), lambda count: count >= 11, 20)
    told = {}
    for arrival in receiver.at():
        body = json.loads(arrival.body)
        told.setdefault(body["reference"], []).append(body["name"])

    assert told == {
        lived: ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED"],
        aborted: ["CREATED", "ABORTED"],
        expired: ["CREATED", "EXPIRED"],
        taken_back: ["CREATED", "TERMINATED"],
    }


def test_only_what_was_registered_for_is_told_and_to_each_registration(unit, register, receiver, instance):
    for path, events in [("/a", [CAPTURED]), ("/b", [CAPTURED, EVERY[0]]), ("/b", [CAPTURED])]:
        register(receiver.base + path, events)
    unit.capture(unit.authorized(), 100)
    assert names(receiver, 1, "/a") == ["CAPTURED"]
    assert sorted(names(receiver, 3, "/b")) == ["CAPTURED", "CAPTURED", "CREATED"]
    instance.quiet()
    assert len(receiver.at()) == 4


def test_what_is_refused_or_repeated_is_not_told_again(unit, register, receiver, instance):
    register(receiver.base + "/hook", [CAPTURED])
    name = unit.authorized()
    for _ in range(3):
        unit.capture(name, 10000, "once")
    unit.capture(name, 99999)
    instance.quiet()
    assert len(receiver.at()) == 1


def test_what_the_bank_failed_is_logged_and_not_told(unit, payer, register, receiver, instance):
    register(receiver.base + "/hook")
    name = unit.created()
    payer.approve(name, "failing")
    unit.capture(name, 10000)
    declined = unit.created()
    payer.approve(declined, "declined")
    assert names(receiver, 4).count("ABORTED") == 1
    instance.quiet()
    assert sorted(names(receiver, 4)) == ["ABORTED", "AUTHORIZED", "CREATED", "CREATED"]
    assert unit.log(name)[-1]["name"] == "CAPTURED" and unit.log(name)[-1]["success"] is False


def test_orders_of_ecom_tell_by_callback_only(unit, register, receiver, instance):
    register(receiver.base + "/hook")
    order = unit.reserved()
    unit.ecom_capture(order)
    unit.created()
    assert names(receiver, 1) == ["CREATED"]
    instance.quiet()
    assert len(receiver.at()) == 1


def test_what_is_registered_later_hears_of_what_happens_later(unit, register, receiver):
    name = unit.created()
    register(receiver.base + "/hook")
    unit.approve(name)
    assert names(receiver, 1) == ["AUTHORIZED"]


def test_what_was_deleted_hears_nothing_more(unit, register, receiver, instance):
    receiver.answer = status(500)
    made = register(receiver.base + "/hook")
    unit.created()
    arrived(receiver, 1)
    webhooks(unit, "DELETE", f"/{made['id']}")
    unit.created()
    instance.quiet()
    count = len(receiver.at())
    instance.jump(86_400)
    instance.quiet()
    assert len(receiver.at()) == count


def test_registrations_survive_the_server(unit, register, receiver, instance):
    made = register(receiver.base + "/hook")
    instance.kill()
    unit.base = instance.start().base
    assert [webhook["id"] for webhook in webhooks(unit).json()["webhooks"]] == [made["id"]]
    unit.created()
    assert names(receiver, 1) == ["CREATED"]


# How it is sent and signed


def test_the_recorded_vector_of_the_document():
    secret = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
    body = b'{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}'
    date, path = "Thu, 30 Mar 2023 08:38:32 GMT", "/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63"

    assert content_hash(body) == "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4="
    made = signature(secret, path, date, "webhook.site", body)
    assert made == "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U="
    made = signature("A" * 86 + "==", path, date, "webhook.site", body)
    assert made == "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM="


@pytest.mark.parametrize("path", ["/hook", "/hook?shop=1&b=%20x", "", "?only=query", "/a#fragment"])
def test_a_receiver_checks_the_signature_with_its_own_code(unit, register, receiver, instance, path):
    made = register(receiver.base + path, [EVERY[0]])
    unit.created()
    [arrival] = arrived(receiver, 1)
    headers = {name.lower(): value for name, value in arrival.headers.items()}
    date = headers["x-ms-date"]

    assert headers["host"] == receiver.base.removeprefix("http://")
    assert headers["x-ms-content-sha256"] == content_hash(arrival.body)
    expected = authorization(made["secret"], arrival.path, date, headers["host"], arrival.body)
    assert headers["authorization"] == headers["x-vipps-authorization"] == expected
    assert authorization("another", arrival.path, date, headers["host"], arrival.body) != expected
    assert abs(email.utils.parsedate_to_datetime(date).timestamp() - instance.now()) < 60
    assert date == email.utils.formatdate(email.utils.parsedate_to_datetime(date).timestamp(), usegmt=True)


def test_the_other_headers(unit, register, receiver):
    made = register(receiver.base + "/hook", [EVERY[0]])
    unit.created()
    headers = {name.lower(): value for name, value in arrived(receiver, 1)[0].headers.items()}

    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["user-agent"] == "Vipps MobilePay/1.0 Webhooks/1.0"
    assert headers["webhook-id"] == made["id"]
    assert headers["accept-encoding"] == "gzip"


# When


def test_the_schedule_to_its_end(unit, register, receiver, instance):
    """Four attempts within seconds, then after 60 s, 120 s, hourly, daily, until a week has passed; each signed anew."""
    receiver.answer = status(500)
    made = register(receiver.base + "/hook", [EVERY[0]])
    unit.created()
    gaps = [2, 2, 2, 60, 120] + [3_600] * 23 + [86_400] * 6
    for number, gap in enumerate(gaps, start=1):
        attempts = shop.eventually(instance.attempts, lambda found, number=number: len(found) >= number, 20)
        assert attempts[-1]["next"] - attempts[-1]["at"] == gap * 1_000
        instance.jump(gap)
    attempts = shop.eventually(instance.attempts, lambda found: len(found) >= len(gaps) + 1, 20)
    assert (attempts[-1]["number"], attempts[-1]["next"]) == (35, None)
    assert sum(gaps) < 7 * 86_400 < sum(gaps) + 86_400
    dates = [arrival.headers["X-Ms-Date"] for arrival in receiver.at()]
    assert len(set(dates)) > 30
    for arrival in receiver.at():
        headers = arrival.headers
        assert headers["Authorization"] == authorization(
            made["secret"], arrival.path, headers["X-Ms-Date"], headers["Host"], arrival.body
        )


def test_a_failing_event_holds_back_the_later_ones_of_its_payment_for_that_registration_alone(
    unit, register, receivers, instance
):
    bad, good = receivers(), receivers()
    bad.answer = status(503)
    register(bad.base + "/hook")
    register(good.base + "/hook")
    name, other = unit.authorized(), unit.created()
    unit.capture(name, 100)
    shop.eventually(lambda: len(good.at()), lambda count: count == 4, 20)
    shop.eventually(lambda: len(bad.at()), lambda count: count >= 4, 20)
    assert {json.loads(arrival.body)["name"] for arrival in bad.at()} == {"CREATED"}
    assert {json.loads(arrival.body)["reference"] for arrival in bad.at()} == {name, other}
    seen = len(bad.at())
    bad.answer = status(200)
    instance.jump(7_200)
    instance.quiet()
    told = [json.loads(arrival.body) for arrival in bad.at()[seen:]]
    assert [body["name"] for body in told if body["reference"] == name] == ["CREATED", "AUTHORIZED", "CAPTURED"]


def test_a_receiver_has_ten_seconds_and_redirects_are_failures(unit, register, receivers, instance):
    moved, slow = receivers(), receivers()
    moved.answer = status(302, Location=slow.base + "/else")
    slow.answer = slow.hang
    register(moved.base + "/hook", [EVERY[0]])
    begin = time.monotonic()
    register(slow.base + "/hook", [EVERY[0]])
    unit.created()
    attempts = shop.eventually(
        instance.attempts, lambda found: any(row["status"] is None for row in found), 25
    )
    assert 10 <= time.monotonic() - begin < 25
    assert {row["status"] for row in attempts} == {302, None}
    assert all(row["next"] for row in attempts if row["number"] == 1)


def test_a_shop_of_another_merchant_with_the_same_number_is_another(unit, register, receiver, instance):
    """Numbers are good within their merchant only."""
    register(receiver.base + "/hook")
    foreign = admitted(instance.base)
    assert foreign.number != unit.number
    problem(webhooks(SaleUnit(instance.base), **{"Merchant-Serial-Number": foreign.number}), 403)


# Registrations are known exactly


def of_merchant(unit, method, path, body=None):
    headers = {"Authorization": f"Bearer {unit.merchant_key}"}
    answer = requests.request(method, unit.base + path, json=body, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


def test_what_is_erased_hears_nothing_more_and_what_is_brought_back_hears_at_once(instance, clock, register, receiver):
    own = admitted(instance.base)
    register(receiver.base + "/hook", by=own)
    own.created()
    assert names(receiver, 1) == ["CREATED"]
    instance.quiet()
    snapshot = of_merchant(own, "POST", "/holdfast/v1/sandbox/snapshots")["id"]

    of_merchant(own, "DELETE", "/holdfast/v1/sandbox/data")
    own.created()
    assert webhooks(own).json() == {"webhooks": []}
    instance.quiet()
    assert len(receiver.at()) == 1

    of_merchant(own, "POST", f"/holdfast/v1/sandbox/snapshots/{snapshot}/restore")
    own.authorized()
    assert names(receiver, 3)[1:] == ["CREATED", "AUTHORIZED"]
    assert len(webhooks(own).json()["webhooks"]) == 1


def test_a_deleted_registration_does_not_hear_of_the_very_next_event(unit, register, receiver, instance):
    kept = register(receiver.base + "/kept", ["epayments.payment.created.v1"])
    for number in range(10):
        made = register(f"{receiver.base}/{number}", ["epayments.payment.created.v1"])
        assert webhooks(unit, "DELETE", f"/{made['id']}").status_code == 204
        unit.created()
    assert len(arrived(receiver, 10, "/kept")) == 10
    instance.quiet()
    assert {arrival.path for arrival in receiver.at()} == {"/kept"}
    assert [row["id"] for row in webhooks(unit).json()["webhooks"]] == [kept["id"]]


def test_a_registration_hears_of_every_event_that_comes_after_it(unit, register, receiver, instance):
    for number in range(10):
        register(f"{receiver.base}/{number}", ["epayments.payment.created.v1"])
        unit.created()
    instance.quiet()
    for number in range(10):
        assert len(receiver.at(f"/{number}")) == 10 - number
