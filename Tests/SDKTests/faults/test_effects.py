"""Each effect on a capture over a raw socket, on our own API's payer, and on a read."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import shop
from server.client import Merchant

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def payment(merchant):
    return merchant.authorized(shop.klarna_payment())


def capture(merchant, payment, key, fault=None, value="35.95"):
    headers = {**JSON, "Idempotency-Key": key, **({"Holdfast-Fault": fault} if fault else {})}
    body = json.dumps({"amount": shop.eur(value)}).encode()
    return merchant.raw("POST", f"/v2/payments/{payment['id']}/captures", body, headers=headers)


@pytest.fixture(params=["rule", "header"])
def strike(request, merchant, payment):
    """Captures with a fault, asked for in both ways."""

    def make(effect, key):
        if request.param == "header":
            return capture(merchant, payment, key, fault=effect)
        merchant.fault(effect, dialect="mollie", operation="capture")
        return capture(merchant, payment, key)

    return make


def again(merchant, payment, key):
    answer = merchant.send(
        "POST",
        f"/v2/payments/{payment['id']}/captures",
        {"amount": shop.eur("35.95")},
        headers={"Idempotency-Key": key},
    )
    assert answer.status_code == 201, answer.text
    return answer


def test_a_lost_answer_reaches_nobody_and_the_same_key_gets_it(merchant, payment, strike):
    key = shop.new_key()
    assert strike("loseAnswer", key).bytes == b""
    [made] = merchant.captures(payment)

    answer = again(merchant, payment, key)

    assert answer.headers["Idempotent-Replayed"] == "true"
    assert answer.json()["id"] == made["id"]
    assert len(merchant.captures(payment)) == 1


def test_a_request_dropped_before_is_as_if_never_sent(merchant, payment, strike):
    key = shop.new_key()
    assert strike("dropBefore", key).bytes == b""
    assert merchant.captures(payment) == []

    answer = again(merchant, payment, key)

    assert "Idempotent-Replayed" not in answer.headers
    assert len(merchant.captures(payment)) == 1


@pytest.mark.parametrize("status", [503, 500])
def test_a_status_of_the_wire_comes_in_its_own_form_and_nothing_is_done(merchant, payment, strike, status):
    key = shop.new_key()
    head, body = strike(f"status:{status}", key).bytes.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/hal+json" in head.lower()
    assert json.loads(body)["status"] == status
    assert merchant.captures(payment) == []

    assert "Idempotent-Replayed" not in again(merchant, payment, key).headers


@pytest.mark.parametrize("effect", ["status:502", "status:429"])
def test_another_status_is_what_a_proxy_would_say(merchant, payment, strike, effect):
    head, body = strike(effect, shop.new_key()).bytes.split(b"\r\n\r\n", 1)
    code = effect.removeprefix("status:").encode()
    assert head.startswith(b"HTTP/1.1 %s " % code)
    assert body.startswith(code)
    assert merchant.captures(payment) == []


@pytest.mark.parametrize("status", [500, 503, 504])
def test_a_status_after_the_commit_hides_a_capture(merchant, payment, strike, status):
    key = shop.new_key()
    assert strike(f"statusAfterCommit:{status}", key).bytes.startswith(b"HTTP/1.1 %d " % status)
    [made] = merchant.captures(payment)

    answer = again(merchant, payment, key)

    assert answer.headers["Idempotent-Replayed"] == "true"
    assert answer.json()["id"] == made["id"]
    assert len(merchant.captures(payment)) == 1


def test_a_delay_keeps_the_answer_back(merchant, payment, strike):
    answer = strike("delay:PT1.5S", shop.new_key())
    assert answer.bytes.startswith(b"HTTP/1.1 201 ")
    assert 1.5 <= answer.pieces[0][0] < 10
    assert len(merchant.captures(payment)) == 1


def test_a_slow_body_begins_at_once_and_comes_in_pieces(merchant, payment, strike):
    answer = strike("slowBody:PT2S", shop.new_key())
    head, body = answer.bytes.split(b"\r\n\r\n", 1)
    assert answer.pieces[0][0] < 1.5
    assert answer.seconds >= 2
    assert len(answer.pieces) >= 5
    assert json.loads(body)["resource"] == "capture"
    assert b"content-length: %d" % len(body) in head.lower()


def approve(merchant, payment, fault=None):
    headers = {**JSON, **({"Holdfast-Fault": fault} if fault else {})}
    path = f"/holdfast/v1/payments/{payment['id']}/payer"
    return merchant.raw("POST", path, b'{"action":"approve"}', key="holdfast merchant", headers=headers).bytes


@pytest.mark.parametrize(
    "effect, status, approved",
    [
        ("loseAnswer", None, True),
        ("dropBefore", None, False),
        ("status:503", 503, False),
        ("status:500", 500, False),
        ("status:418", 418, False),
        ("statusAfterCommit:500", 500, True),
        ("delay:PT0.2S", 200, True),
        ("slowBody:PT0.2S", 200, True),
    ],
)
@pytest.mark.parametrize("by_rule", [True, False], ids=["rule", "header"])
def test_the_payers_own_request_can_fail_in_each_way(merchant, effect, status, approved, by_rule):
    payment = merchant.create()
    if by_rule:
        merchant.fault(effect, dialect="holdfast", operation="authorize")
    answer = approve(merchant, payment, fault=None if by_rule else effect)
    assert answer.startswith(b"HTTP/1.1 %d " % status) if status else answer == b""
    assert merchant.get(payment)["status"] == ("authorized" if approved else "open")


@pytest.mark.parametrize(
    "effect, status",
    [("loseAnswer", None), ("dropBefore", None), ("status:503", 503), ("statusAfterCommit:500", 500)],
)
def test_a_read_can_fail(merchant, payment, effect, status):
    merchant.fault(effect, operation="read", dialect="mollie")
    answer = merchant.raw("GET", f"/v2/payments/{payment['id']}").bytes
    assert answer.startswith(b"HTTP/1.1 %d " % status) if status else answer == b""
    assert merchant.get(payment)["status"] == "authorized"


def test_a_lost_create_leaves_a_payment_that_its_key_finds(merchant):
    merchant.fault("loseAnswer", operation="create")
    key = {"Idempotency-Key": shop.new_key(), **JSON}
    assert merchant.raw("POST", "/v2/payments", json.dumps(shop.card_payment()).encode(), headers=key).bytes == b""

    answer = merchant.send("POST", "/v2/payments", shop.card_payment(), headers=key)

    assert answer.headers["Idempotent-Replayed"] == "true"
    assert merchant.send("GET", "/v2/payments").json()["count"] == 1
    [strike] = merchant.strikes()
    assert (strike["operation"], strike["payment"]) == ("create", merchant.exchanges(answer.json())[0]["payment"])


def test_a_connection_that_lives_on_is_dropped_too(merchant, payment):
    """A keep-alive connection, on which an answer came before."""
    connection = http.client.HTTPConnection(merchant.base.removeprefix("http://"), timeout=20)
    credential = {"Authorization": f"Bearer {merchant.keys['mollie test']}"}
    connection.request("GET", f"/v2/payments/{payment['id']}", headers=credential)
    assert connection.getresponse().read()
    connection.request(
        "POST", f"/v2/payments/{payment['id']}/captures", headers={**credential, "Holdfast-Fault": "loseAnswer"}
    )
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()
    assert len(merchant.captures(payment)) == 1


def test_a_stopping_server_waits_for_no_delay(instance):
    shopkeeper = Merchant.demo(instance.start().base)
    payment = shopkeeper.authorized()
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(
            shopkeeper.send,
            "POST",
            f"/v2/payments/{payment['id']}/captures",
            {},
            headers={"Holdfast-Fault": "delay:PT20S"},
        )
        shop.eventually(lambda: len(instance.rows("SELECT * FROM events")), lambda count: count >= 3)
        assert instance.stop() < 10
        assert waiting.result().status_code == 201
    instance.audit()
