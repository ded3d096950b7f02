"""Payments: asked for, read, found, declined."""

import time

import pytest

from checkout_com import sandbox


def test_an_authorization_says_all_that_the_documentation_shows(nas, server):
    order = sandbox.payment(
        reference="ORD-5023-4E89",
        source=sandbox.card(
            name="Bruce Wayne",
            billing_address={"address_line1": "Wayne Plaza", "city": "London", "zip": "W1T 4TJ", "country": "GB"},
            phone={"country_code": "+1", "number": "415 555 2671"},
        ),
        customer={"email": "bruce@example.org", "name": "Bruce Wayne"},
    )
    made = nas.payments.request_payment(order)
    assert made.http_metadata.status_code == 201
    assert made.http_metadata.headers["Location"] == f"{server}/payments/{made.id}"
    assert (made.amount, made.currency, made.approved, made.status) == (7000, "USD", True, "Authorized")
    assert (made.response_code, made.response_summary, made.reference) == ("10000", "Approved", "ORD-5023-4E89")
    assert sandbox.balances(made) == [7000, 0, 7000, 0, 7000, 0, 0]
    assert sandbox.links(made) == ["actions", "capture", "self", "void"]
    source = made.source
    assert (source.scheme, source.last4, source.bin, source.type) == ("Visa", "4242", "424242", "card")
    assert (source.expiry_month, source.expiry_year, source.name) == (6, 2030, "Bruce Wayne")
    assert (source.avs_check, source.cvv_check, len(source.fingerprint)) == ("G", "Y", 64)
    assert source.billing_address.country == "GB" and source.phone.country_code == "+1"
    assert made.customer.email == "bruce@example.org" and made.customer.id.startswith("cus_")
    assert made.processed_on.endswith("Z") and made.expires_on > made.processed_on
    assert len(made.auth_code) == 6


def test_a_payment_is_read_as_it_stands(platform):
    made = platform.payments.request_payment(
        sandbox.payment(reference="R-1", description="Two chairs", metadata={"coupon": "NY2018"})
    )
    read = platform.payments.get_payment_details(made.id)
    assert (read.id, read.status, read.amount, read.currency) == (made.id, "Authorized", 7000, "USD")
    assert (read.reference, read.description, read.payment_type) == ("R-1", "Two chairs", "Regular")
    assert read.metadata.coupon == "NY2018" and read.approved
    assert read.source.fingerprint == made.source.fingerprint
    [action] = read.actions
    assert (action.type, action.id) == ("Authorization", made.action_id)
    [whole] = platform.payments.get_payment_actions(made.id).items
    assert (whole.id, whole.amount, whole.auth_code) == (made.action_id, 7000, made.auth_code)
    assert (whole.authorization_type, whole.approved) == ("Final", True)


def test_balances_and_the_end_of_the_hold_are_told_on_the_current_platform_only(nas, classic):
    made = classic.payments.request_payment(sandbox.payment())
    assert not hasattr(made, "balances") and not hasattr(made, "expires_on")
    assert made.action_id.removeprefix("act_") == made.id.removeprefix("pay_")
    other = nas.payments.request_payment(sandbox.payment())
    assert hasattr(other, "balances") and hasattr(other, "expires_on")


def test_the_platforms_do_not_see_each_others_payments(nas, classic, refused):
    made = nas.payments.request_payment(sandbox.payment())
    refused(lambda: classic.payments.get_payment_details(made.id), 404)
    refused(lambda: classic.payments.capture_payment(made.id), 404)


def test_an_automatic_capture_is_seen_within_a_second_and_can_be_refunded_then(platform):
    made = platform.payments.request_payment(sandbox.payment(amount=200, capture=True, reference="auto"))
    assert made.status == "Authorized" and sandbox.links(made) == ["actions", "capture", "self", "void"]
    time.sleep(1)
    [capture, authorization] = platform.payments.get_payment_actions(made.id).items
    assert (capture.type, authorization.type) == ("Capture", "Authorization")
    assert (capture.amount, capture.reference) == (200, "auto")
    platform.payments.refund_payment(made.id, {"amount": 200, "reference": "r"})
    assert platform.payments.get_payment_details(made.id).status == "Refunded"


def test_a_payment_of_nothing_verifies_the_card(nas, refused):
    made = nas.payments.request_payment(sandbox.payment(amount=0))
    assert (made.status, made.approved, sandbox.links(made)) == ("Card Verified", True, ["actions", "self"])
    [action] = nas.payments.get_payment_actions(made.id).items
    assert action.type == "Card Verification"
    for call in (nas.payments.capture_payment, nas.payments.void_payment, nas.payments.refund_payment):
        for body in (None, {"amount": 1}):
            refused(lambda call=call, body=body: call(made.id, body), 403)


@pytest.mark.parametrize(
    ("number", "code", "summary"),
    [
        ("4024007181869214", "20005", "Declined - Do Not Honour"),
        ("4544249167673670", "20051", "Insufficient Funds"),
        ("341829238058580", "20014", "Invalid Card Number"),
        ("4276038578596818", "2005C", "Not supported / blocked by issuer"),
        ("4539253655711767", "30043", "Stolen card - Pick up"),
    ],
)
def test_a_card_that_is_declined(platform, refused, number, code, summary):
    made = platform.payments.request_payment(sandbox.payment(source=sandbox.card(number), amount=100, reference="d"))
    assert made.http_metadata.status_code == 201
    assert (made.status, made.approved, made.response_code, made.response_summary) == ("Declined", False, code, summary)
    assert (made.amount, made.reference, sandbox.links(made)) == (100, "d", ["actions", "self"])
    assert not hasattr(made, "auth_code") and not hasattr(made.source, "id")
    [action] = platform.payments.get_payment_actions(made.id).items
    assert (action.id, action.approved, action.response_code) == (made.action_id, False, code)
    assert platform.payments.get_payment_details(made.id).status == "Declined"
    refused(lambda: platform.payments.capture_payment(made.id), 403)


def test_a_card_that_can_only_be_verified(nas):
    card = sandbox.card("4546381219393284")
    assert nas.payments.request_payment(sandbox.payment(source=card, amount=0)).status == "Card Verified"
    assert nas.payments.request_payment(sandbox.payment(source=card, amount=100)).response_code == "20051"


@pytest.mark.parametrize(("amount", "code"), [(9998, "20068"), (12705, "20005"), (1051, "20051"), (4001, "40101")])
def test_amounts_that_are_declined_on_the_classic_platform(nas, classic, amount, code):
    assert classic.payments.request_payment(sandbox.payment(amount=amount)).response_code == code
    assert nas.payments.request_payment(sandbox.payment(amount=amount)).approved


def test_the_one_amount_that_is_declined_on_the_current_platform(nas):
    assert nas.payments.request_payment(sandbox.payment(amount=101)).response_code == "20051"


def test_a_part_is_granted_where_the_shop_takes_it(nas, refused):
    order = sandbox.payment(amount=1000, source=sandbox.card("4757337282365488"))
    made = nas.payments.request_payment({**order, "partial_authorization": {"enabled": True}})
    assert (made.amount, made.amount_requested) == (500, 1000)
    assert (made.response_code, made.response_summary) == ("10010", "Partial Value Approved")
    assert sandbox.balances(made)[0] == 500
    refused(
        lambda: nas.payments.capture_payment(made.id, {"amount": 501}),
        422, "capture_value_greater_than_authorized", kind="processing_error",
    )
    assert nas.payments.request_payment(order).amount == 1000
    whole = {**order, "amount": 2000, "partial_authorization": {"enabled": True}}
    assert nas.payments.request_payment(whole).amount == 2000
    assert nas.payments.request_payment({**whole, "amount": 10_000}).amount == 5000


def test_payments_are_listed_by_reference_newest_first(nas):
    reference = sandbox.key()
    made = [nas.payments.request_payment(sandbox.payment(reference=reference)).id for _ in range(3)]
    found = nas.payments.get_payments_list({"reference": reference, "limit": 2})
    assert (found.limit, found.skip, found.total_count) == (2, 0, 3)
    assert [payment.id for payment in found.data] == made[:0:-1]
    rest = nas.payments.get_payments_list({"reference": reference, "limit": 2, "skip": 2})
    assert [payment.id for payment in rest.data] == made[:1]
