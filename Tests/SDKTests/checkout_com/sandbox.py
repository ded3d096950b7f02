"""What the shops here sell, and with which credentials and cards."""

import uuid

NAS = "sk_sbox_holdfastdemomerchantsandbox"
NAS_PUBLIC = "pk_sbox_holdfastdemomerchantsandbox"
CLASSIC = "sk_test_00000000-0000-4000-8000-000000000001"
CLASSIC_PUBLIC = "pk_test_00000000-0000-4000-8000-000000000001"
CLIENT = ("ack_holdfastdemo", "holdfast-demo-secret")

VISA = "4242424242424242"


def card(number=VISA, **more):
    return {"type": "card", "number": number, "expiry_month": 6, "expiry_year": 2030, "cvv": "100", **more}


def payment(amount=7000, source=None, **more):
    return {"source": source or card(), "amount": amount, "currency": "USD", "capture": False, **more}


def key():
    return str(uuid.uuid4())


def balances(payment):
    """In the order of the table of the documentation."""
    found = payment.balances
    return [
        found.total_authorized,
        found.total_voided,
        found.available_to_void,
        found.total_captured,
        found.available_to_capture,
        found.total_refunded,
        found.available_to_refund,
    ]


def links(answer):
    return sorted(vars(answer._links))
