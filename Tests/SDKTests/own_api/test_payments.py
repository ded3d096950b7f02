"""Our own API on its own: a payment's whole life, and every no."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest


def nok(value):
    return {"value": value, "currency": "NOK"}


def test_a_payment_is_created_approved_captured_in_part_and_refunded(merchant):
    payment = merchant.created(50_000, description="A coat", metadata={"order": 7})
    assert payment["id"].startswith("pmt_")
    assert (payment["status"], payment["dialect"]) == ("open", "holdfast")
    assert (payment["description"], payment["metadata"]) == ("A coat", {"order": 7})
    assert payment["requested"] == nok(50_000)
    payment = merchant.pay(payment)
    assert (payment["status"], payment["capturable"]) == ("authorized", nok(50_000))
    capture = merchant.capture(payment, 20_000, reference="parcel 1")
    assert (capture["type"], capture["state"], capture["amount"]) == ("capture", "succeeded", nok(20_000))
    assert capture["reference"] == "parcel 1"
    assert (capture["payment"]["status"], capture["payment"]["capturable"]) == ("partiallyCaptured", nok(30_000))
    void = merchant.done("POST", f"/payments/{payment['id']}/voids", {})
    assert void["amount"] == nok(30_000)
    assert void["reachesPayerAt"] == void["endedAt"], "what was held is free at once"
    refund = merchant.refund(payment, 5_000)
    assert refund["state"] == "succeeded" and refund["reachesPayerAt"] > refund["endedAt"]
    after = merchant.read(payment)
    assert (after["captured"], after["refunded"], after["released"]) == (nok(20_000), nok(5_000), nok(30_000))
    listed = merchant.done("GET", f"/payments/{payment['id']}/captures")["data"]
    assert [operation["id"] for operation in listed] == [capture["id"]]


def test_a_final_capture_gives_the_rest_back(merchant):
    payment = merchant.authorized()
    capture = merchant.capture(payment, 20_000, final=True)
    assert capture["final"] and capture["payment"]["released"] == nok(30_000)


def test_automatic_capture_at_once_and_later(merchant):
    assert merchant.authorized(capture="automatic")["status"] == "captured"
    later = merchant.authorized(capture="automatic", captureAfter="P2D")
    assert later["status"] == "authorized"
    merchant.clock(advance="P2D")
    assert merchant.read(later)["status"] == "captured"


def test_an_increment_adds_to_the_hold(merchant):
    payment = merchant.authorized()
    increment = merchant.done("POST", f"/payments/{payment['id']}/increments", {"amount": nok(1_000)})
    assert increment["payment"]["capturable"] == nok(51_000)


def test_a_payment_is_found_by_our_id_its_wires_id_and_the_merchants_reference(merchant):
    own = merchant.created(reference="order-1")
    assert merchant.done("GET", "/payments/order-1")["id"] == own["id"]
    assert merchant.done("GET", "/payments?reference=order-1")["data"] == [own]
    order = {
        "amount": {"currency": "EUR", "value": "10.00"},
        "description": "x",
        "redirectUrl": "https://shop.example/",
        "method": "creditcard",
    }
    mollie = merchant.mollie("POST", "/payments", order).json()
    found = merchant.done("GET", f"/payments/{mollie['id']}")
    assert (found["dialect"], found["requested"]) == ("mollie", {"value": 1_000, "currency": "EUR"})
    assert merchant.done("GET", f"/payments/{found['id']}") == found


def test_payments_are_listed_newest_first_by_wire_and_status_in_pages(merchant):
    created = [merchant.created() for _ in range(5)]
    merchant.pay(created[2])
    page = merchant.done("GET", "/payments?limit=2")
    assert [payment["id"] for payment in page["data"]] == [created[4]["id"], created[3]["id"]]
    rest = merchant.done("GET", f"/payments?limit=10&from={page['next']}")
    assert [payment["id"] for payment in rest["data"]] == [payment["id"] for payment in reversed(created[:3])]
    assert "next" not in rest
    assert [p["id"] for p in merchant.done("GET", "/payments?status=authorized")["data"]] == [created[2]["id"]]
    assert merchant.done("GET", "/payments?dialect=mollie")["data"] == []


def test_the_same_key_gets_the_first_answer_again(merchant, problem):
    payment = merchant.authorized()
    path, key = f"/payments/{payment['id']}/captures", str(uuid.uuid4())
    first = merchant.ask("POST", path, {"amount": nok(10_000)}, Idempotency_Key=key)
    again = merchant.ask("POST", path, {"amount": nok(10_000)}, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first.headers
    assert merchant.read(payment)["captured"] == nok(10_000)
    other = merchant.ask("POST", path, {"amount": nok(1)}, Idempotency_Key=key)
    problem(other, 422, "keyReused")
    too_much = merchant.ask("POST", path, {"amount": nok(90_000)}, Idempotency_Key=key + "x")
    again = merchant.ask("POST", path, {"amount": nok(90_000)}, Idempotency_Key=key + "x")
    problem(too_much, 422, "exceedsCapturable", "amount.value")
    assert again.content == too_much.content and again.headers["Idempotent-Replayed"] == "true"


def test_a_created_payment_is_created_once_for_a_key(merchant):
    key = str(uuid.uuid4())
    first, again = (
        merchant.done("POST", "/payments", {"amount": nok(5)}, Idempotency_Key=key) for _ in range(2)
    )
    assert first == again


def test_when_sixty_four_captures_race_for_the_last_unit_exactly_one_wins(merchant, problem):
    payment = merchant.authorized(10_000)
    merchant.capture(payment, 9_999)

    def last(_):
        return merchant.ask("POST", f"/payments/{payment['id']}/captures", {"amount": nok(1)})

    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(last, range(64)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 63
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "closed")


@pytest.mark.parametrize(
    "order, field",
    [
        ({}, "amount"),
        ({"amount": 5}, "amount"),
        ({"amount": {"value": 5}}, "amount.currency"),
        ({"amount": {"value": 0, "currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": -5, "currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": 1.5, "currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": "5", "currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": 10**16, "currency": "NOK"}}, "amount.value"),
        ({"amount": {"value": 5, "currency": "XXZ"}}, "amount.currency"),
        ({"amount": {"value": 5, "currency": "NOK", "more": 1}}, "amount.more"),
        ({"amount": {"value": 5, "currency": "NOK"}, "capture": "maybe"}, "capture"),
        ({"amount": {"value": 5, "currency": "NOK"}, "captureAfter": "P1D"}, "captureAfter"),
        ({"amount": {"value": 5, "currency": "NOK"}, "captureWindow": "soon"}, "captureWindow"),
        ({"amount": {"value": 5, "currency": "NOK"}, "captureWindow": "P999999999D"}, "captureWindow"),
        ({"amount": {"value": 5, "currency": "NOK"}, "remainder": "lose"}, "remainder"),
        ({"amount": {"value": 5, "currency": "NOK"}, "reference": ""}, "reference"),
        ({"amount": {"value": 5, "currency": "NOK"}, "reference": "x" * 256}, "reference"),
        ({"amount": {"value": 5, "currency": "NOK"}, "metadata": "x" * 5_000}, "metadata"),
        ({"amount": {"value": 5, "currency": "NOK"}, "wish": 1}, "wish"),
    ],
)
def test_a_malformed_order_names_its_member_and_creates_nothing(merchant, problem, order, field):
    problem(merchant.ask("POST", "/payments", order), 400, field=field)
    assert merchant.done("GET", "/payments")["data"] == []


def test_each_no_of_a_rule_has_its_code(merchant, problem):
    open_payment = merchant.created()
    path = f"/payments/{open_payment['id']}"
    problem(merchant.ask("POST", path + "/captures", {}), 409, "notAuthorized")
    merchant.pay(open_payment)
    problem(merchant.ask("POST", path + "/refunds", {}), 409, "nothingCaptured")
    problem(merchant.ask("POST", path + "/payer", {"action": "approve"}), 409, "alreadyAuthorized")
    problem(
        merchant.ask("POST", path + "/captures", {"amount": {"value": 1, "currency": "EUR"}}),
        422,
        "currencyMismatch",
        "amount.currency",
    )
    problem(merchant.ask("POST", path + "/voids", {"amount": nok(50_001)}), 422, "exceedsCapturable", "amount.value")
    merchant.capture(open_payment, 10_000, final=True)
    problem(merchant.ask("POST", path + "/captures", {"amount": nok(1)}), 409, "closed")
    problem(merchant.ask("POST", path + "/refunds", {"amount": nok(10_001)}), 422, "exceedsRefundable", "amount.value")
    merchant.created(reference="taken")
    problem(merchant.ask("POST", "/payments", {"amount": nok(1), "reference": "taken"}), 409, "referenceTaken")


def test_another_merchants_payment_does_not_exist(merchant, admitted, problem):
    payment = merchant.authorized(reference="mine")
    stranger = admitted()
    for method, path in [
        ("GET", ""),
        ("GET", "/timeline"),
        ("GET", "/captures"),
        ("POST", "/captures"),
        ("POST", "/voids"),
        ("POST", "/refunds"),
        ("POST", "/increments"),
    ]:
        for name in [payment["id"], "mine"]:
            body = {"amount": nok(1)} if method == "POST" else None
            problem(stranger.ask(method, f"/payments/{name}{path}", body), 404)
    assert stranger.done("GET", "/payments")["data"] == []
    assert stranger.done("GET", "/ledger/trial-balance") == {"accounts": [], "sums": []}
    assert merchant.read(payment)["capturable"] == nok(50_000)


def test_the_timeline_tells_what_happened_with_its_journal_entries_and_what_will(merchant):
    payment = merchant.authorized()
    merchant.capture(payment, 20_000)
    timeline = merchant.timeline(payment)
    assert [event["type"] for event in timeline["events"]] == [
        "payment.created",
        "payment.authorized",
        "capture.succeeded",
    ]
    assert [event["sequence"] for event in timeline["events"]] == [1, 2, 3]
    for event in timeline["events"]:
        signed = [e["amount"]["value"] * (1 if e["side"] == "debit" else -1) for e in event["entries"]]
        assert sum(signed) == 0
    accounts = {entry["account"] for entry in timeline["events"][2]["entries"]}
    assert accounts == {"issuerHolds", "merchantHolds", "receivableFromIssuer", "payableToMerchant"}
    assert {upcoming["what"] for upcoming in timeline["upcoming"]} == {
        "warning that the hold lapses",
        "hold lapses",
        "settlement",
        "capture window closes, the hold is released",
    }
    assert [exchange["operation"] for exchange in timeline["exchanges"]][:3] == ["create", "authorize", "capture"]


def test_the_trial_balance_is_zero_in_every_currency(merchant):
    merchant.capture(merchant.authorized(), 20_000)
    euros = merchant.authorized(9_900, "EUR")
    merchant.capture(euros, 9_900)
    merchant.refund(euros, 900)
    merchant.clock(advance="P1D")
    found = merchant.done("GET", "/ledger/trial-balance")
    assert found["sums"] == [{"currency": "EUR", "sum": 0}, {"currency": "NOK", "sum": 0}]
    balances = {(b["account"], b["currency"]): b["balance"] for b in found["accounts"]}
    assert balances == {
        ("receivableFromIssuer", "EUR"): 9_000,
        ("settledToMerchant", "EUR"): -9_000,
        ("issuerHolds", "NOK"): 30_000,
        ("merchantHolds", "NOK"): -30_000,
        ("receivableFromIssuer", "NOK"): 20_000,
        ("settledToMerchant", "NOK"): -20_000,
    }
