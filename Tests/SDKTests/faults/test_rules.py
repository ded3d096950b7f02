"""The rules: whom they strike, how often, how they are listed and removed, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import shop
from server.client import DEMO_ADMINISTRATOR, Merchant, printed_credentials

FAULTS = "/holdfast/v1/sandbox/faults"


def statuses(merchant, count, fault=None):
    headers = {"Holdfast-Fault": fault} if fault else {}
    return [merchant.send("GET", "/v2/payments", headers=headers).status_code for _ in range(count)]


def test_a_rule_is_listed_with_how_often_it_struck_and_what_is_left(merchant):
    rule = merchant.fault("status:503", dialect="mollie", operation="read", nth=2, times=2)
    assert {name: rule[name] for name in ("matched", "struck", "left")} == {"matched": 0, "struck": 0, "left": 2}

    assert statuses(merchant, 5) == [200, 503, 503, 200, 200]

    assert merchant.faults() == [
        {
            "id": rule["id"],
            "dialect": "mollie",
            "operation": "read",
            "target": "request",
            "effect": "status:503",
            "nth": 2,
            "times": 2,
            "matched": 5,
            "struck": 2,
            "left": 0,
        }
    ]
    assert [(strike["fault"], strike["effect"], strike["operation"]) for strike in merchant.strikes()] == [
        (rule["id"], "status:503", "read")
    ] * 2


def test_of_many_requests_at_once_a_rule_strikes_as_many_as_it_may(merchant):
    """Forty captures of one payment: seven lose their answer, and all forty are made."""
    payment = merchant.authorized(shop.klarna_payment())
    merchant.fault("loseAnswer", operation="capture", nth=4, times=7)
    body = b'{"amount":{"currency":"EUR","value":"1.00"}}'

    def capture(_):
        headers = {"Content-Type": "application/json"}
        return merchant.raw("POST", f"/v2/payments/{payment['id']}/captures", body, headers=headers).bytes

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(capture, range(40)))

    assert answers.count(b"") == 7
    assert len(merchant.captures(payment)) == 40
    assert [merchant.faults()[0][name] for name in ("matched", "struck", "left")] == [40, 7, 0]


def test_another_merchant_is_never_touched(merchant, admit):
    other = admit("Another shop")
    rule = merchant.fault("status:503", times=1_000)

    assert statuses(other, 5) == [200] * 5
    assert other.faults() == [] and other.strikes() == [] and merchant.faults()[0]["matched"] == 0
    assert other.own("DELETE", f"/sandbox/faults/{rule['id']}").status_code == 404
    assert other.own("DELETE", "/sandbox/faults").status_code == 204
    assert statuses(merchant, 2) == [503, 503]

    merchant.own("DELETE", "/sandbox/faults")
    payment = merchant.authorized()
    merchant.fault("loseAnswer", operation="capture")
    stolen = other.send("POST", f"/v2/payments/{payment['id']}/captures", {})
    assert stolen.status_code == 404
    assert other.exchanges(payment) == []
    assert all("payment" not in exchange for exchange in other.exchanges())
    assert merchant.faults()[0]["matched"] == 0


def test_a_strangers_payment_is_not_linked_by_a_fault(merchant, admit):
    payment = merchant.authorized()
    other = admit("Another shop")
    for effect in ["dropBefore", "status:503", "loseAnswer", "statusAfterCommit:500"]:
        headers = {"Holdfast-Fault": effect}
        other.raw("POST", f"/v2/payments/{payment['id']}/captures", headers=headers)
        other.raw("GET", f"/v2/payments/{payment['id']}", headers=headers)
    assert len(other.strikes()) == 8
    assert all("payment" not in strike for strike in other.strikes())
    assert merchant.captures(payment) == []


def test_a_seed_repeats_what_chance_did(merchant):
    def run(seed):
        merchant.own("DELETE", "/sandbox/faults")
        merchant.fault("status:503", operation="read", chance=40, seed=seed, times=1_000)
        return statuses(merchant, 40)

    first = run(7)
    assert 0 < first.count(503) < 40
    assert run(7) == first
    assert run(8) != first


def test_a_chance_without_a_seed_says_which_it_took(merchant):
    rule = merchant.fault("status:503", chance=50)
    assert rule["chance"] == 50 and 0 <= rule["seed"] < 2**32


def test_rules_are_removed_one_by_one_and_all_together(merchant):
    first, second, third = (merchant.fault("status:503", operation="read") for _ in range(3))
    assert merchant.own("DELETE", f"/sandbox/faults/{second['id']}").status_code == 204
    assert [rule["id"] for rule in merchant.faults()] == [first["id"], third["id"]]
    assert merchant.own("DELETE", f"/sandbox/faults/{second['id']}").status_code == 404
    assert merchant.own("DELETE", "/sandbox/faults").status_code == 204
    assert merchant.faults() == []
    assert statuses(merchant, 1) == [200]


def test_too_many_rules_are_refused(merchant):
    for _ in range(100):
        merchant.fault("loseAnswer")
    answer = merchant.own("POST", "/sandbox/faults", {"effect": "loseAnswer"})
    assert answer.status_code == 409 and answer.headers["Content-Type"] == "application/problem+json"
    assert len(merchant.faults()) == 100


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "effect"),
        ({"effect": None}, "effect"),
        ({"effect": "explode"}, "effect"),
        ({"effect": "status:200"}, "effect"),
        ({"effect": "status"}, "effect"),
        ({"effect": "delay:PT2M"}, "effect"),
        ({"effect": "delay:P1Y"}, "effect"),
        ({"effect": 7}, "effect"),
        ({"effect": "drop", "target": "request"}, "effect"),
        ({"effect": "loseAnswer", "target": "webhook"}, "effect"),
        ({"effect": "loseAnswer", "target": "payer"}, "target"),
        ({"effect": "loseAnswer", "dialect": "paypal"}, "dialect"),
        ({"effect": "loseAnswer", "dialect": 1}, "dialect"),
        ({"effect": "loseAnswer", "operation": "cancel"}, "operation"),
        ({"effect": "loseAnswer", "nth": 0}, "nth"),
        ({"effect": "loseAnswer", "nth": "1"}, "nth"),
        ({"effect": "loseAnswer", "times": 0}, "times"),
        ({"effect": "loseAnswer", "times": 1.5}, "times"),
        ({"effect": "loseAnswer", "times": 10**30}, "times"),
        ({"effect": "loseAnswer", "chance": 0}, "chance"),
        ({"effect": "loseAnswer", "chance": 101}, "chance"),
        ({"effect": "loseAnswer", "chance": 5, "seed": -1}, "seed"),
        ({"effect": "loseAnswer", "chance": 5, "seed": 2**32}, "seed"),
        ({"effect": "loseAnswer", "seed": 1}, "seed"),
        ({"effect": "loseAnswer", "time": 1}, "time"),
        ([], None),
        ("loseAnswer", None),
    ],
)
def test_a_malformed_rule_is_refused_and_nothing_is_set(merchant, body, field):
    answer = merchant.own("POST", "/sandbox/faults", body)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json().get("field") == field and answer.json()["detail"]
    assert merchant.faults() == []


@pytest.mark.parametrize("value", ["explode", "drop", "", "status:", "delay", "delay:PT61S", "loseAnswer, dropBefore"])
def test_a_header_that_is_no_effect_is_refused_and_nothing_is_done(merchant, value):
    answer = merchant.send("POST", "/v2/payments", shop.card_payment(), headers={"Holdfast-Fault": value})
    assert answer.status_code == 400
    assert answer.json()["field"] == "Holdfast-Fault"
    assert merchant.send("GET", "/v2/payments").json()["count"] == 0


@pytest.mark.parametrize(
    "method, path", [("GET", FAULTS), ("POST", FAULTS), ("DELETE", FAULTS), ("DELETE", FAULTS + "/x")]
)
def test_faults_take_a_merchants_key(merchant, method, path):
    for key in ["hf_test_nobody", merchant.keys["mollie test"]]:
        assert merchant.send(method, path, {"effect": "loseAnswer"}, key=key).status_code == 401


def test_the_sandboxs_own_requests_are_never_struck(merchant):
    merchant.fault("dropBefore", times=100)
    assert len(merchant.faults()) == 1
    assert merchant.own("GET", "/sandbox/faults", headers={"Holdfast-Fault": "dropBefore"}).status_code == 200
    assert merchant.own("GET", "/wire-exchanges").status_code == 200
    assert merchant.own("DELETE", "/sandbox/faults").status_code == 204


def test_a_header_leaves_the_rules_alone(merchant):
    merchant.fault("status:503", operation="read")
    assert statuses(merchant, 2, fault="status:502") == [502, 502]
    assert statuses(merchant, 2) == [503, 200]


def test_a_refused_capture_can_lose_its_answer_too(merchant):
    payment = merchant.authorized(shop.klarna_payment())
    path = f"/v2/payments/{payment['id']}/captures"
    body = {"amount": shop.eur("100.01")}
    key = {"Idempotency-Key": shop.new_key()}
    raw = merchant.raw(
        "POST",
        path,
        b'{"amount":{"currency":"EUR","value":"100.01"}}',
        headers={**key, "Content-Type": "application/json", "Holdfast-Fault": "loseAnswer"},
    )
    assert raw.bytes == b""
    answer = merchant.send("POST", path, body, headers=key)
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (422, "true")


def test_who_admits_merchants_meets_the_header_too_and_nothing_is_done(merchant, house):
    """The administrator's request belongs to no merchant: nothing is noted, but what is dropped before is not done."""
    merchants = "SELECT count(*) FROM documents WHERE kind = 'merchant'"
    before = house.rows(merchants)[0][0]
    headers = {"Authorization": f"Bearer {DEMO_ADMINISTRATOR}", "Holdfast-Fault": "dropBefore"}
    assert merchant.raw("POST", "/holdfast/v1/merchants", b'{"name":"Nobody"}', headers=headers).bytes == b""
    assert house.rows(merchants)[0][0] == before

    headers["Holdfast-Fault"] = "loseAnswer"
    assert merchant.raw("POST", "/holdfast/v1/merchants", b'{"name":"Somebody"}', headers=headers).bytes == b""
    assert house.rows(merchants)[0][0] == before + 1


def test_in_a_gateway_there_are_no_faults(instance):
    instance.start("--mode", "gateway")
    made = instance.command("merchant", "create", "A shop")
    merchant = Merchant(instance.base, printed_credentials(made.stdout))
    for method, path in [("GET", FAULTS), ("POST", FAULTS), ("DELETE", FAULTS), ("DELETE", FAULTS + "/flt_1")]:
        answer = merchant.send(method, path, {"effect": "loseAnswer"}, key="holdfast merchant")
        assert answer.status_code == 404, answer.text
    for value in ["loseAnswer", "dropBefore", "status:503", "delay:PT30S", "nonsense"]:
        answer = merchant.send("GET", "/v2/payments", headers={"Holdfast-Fault": value})
        assert answer.status_code == 200 and answer.elapsed.total_seconds() < 10
    assert merchant.send("GET", "/holdfast/v1/wire-exchanges", key="holdfast merchant").status_code == 404
