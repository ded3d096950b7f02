"""Card tokens, instruments, customers and network tokens: other ways to say which card."""

import concurrent.futures

import pytest

from checkout_com import sandbox


@pytest.fixture
def token(nas):
    def make(**more):
        card = sandbox.card(name="Bruce Wayne", **more)
        return nas.tokens.request_card_token(card)

    return make


def test_a_token_stands_for_a_card(nas, token):
    made = token(billing_address={"country": "GB"})
    assert made.http_metadata.status_code == 201
    assert made.token.startswith("tok_") and made.expires_on.endswith("Z")
    assert (made.type, made.scheme, made.last4, made.bin, made.name) == ("card", "VISA", "4242", "424242", "Bruce Wayne")
    paid = nas.payments.request_payment(sandbox.payment(source={"type": "token", "token": made.token}))
    assert (paid.status, paid.source.last4, paid.source.name) == ("Authorized", "4242", "Bruce Wayne")
    assert paid.source.billing_address.country == "GB"
    by_card = nas.payments.request_payment(sandbox.payment())
    assert paid.source.fingerprint == by_card.source.fingerprint


def test_a_token_is_good_for_one_payment(nas, token, refused):
    source = {"type": "token", "token": token().token}
    key = sandbox.key()
    paid = nas.payments.request_payment(sandbox.payment(source=source), key)
    refused(lambda: nas.payments.request_payment(sandbox.payment(source=source)), 422, "token_used")
    refused(lambda: nas.instruments.create(source), 422, "token_used")
    assert nas.payments.request_payment(sandbox.payment(source=source), key).id == paid.id


def test_of_two_payments_at_once_one_uses_the_token(send, token):
    order = sandbox.payment(source={"type": "token", "token": token().token})
    with concurrent.futures.ThreadPoolExecutor(16) as clients:
        asked = [clients.submit(send, "POST", "/payments", order) for _ in range(16)]
    answers = [answer.result() for answer in asked]
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 15
    assert {code for answer in answers for code in answer.json().get("error_codes", [])} == {"token_used"}


def test_a_token_is_the_platforms_own(nas, classic, token, refused):
    source = {"type": "token", "token": token().token}
    refused(lambda: classic.payments.request_payment(sandbox.payment(source=source)), 422, "token_invalid")
    other = classic.tokens.request_card_token(sandbox.card())
    assert classic.payments.request_payment(sandbox.payment(source={"type": "token", "token": other.token})).approved


def test_a_token_keeps_what_the_cards_issuer_will_answer(nas, token):
    source = {"type": "token", "token": token(number="4544249167673670").token}
    assert nas.payments.request_payment(sandbox.payment(source=source)).response_code == "20051"


def test_tokens_are_asked_for_with_the_public_key(send):
    for key in [sandbox.NAS_PUBLIC, f"Bearer {sandbox.NAS_PUBLIC}", sandbox.CLASSIC_PUBLIC]:
        assert send("POST", "/tokens", sandbox.card(), key=key).status_code == 201
    for key in [None, f"Bearer {sandbox.NAS}", sandbox.CLASSIC]:
        answer = send("POST", "/tokens", sandbox.card(), key=key)
        assert (answer.status_code, answer.content) == (401, b"")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": None}, "token_type_required"), ({"type": "applepay"}, "payment_method_not_supported"),
        ({"number": "1"}, "card_number_invalid"), ({"expiry_year": None}, "card_expiry_year_required"),
        ({"cvv": "abc"}, "cvv_invalid"),
    ],
)
def test_a_token_is_refused(nas, refused, change, code):
    refused(lambda: nas.tokens.request_card_token({**sandbox.card(), **change}), 422, code)


def test_what_was_paid_with_can_be_paid_with_again(platform):
    first = platform.payments.request_payment(sandbox.payment())
    again = platform.payments.request_payment(sandbox.payment(source={"type": "id", "id": first.source.id}))
    assert (again.approved, again.source.id) == (True, first.source.id)


def test_what_was_declined_can_not(nas):
    declined = nas.payments.request_payment(sandbox.payment(source=sandbox.card("4024007181869214")))
    assert not hasattr(declined.source, "id")


def test_an_instrument_is_made_from_a_token_and_told_changed_and_forgotten(nas, token, refused):
    made = nas.instruments.create({"type": "token", "token": token().token, "customer": {"email": "i@example.org"}})
    assert (made.http_metadata.status_code, made.type, made.last4) == (201, "card", "4242")
    read = nas.instruments.get(made.id)
    assert (read.expiry_month, read.expiry_year, read.name) == (6, 2030, "Bruce Wayne")
    holder = {"first_name": "John", "last_name": "Doe", "billing_address": {"country": "GB"}}
    nas.instruments.update(
        made.id, {"type": "card", "name": "New", "expiry_month": 12, "expiry_year": 2031, "account_holder": holder}
    )
    assert nas.instruments.get(made.id).name == "New"
    assert nas.instruments.get(made.id).account_holder.billing_address.country == "GB"
    assert (nas.instruments.get(made.id).expiry_month, nas.instruments.get(made.id).expiry_year) == (12, 2031)
    paid = nas.payments.request_payment(sandbox.payment(source={"type": "id", "id": made.id}))
    assert (paid.source.expiry_year, paid.customer.id) == (2031, made.customer.id)
    assert nas.instruments.delete(made.id).http_metadata.status_code == 204
    refused(lambda: nas.instruments.get(made.id), 404)
    gone = sandbox.payment(source={"type": "id", "id": made.id})
    refused(lambda: nas.payments.request_payment(gone), 422, "source_id_unknown")


def test_an_instrument_that_expired_is_refused(nas, token, refused):
    made = nas.instruments.create({"type": "token", "token": token().token})
    nas.instruments.update(made.id, {"expiry_month": 1, "expiry_year": 2020})
    expired = sandbox.payment(source={"type": "id", "id": made.id})
    refused(lambda: nas.payments.request_payment(expired), 422, "card_expired", kind="processing_error")


def test_instruments_with_a_slash_at_the_end_as_one_client_sends_them(send, token):
    answer = send("POST", "/instruments/", {"type": "token", "token": token().token})
    assert (answer.status_code, answer.json()["id"][:4]) == (201, "src_")


def test_the_same_address_is_the_same_customer_who_pays_with_their_last_card(nas):
    email = f"{sandbox.key()}@example.org"
    first = nas.payments.request_payment(sandbox.payment(customer={"email": email, "name": "A"}))
    second = nas.payments.request_payment(
        sandbox.payment(source=sandbox.card("5436031030606378"), customer={"email": email.upper()})
    )
    assert first.customer.id == second.customer.id
    paid = nas.payments.request_payment(sandbox.payment(source={"type": "customer", "id": first.customer.id}))
    assert (paid.source.scheme, paid.customer.id) == ("Mastercard", first.customer.id)


def test_a_known_customer_keeps_their_name(platform):
    made = platform.customers.create({"email": f"{sandbox.key()}@example.org", "name": "Kept"})
    email = platform.customers.get(made.id).email
    for customer in [{"email": email, "name": "Other"}, {"email": email}, {"id": made.id, "name": "Other"}]:
        paid = platform.payments.request_payment(
            sandbox.payment(source=sandbox.card(name="On The Card"), customer=customer)
        )
        assert (paid.customer.id, paid.customer.name) == (made.id, "Kept")
        assert platform.customers.get(made.id).name == "Kept"


def test_a_customer_who_moves_is_found_by_the_new_address_alone(nas, send, refused):
    old, new = (f"{sandbox.key()}@example.org" for _ in range(2))
    moved = nas.customers.create({"email": old, "name": "Moved"}).id
    nas.customers.update(moved, {"email": new})
    assert nas.customers.get(new).id == moved
    refused(lambda: nas.customers.get(old), 404)
    assert nas.payments.request_payment(sandbox.payment(customer={"email": new.upper()})).customer.id == moved
    refused(lambda: nas.customers.create({"email": new}), 422, "email_in_use")
    after = nas.payments.request_payment(sandbox.payment(customer={"email": old, "name": "Next"})).customer
    assert after.id != moved and nas.customers.get(old).id == after.id
    refused(lambda: nas.customers.update(moved, {"email": old}), 422, "email_in_use")
    nas.customers.update(after.id, {"email": f"{sandbox.key()}@example.org"})
    nas.customers.update(moved, {"email": old})
    assert nas.customers.get(old).id == moved


def test_a_customer_has_every_instrument_once_and_one_by_default(nas, token, refused):
    made = nas.customers.create({"email": f"{sandbox.key()}@example.org", "name": "A"})
    first = nas.instruments.create({"type": "token", "token": token().token, "customer": {"id": made.id}}).id
    other = token(number="5436031030606378").token
    second = nas.instruments.create(
        {"type": "token", "token": other, "customer": {"id": made.id, "default": False}}
    ).id
    loose = nas.instruments.create({"type": "token", "token": token(number="6011111111111117").token}).id

    def told():
        read = nas.customers.get(made.id)
        return read.default, [one.id for one in read.instruments]

    assert told() == (first, [first, second])
    assert nas.instruments.get(first).customer.default is True
    assert nas.instruments.get(second).customer.default is False
    again = nas.payments.request_payment(sandbox.payment(customer={"id": made.id}))
    assert (again.source.id, told()) == (first, (first, [first, second]))
    nas.customers.update(made.id, {"instruments": [loose], "default": second})
    assert told() == (second, [first, second, loose])
    assert nas.instruments.get(loose).customer.id == made.id
    refused(lambda: nas.customers.update(made.id, {"instruments": ["src_" + "a" * 26]}), 422, "source_id_unknown")
    nas.instruments.delete(second)
    assert not hasattr(nas.customers.get(made.id), "default")
    nas.customers.delete(made.id)
    for instrument in [first, loose]:
        refused(lambda one=instrument: nas.instruments.get(one), 404)
        gone = sandbox.payment(source={"type": "id", "id": instrument})
        refused(lambda order=gone: nas.payments.request_payment(order), 422, "source_id_unknown")


def test_a_customer_without_a_name_has_the_cards(nas, classic):
    card = sandbox.card(name="Bruce Wayne")
    paid = nas.payments.request_payment(sandbox.payment(source=card, customer={"email": f"{sandbox.key()}@a.b"}))
    assert paid.customer.name == "Bruce Wayne"
    assert not hasattr(nas.payments.request_payment(sandbox.payment(source=card)), "customer")
    paid = classic.payments.request_payment(sandbox.payment(source=card))
    assert (paid.customer.name, paid.customer.id[:4]) == ("Bruce Wayne", "cus_")


def test_a_customer_is_made_told_changed_and_forgotten(nas, token, refused):
    made = nas.customers.create({"email": f"{sandbox.key()}@example.org", "name": "B", "metadata": {"k": "v"}})
    nas.instruments.create({"type": "token", "token": token().token, "customer": {"id": made.id}})
    nas.customers.update(made.id, {"name": "C"})
    read = nas.customers.get(made.id)
    assert (read.name, read.metadata.k, read.instruments[0].last4) == ("C", "v", "4242")
    assert nas.payments.request_payment(sandbox.payment(source={"type": "customer", "id": made.id})).approved
    nas.customers.delete(made.id)
    refused(lambda: nas.customers.get(made.id), 404)


def test_an_address_is_taken_once(nas, refused):
    request = {"email": f"{sandbox.key()}@example.org", "name": "First"}
    made = nas.customers.create(request)
    refused(lambda: nas.customers.create({**request, "name": "Second"}), 422, "email_in_use")
    assert nas.customers.get(made.id).name == "First"
    nas.customers.delete(made.id)
    assert nas.customers.create(request).id == made.id


def test_a_network_token_is_paid_with_as_a_card(nas):
    source = {
        "type": "network_token", "token": "5436031030606378", "token_type": "mdes", "expiry_month": 6,
        "expiry_year": 2030, "cryptogram": "AgAAAAAAAIR8CQrXcIhbQAAAAAA=", "eci": "02",
    }
    paid = nas.payments.request_payment(sandbox.payment(source=source))
    assert (paid.approved, paid.source.scheme) == (True, "Mastercard")
    assert paid.source.payment_account_reference
