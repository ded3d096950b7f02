"""A payer who is erased: gone from every file, while the books and their proof stay. Source: docs/OPERATIONS.md."""

import time
import uuid

import pytest
import shop
import swedbank_payee as invoices

from server.belongings import Belongings
from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials

NAME = "Wilhelmina Quackenbush-Øst"
MAIL = "w.quackenbush@payer.example"
STREET = "Verbeeckstraat 8841"
PHONE = "4798765432"


def erased_strings():
    return [NAME, MAIL, STREET, PHONE, "Quackenbush", "personal-metadata-7719"]


@pytest.fixture
def told(instance, receiver):
    """A merchant with a payment by the payer on every wire, told of by webhooks. Returns merchant and payments by our own names."""
    instance.start()
    answer = Merchant.demo(instance.base).send(
        "POST", "/holdfast/v1/merchants", {"name": "A shop"}, key=DEMO_ADMINISTRATOR
    )
    merchant = Merchant(instance.base, answered_credentials(answer))
    every = Belongings(merchant, receiver)
    ours = {}

    def own(name):
        found = every.ask("holdfast", "GET", f"/holdfast/v1/payments/{name}")
        return found["id"]

    address = {
        "givenName": "Wilhelmina", "familyName": "Quackenbush-Øst", "email": MAIL, "streetAndNumber": STREET,
        "postalCode": "1015 CW", "city": "Amsterdam", "country": "NL",
    }  # fmt: skip
    order = {
        **shop.klarna_payment(), "billingAddress": address, "description": f"For {NAME}",
        "metadata": {"who": "personal-metadata-7719"}, "webhookUrl": receiver.base + "/mollie-payer",
    }  # fmt: skip
    payment = merchant.authorized(order)
    merchant.capture(payment, "40.00", headers={"Idempotency-Key": "capture-" + payment["id"]})
    ours["mollie"] = own(payment["id"])
    order = {
        "amount": {"currency": "NOK", "value": 49900}, "paymentMethod": {"type": "WALLET"},
        "customer": {"phoneNumber": PHONE}, "reference": f"order-{uuid.uuid4()}", "returnUrl": f"https://x.example/?m={MAIL}",
        "userFlow": "WEB_REDIRECT", "paymentDescription": f"Socks for {NAME}",
    }  # fmt: skip
    keyed = {"Idempotency-Key": str(uuid.uuid4())}
    every.ask("vipps-epayment", "POST", "/epayment/v1/payments", order, **keyed)
    ours["vipps-epayment"] = own(order["reference"])
    body = {
        "source": {
            "type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030, "name": NAME,
            "billing_address": {"address_line1": STREET, "city": "London", "country": "GB"},
        },
        "amount": 7000, "currency": "USD", "capture": False, "reference": f"ORD-{uuid.uuid4()}",
        "customer": {"email": MAIL, "name": NAME}, "metadata": {"who": "personal-metadata-7719"},
    }  # fmt: skip
    made = every.ask("checkoutcom", "POST", "/payments", body, "checkoutcom nas secret")
    captured = {"amount": 100, "reference": f"For {NAME}"}
    every.ask("checkoutcom", "POST", f"/payments/{made['id']}/captures", captured, "checkoutcom nas secret")
    ours["checkoutcom"] = own(made["id"])
    payee = invoices.Payee(instance.base, merchant.keys["swedbankpay-invoice bearer"], merchant.keys["swedbankpay payee id"])
    path = payee.created(description=f"For {NAME}")
    consumer = invoices.consumer(email=MAIL)
    answer = payee.post(f"{path}/authorizations", consumer)
    assert answer.status_code == 200, answer.text
    ours["swedbankpay-invoice"] = own(path.split("/")[-1])
    order = {"amount": {"value": 5000, "currency": "EUR"}, "description": NAME, "metadata": {"mail": MAIL}}
    ours["holdfast"] = every.ask("holdfast", "POST", "/holdfast/v1/payments", order)["id"]
    instance.quiet()
    return every, ours, payment


def left(instance):
    """Where something of the payer stands in the data directory."""
    return [
        f"{text} in {path.name}"
        for path in instance.data.rglob("*")
        if path.is_file() and "invoices" not in path.parts
        for text in erased_strings()
        if text.encode() in path.read_bytes()
    ]


def quiet_books(every):
    """The trial balance, once nothing moves by itself any more: some wires capture a moment after they answer."""
    before = None
    while (now := every.ask("holdfast", "GET", "/holdfast/v1/ledger/trial-balance")) != before:
        before = now
        time.sleep(2.5)
    return before


def test_a_payer_is_found_and_erased_from_every_file_and_the_books_stay_proven(instance, told):
    every, ours, _ = told
    assert left(instance), "the payer is there before"
    before = quiet_books(every)
    found = instance.command("payer", "find", MAIL)
    assert found.returncode == 0, found.stderr
    names = [line.split()[0] for line in found.stdout.splitlines()]
    assert {ours[wire] for wire in ("mollie", "vipps-epayment", "checkoutcom", "swedbankpay-invoice", "holdfast")} == set(names)
    done = instance.command("payer", "erase", *names)
    assert done.returncode == 0, done.stdout + done.stderr
    assert left(instance) == []
    instance.audit()
    assert instance.command("payer", "find", MAIL).stdout == ""
    assert every.ask("holdfast", "GET", "/holdfast/v1/ledger/trial-balance") == before
    # The server that ran all along, and one that starts anew, tell the payments without the payer.
    for is_new in (False, True):
        for wire, name in ours.items():
            told_now = every.send("holdfast", "GET", f"/holdfast/v1/payments/{name}")
            timeline = every.send("holdfast", "GET", f"/holdfast/v1/payments/{name}/timeline")
            assert (told_now.status_code, timeline.status_code) == (200, 200), f"{wire}: {told_now.text} {timeline.text}"
            # What the sandbox remembers of requests is in the memory of the server that took them.
            said = told_now.text + (timeline.text if is_new else "")
            assert not [text for text in erased_strings() if text in said], wire
        instance.stop()
        instance.start()
        every.base = every.merchant.base = instance.base


def test_an_erased_payment_is_captured_refunded_and_read_in_its_own_wire(instance, told):
    every, ours, payment = told
    assert instance.command("payer", "erase", *ours.values(), "--without-compacting").returncode == 0
    merchant = every.merchant
    read = merchant.get(payment)
    assert read["description"] == "erased" and read["amount"] == shop.eur("100.00")
    assert "billingAddress" not in read and read["metadata"] is None
    merchant.capture(payment, "10.00")
    shop.eventually(lambda: merchant.get(payment)["amountCaptured"], lambda now: now == shop.eur("50.00"), 20)
    assert merchant.send("GET", f"/v2/payments/{payment['id']}/captures").status_code == 200
    merchant.refund(payment, "1.00")
    for dialect, path in {
        "vipps-epayment": f"/epayment/v1/payments/{every.ids['vipps-epayment']['name']}",
        "checkoutcom": f"/payments/{every.ids['checkoutcom nas']['payment']}",
    }.items():
        answer = every.send(dialect, "GET", path)
        assert answer.status_code == 200, answer.text
    instance.audit()


def test_a_retry_from_before_the_erasure_gets_an_answer_that_tells_nothing(instance, told):
    every, ours, payment = told
    assert instance.command("payer", "erase", ours["mollie"], "--without-compacting").returncode == 0
    again = every.merchant.send(
        "POST", f"/v2/payments/{payment['id']}/captures", {"amount": shop.eur("40.00")},
        headers={"Idempotency-Key": "capture-" + payment["id"]},
    )  # fmt: skip
    assert again.status_code == 201 and again.headers["Idempotent-Replayed"] == "true", again.text
    instance.audit()


def test_an_erasure_needs_a_payment_that_is_there(instance, told):
    for name in ("pmt_1ChTaArnZMAqoW9P2FNQSG", "nonsense", "tr_1ChTaAjp7RCLxcLi6rP7zJ"):
        done = instance.command("payer", "erase", name)
        assert done.returncode not in (0, 1) and "Error: " in done.stderr, done.stdout + done.stderr
    assert left(instance)


def test_erasing_twice_is_as_good_as_once(instance, told):
    _, ours, _ = told
    for _ in range(2):
        assert instance.command("payer", "erase", ours["mollie"], "--without-compacting").returncode == 0
    instance.audit()
