"""Captures and refunds of a wire that sends invoices, through our own API: it asks for the lines, and makes the invoice."""

import re
import uuid

import pytest
import shop
import swedbank_payee


def line(description, price, vat="25", quantity=1):
    return {
        "description": description, "quantity": quantity, "unitPrice": {"value": price, "currency": "SEK"},
        "vatPercent": vat,
    }  # fmt: skip


LINES = [line("Chair", 6250, quantity=2), line("Gift card", 1000, 0)]


@pytest.fixture
def payee(merchant):
    keys = merchant.keys
    return swedbank_payee.Payee(merchant.base, keys["swedbankpay-invoice bearer"], keys["swedbankpay payee id"])


@pytest.fixture
def held(payee):
    """The path of an authorized payment, and its name here."""
    path = payee.authorized()
    return path, path.rsplit("/", 1)[1]


def xml(payee, path):
    return shop.eventually(
        lambda: payee.ask("GET", f"{path}/invoicecopy", Accept="application/xml"), lambda got: got.status_code == 200
    ).text


def value(xml, name):
    return re.search(f"<cbc:{name}[^>]*>([^<]*)<", xml)[1]


def test_a_capture_with_lines_makes_the_invoice(merchant, payee, held):
    path, name = held
    amount = {"value": 13500, "currency": "SEK"}
    body = {"amount": amount, "lines": LINES, "reference": "parcel-1", "description": "Two chairs"}
    merchant.done("POST", f"/payments/{name}/captures", body)
    [capture] = payee.get(f"{path}/captures").json()["captures"]["captureList"]
    transaction = capture["transaction"]
    assert [transaction[word] for word in ["amount", "vatAmount", "payeeReference", "description"]] == [
        13500, 2500, "parcel-1", "Two chairs"
    ]  # fmt: skip
    items = payee.get(capture["itemDescriptions"]["id"]).json()["itemDescriptions"]
    assert items["itemDescriptionList"] == [
        {"amount": 12500, "description": "2 × Chair"}, {"amount": 1000, "description": "Gift card"}
    ]  # fmt: skip
    assert items["vatSummary"] == [
        {"amount": 12500, "vatPercent": 2500, "vatAmount": 2500}, {"amount": 1000, "vatPercent": 0, "vatAmount": 0}
    ]  # fmt: skip
    invoice = xml(payee, capture["id"])
    assert (value(invoice, "PayableAmount"), value(invoice, "TaxInclusiveAmount")) == ("135.00", "135.00")
    [issued] = merchant.done("GET", f"/payments/{name}/timeline")["invoices"]
    assert (issued["kind"], issued["amount"], str(issued["number"])) == ("invoice", amount, value(invoice, "ID"))


def test_without_an_amount_it_is_what_the_lines_come_to(merchant, held):
    _, name = held
    captured = merchant.done("POST", f"/payments/{name}/captures", {"lines": [line("Chair", 2500)]})
    assert captured["amount"] == {"value": 2500, "currency": "SEK"}
    # A discount is a line below zero; a number alone is in the payment's currency, and `name` says what it is.
    lines = [line("Chair", 3000), {"name": "Discount", "unitPrice": -500, "vatPercent": 25}]
    captured = merchant.done("POST", f"/payments/{name}/captures", {"lines": lines})
    assert captured["amount"]["value"] == 2500


def test_a_refund_with_lines_makes_a_credit_note_of_them(merchant, payee, held):
    path, name = held
    merchant.done("POST", f"/payments/{name}/captures", {"lines": LINES})
    [capture] = payee.get(f"{path}/captures").json()["captures"]["captureList"]
    number = value(xml(payee, capture["id"]), "ID")
    merchant.done("POST", f"/payments/{name}/refunds", {"lines": [line("Gift card", 1000, 0)]})
    [reversal] = payee.get(f"{path}/reversals").json()["reversals"]["reversalList"]
    assert (reversal["transaction"]["amount"], reversal["transaction"]["vatAmount"]) == (1000, 0)
    note = xml(payee, reversal["id"])
    assert "<cbc:Name>Gift card<" in note and value(note, "PayableAmount") == "10.00"
    assert f"<cac:InvoiceDocumentReference><cbc:ID>{number}<" in note
    issued = merchant.done("GET", f"/payments/{name}/timeline")["invoices"]
    assert [invoice["kind"] for invoice in issued] == ["invoice", "creditNote"]


def test_a_void_says_why_as_its_wire_does(merchant, payee, held):
    path, name = held
    answer = merchant.ask("POST", f"/payments/{name}/voids", {"description": "x" * 51})
    assert (answer.status_code, answer.json()["field"]) == (422, "description"), answer.text
    merchant.done("POST", f"/payments/{name}/voids", {"description": "x" * 50})


def test_a_void_needs_no_lines(merchant, payee, held):
    path, name = held
    merchant.done("POST", f"/payments/{name}/voids", {})
    [cancellation] = payee.get(f"{path}/cancellations").json()["cancellations"]["cancellationList"]
    assert re.fullmatch("[0-9a-f]{32}", cancellation["transaction"]["payeeReference"])


@pytest.mark.parametrize("what", ["captures", "refunds"])
@pytest.mark.parametrize(
    "body, code, field",
    [
        ({}, "detailsRequired", "lines"),
        ({"amount": {"value": 13500, "currency": "SEK"}}, "detailsRequired", "lines"),
        ({"lines": []}, "detailsRequired", "lines"),
        ({"lines": [{"description": "Chair", "unitPrice": 100}]}, "detailsRequired", "lines[0].vatPercent"),
        ({"lines": [line("Chair", 100), {"vatPercent": 25, "unitPrice": 1}]}, "detailsRequired", "lines[1].description"),
        ({"lines": [{"description": "Chair", "vatPercent": 25}]}, "detailsRequired", "lines[0].unitPrice"),
        ({"lines": [line("Chair", 100, "25.5")]}, "detailsRefused", "lines[0].vatPercent"),
        ({"lines": [line("Chair", 10**15, quantity=10**6)]}, "detailsRefused", "lines[0]"),
        ({"lines": [line("Chair", 10**15)] * 4}, "detailsRefused", "lines"),
        ({"lines": [line("Chair", 10**15), line("Discount", 1 - 10**15)]}, "detailsRefused", "lines"),
        ({"lines": [line("Chair", 0)]}, "detailsRefused", "lines"),
        ({"lines": [line("Chair", 100), line("Discount", -50, 12)]}, "detailsRefused", "lines"),
        ({"lines": LINES, "amount": {"value": 13499, "currency": "SEK"}}, "detailsRefused", "lines"),
        ({"lines": LINES, "reference": "no blanks"}, "detailsRefused", "reference"),
    ],
)  # fmt: skip
def test_what_the_wire_lacks_is_told_and_nothing_is_written(merchant, payee, held, what, body, code, field):
    path, name = held
    answer = merchant.ask("POST", f"/payments/{name}/{what}", body)
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["field"]) == (422, code, field), answer.text
    assert payee.get(f"{path}/{'captures' if what == 'captures' else 'reversals'}").status_code == 404
    assert merchant.read({"id": name})["capturable"]["value"] == 13500


@pytest.mark.parametrize(
    "line, field",
    [
        ({"description": 7}, "description"), ({"quantity": 0}, "quantity"), ({"quantity": 1.5}, "quantity"),
        ({"unitPrice": "1"}, "unitPrice"), ({"unitPrice": {"value": 1, "currency": "NOK"}}, "unitPrice.currency"),
        ({"vatPercent": "x"}, "vatPercent"), ({"vatPercent": -1}, "vatPercent"), ({"vatPercent": "1.255"}, "vatPercent"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_refused(merchant, held, line, field):
    answer = merchant.ask("POST", f"/payments/{held[1]}/captures", {"lines": [line]})
    assert (answer.status_code, answer.json()["field"]) == (400, f"lines[0].{field}"), answer.text


def test_a_key_gives_the_same_answer_and_one_invoice(merchant, payee, held):
    path, name = held
    key = str(uuid.uuid4())
    bodies = [merchant.done("POST", f"/payments/{name}/captures", {"lines": LINES}, Idempotency_Key=key) for _ in range(3)]
    assert bodies[0] == bodies[1] == bodies[2]
    assert len(payee.get(f"{path}/captures").json()["captures"]["captureList"]) == 1
    # What was refused for its lines has used no key.
    key = str(uuid.uuid4())
    path = payee.authorized()
    name = path.rsplit("/", 1)[1]
    assert merchant.ask("POST", f"/payments/{name}/captures", {}, Idempotency_Key=key).status_code == 422
    merchant.done("POST", f"/payments/{name}/captures", {"lines": LINES}, Idempotency_Key=key)


def test_a_reference_is_used_once_whichever_door_it_comes_through(merchant, payee, held):
    path, name = held
    merchant.done("POST", f"/payments/{name}/captures", {"lines": [line("Chair", 100)], "reference": "once"})
    again = payee.post(f"{path}/captures", swedbank_payee.capture(100, 20, payeeReference="once"))
    assert (again.status_code, again.json()["problems"][0]["name"]) == (400, "PayeeReference")
    used = merchant.ask("POST", f"/payments/{name}/captures", {"lines": [line("Chair", 100)], "reference": "once"})
    assert (used.status_code, used.json()["code"]) == (409, "referenceTaken")


def test_other_wires_need_no_lines_and_look_at_none(merchant):
    payment = merchant.authorized(10_000, "EUR")
    merchant.capture(payment, 4_000)
    merchant.capture(payment, 1_000, lines=[{"name": "A chair", "unitPrice": "free"}])
    merchant.refund(payment, 1_000, lines=[{}])
    assert merchant.timeline(payment)["invoices"] == []
