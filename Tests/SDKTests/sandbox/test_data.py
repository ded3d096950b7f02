"""Erasing a merchant's data, keeping it and bringing it back, over HTTP."""

import uuid

import pytest
import shop

from server.receiver import status


def test_restore_brings_everything_back_byte_for_byte(instance, merchant):
    merchant.freeze()
    payments = merchant.rehearse()
    before, clock = merchant.everything(payments), merchant.clock()
    snapshot = merchant.keep("a little of everything")
    assert snapshot == {"id": snapshot["id"], "name": "a little of everything", "at": clock["now"], "payments": 4}
    instance.audit()

    # More captures, other payments, and everything that time does.
    merchant.capture(payments[2], "20.00")
    merchant.capture(payments[1], "10.00")
    merchant.rehearse()
    assert merchant.clock(advance="P40D")["fired"] > 0
    assert merchant.everything(payments) != before
    instance.audit()
    assert merchant.restore(snapshot) == snapshot
    instance.audit()
    assert merchant.everything(payments) == before
    assert merchant.clock() == clock

    # And from nothing, twice.
    for _ in range(2):
        merchant.erase()
        instance.audit()
        assert merchant.read(f"/v2/payments/{payments[0]['id']}")[0] == 404
        merchant.restore(snapshot)
        instance.audit()
        assert merchant.everything(payments) == before


def test_what_was_restored_goes_on_another_way(instance, merchant):
    merchant.freeze()
    payments = merchant.rehearse()
    snapshot = merchant.keep()
    assert "name" not in snapshot
    partial = payments[2]
    merchant.capture(partial, "64.05")
    assert merchant.merchant.get(partial)["amountCaptured"] == shop.eur("100.00")
    merchant.restore(snapshot)
    merchant.capture(partial, "10.00")
    assert merchant.merchant.get(partial)["amountCaptured"] == shop.eur("45.95")
    second = merchant.keep()
    merchant.restore(snapshot)
    instance.audit()
    assert merchant.merchant.get(partial)["amountCaptured"] == shop.eur("35.95")
    merchant.restore(second)
    assert merchant.merchant.get(partial)["amountCaptured"] == shop.eur("45.95")


def test_a_key_from_before_replays_after_a_restore_and_is_free_after_an_erasure(instance, merchant):
    key = {"Idempotency-Key": str(uuid.uuid4())}
    create = lambda: merchant.merchant.send("POST", "/v2/payments", shop.card_payment(), headers=key)  # noqa: E731
    first = create()
    snapshot = merchant.keep()
    merchant.clock(advance="P3D")
    merchant.restore(snapshot)
    again = create()
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    merchant.erase()
    fresh = create()
    assert fresh.status_code == 201 and fresh.json()["id"] != first.json()["id"]
    assert "Idempotent-Replayed" not in fresh.headers
    merchant.restore(snapshot)
    assert create().content == first.content
    assert merchant.read(f"/v2/payments/{fresh.json()['id']}")[0] == 404


def test_a_key_from_after_the_snapshot_is_free_again(merchant):
    payment = merchant.merchant.authorized(shop.klarna_payment())
    snapshot = merchant.keep()
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = merchant.merchant.capture(payment, "5.00", headers=key)
    merchant.restore(snapshot)
    second = merchant.merchant.capture(payment, "5.00", headers=key)
    assert first["id"] != second["id"]


def test_deadlines_fire_again_after_each_restore(instance, merchant):
    merchant.freeze()
    payments = merchant.rehearse()
    snapshot = merchant.keep()
    statuses = set()
    fired = set()
    for _ in range(3):
        fired.add(merchant.clock(advance="P60D")["fired"])
        statuses.add(tuple(merchant.merchant.get(payment)["status"] for payment in payments))
        instance.audit()
        merchant.restore(snapshot)
    assert len(fired) == len(statuses) == 1 and fired != {0}
    assert statuses.pop()[0] == "expired"


def test_a_running_clock_goes_on_from_the_snapshot(instance, merchant):
    payment = merchant.merchant.authorized()
    snapshot = merchant.keep()
    merchant.clock(advance="P30D")
    assert merchant.merchant.get(payment)["status"] == "expired"
    instance.jump(90 * 86_400)
    merchant.restore(snapshot)
    clock = merchant.clock()
    assert not clock["frozen"] and clock["now"][:10] == snapshot["at"][:10]
    assert merchant.merchant.get(payment)["status"] == "authorized"
    merchant.clock(advance="P30D")
    assert merchant.merchant.get(payment)["status"] == "expired"


def test_a_snapshot_survives_restarts_and_kills(instance, merchant):
    merchant.freeze()
    payments = merchant.rehearse()
    before = merchant.everything(payments)
    snapshot = merchant.keep("kept")
    merchant.erase()
    instance.stop()
    instance.audit()
    instance.start()
    assert merchant.snapshots() == [snapshot]
    merchant.restore(snapshot)
    instance.kill()
    instance.start()
    assert merchant.everything(payments) == before


def test_another_merchant_notices_nothing(instance, merchant, other):
    for rehearsal in (merchant, other):
        rehearsal.freeze()
    payments, others = merchant.rehearse(), other.rehearse()
    before, clock = other.everything(others), other.clock()
    snapshot, foreign = merchant.keep(), other.keep()
    merchant.clock(advance="P5D")
    merchant.restore(snapshot)
    merchant.erase()
    assert (other.everything(others), other.clock()) == (before, clock)
    # What is another's does not exist.
    merchant.restore(foreign, status=404)
    merchant.forget(foreign, status=404)
    other.restore(snapshot, status=404)
    assert merchant.snapshots() == [snapshot] and other.snapshots() == [foreign]
    other.restore(foreign)
    assert other.everything(others) == before
    assert merchant.read(f"/v2/payments/{payments[0]['id']}")[0] == 404


@pytest.mark.parametrize("way", ["set", "reset"])
def test_time_goes_back_when_the_data_goes_too(merchant, way):
    payment = merchant.merchant.create()
    merchant.clock(advance="P10D")
    move = {"set": "2020-01-01T00:00:00Z"} if way == "set" else {"reset": True}
    refusal = merchant.ask("POST", "/clock", move, status=409)
    assert '"data": "erase"' in refusal["detail"]
    assert merchant.merchant.get(payment)["id"] == payment["id"]
    now = merchant.ask("POST", "/clock", {**move, "data": "erase"})
    assert now["fired"] == 0 and now["now"].startswith("2020-01-01T00:00:0" if way == "set" else "20")
    assert merchant.read(f"/v2/payments/{payment['id']}")[0] == 404
    assert merchant.merchant.create()["createdAt"][:10] == now["now"][:10]


@pytest.mark.parametrize(
    "move, field",
    [
        ({"advance": "P1D", "data": "erase"}, "data"),
        ({"freeze": True, "data": "erase"}, "data"),
        ({"reset": True, "data": "keep"}, "data"),
        ({"reset": True, "data": True}, "data"),
        ({"data": "erase"}, None),
    ],
)
def test_data_is_erased_with_set_and_reset_alone(merchant, move, field):
    payment = merchant.merchant.create()
    problem = merchant.ask("POST", "/clock", move, status=400)
    assert problem.get("field") == field
    assert merchant.merchant.get(payment)["id"] == payment["id"]


@pytest.mark.parametrize("name", ["", "x" * 201, "two\nlines", 7, {}])
def test_a_bad_name_keeps_nothing(merchant, name):
    assert merchant.ask("POST", "/snapshots", {"name": name}, status=400)["field"] == "name"
    assert merchant.ask("POST", "/snapshots", {"title": "x"}, status=400)["field"] == "title"
    assert merchant.snapshots() == []


def test_snapshots_are_bounded_and_forgotten(merchant):
    kept = [merchant.keep(f"number {number}") for number in range(20)]
    assert merchant.snapshots() == kept
    assert "delete one" in merchant.ask("POST", "/snapshots", status=409)["detail"]
    merchant.forget(kept[3])
    merchant.forget(kept[3], status=404)
    merchant.restore(kept[3], status=404)
    assert len({snapshot["id"] for snapshot in merchant.snapshots() + [merchant.keep()]}) == 20
    for name in ("snp_", "snp_nonsense", "pmt_1ChFfFz5XiT5u5zoh3ZNjU", "%00"):
        merchant.ask("POST", f"/snapshots/{name}/restore", status=404)


def test_a_key_is_asked_for(merchant):
    paths = [
        ("DELETE", "/data"),
        ("GET", "/snapshots"),
        ("POST", "/snapshots"),
        ("DELETE", "/snapshots/snp_x"),
        ("POST", "/snapshots/snp_x/restore"),
    ]
    payment = merchant.merchant.create()
    for method, path in paths:
        for key in ("hf_test_nobody", "hf_admin_holdfastdemo0000000000000001", shop.API_KEY):
            answer = merchant.merchant.send(method, f"/holdfast/v1/sandbox{path}", key=key)
            assert answer.status_code == 401, (method, path, key, answer.text)
    assert merchant.merchant.get(payment)["id"] == payment["id"]


def test_a_gateway_has_nothing_to_erase(instance, merchant):
    instance.stop()
    instance.start("--mode", "gateway")
    merchant.merchant.base = instance.base
    for method, path in [("DELETE", "/data"), ("GET", "/snapshots"), ("POST", "/snapshots")]:
        answer = merchant.merchant.send(method, f"/holdfast/v1/sandbox{path}", key="holdfast merchant")
        assert answer.status_code == 404


def test_webhooks_are_told_again_from_the_snapshot_on(instance, merchant, receiver):
    payments = merchant.rehearse(webhook=f"{receiver.base}/hook")
    instance.quiet()
    told = len(receiver.bodies("/hook"))
    snapshot = merchant.keep()
    merchant.capture(payments[1], "10.00")
    shop.eventually(lambda: len(receiver.bodies("/hook")), lambda count: count == told + 1)
    instance.quiet()
    merchant.restore(snapshot)
    merchant.capture(payments[1], "10.00")
    # The same event number, told once more: nothing of before the restore counts.
    shop.eventually(lambda: len(receiver.bodies("/hook")), lambda count: count == told + 2)
    instance.quiet()


def test_a_webhook_on_its_way_while_the_data_goes_changes_nothing(instance, merchant, receiver):
    receiver.answer = receiver.hang
    payment = merchant.merchant.create(webhookUrl=f"{receiver.base}/hook")
    snapshot = merchant.keep()
    merchant.merchant.payer(payment, "decline")
    shop.eventually(lambda: len(receiver.bodies("/hook")), lambda count: count == 1)
    merchant.erase()
    receiver.released.set()
    instance.audit()
    assert not instance.attempts() and not instance.outbox()
    merchant.restore(snapshot)
    receiver.answer = status(200)
    merchant.merchant.payer(payment, "decline")
    shop.eventually(lambda: len(receiver.bodies("/hook")), lambda count: count == 2)
    instance.quiet()
    assert [attempt["number"] for attempt in instance.attempts()] == [1]
