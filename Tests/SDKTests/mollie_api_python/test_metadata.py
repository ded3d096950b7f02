"""Metadata in every shape of JSON comes back as it went, with mollie-api-python."""

import pytest
import shop

SHAPES = [
    "a text",
    "",
    '{"order_id":12345}',
    "ünïcödé 🪑 \" \\ \n \u0000 \u2028",
    12345,
    0,
    -1,
    0.1,
    1e21,
    12345678901234567890,
    True,
    False,
    [],
    ["a", "b"],
    [1, "a", None, [True], {"b": []}],
    {},
    {"order_id": "12345"},
    {"z": 1, "a": {"nested": [{"deep": None}]}, "": "empty name", "ü": 1.50},
]


@pytest.mark.parametrize("metadata", SHAPES, ids=repr)
def test_it_is_returned_exactly(client, authorized, metadata):
    payment = authorized(shop.card_payment(metadata=metadata, captureDelay=None))
    capture = payment.captures.create({"amount": shop.eur("8.00"), "metadata": metadata})
    shop.eventually(lambda: client.payments.get(payment.id).status, lambda status: status == "paid")
    refund = payment.refunds.create({"amount": shop.eur("1.00"), "metadata": metadata})

    found = [
        payment.metadata,
        client.payments.get(payment.id).metadata,
        client.payments.list(limit=1)[0].metadata,
        capture["metadata"],
        payment.captures.get(capture.id)["metadata"],
        payment.captures.list()[0]["metadata"],
        refund.metadata,
        payment.refunds.get(refund.id).metadata,
        client.refunds.list(limit=1)[0].metadata,
    ]
    for one in found:
        assert (type(one), one) == (type(metadata), metadata)
    if isinstance(metadata, dict):
        assert list(payment.metadata) == list(metadata), "members keep their order"


def test_without_any_a_payment_and_a_refund_say_null_and_a_capture_nothing(authorized, settled):
    payment = authorized(shop.klarna_payment())
    capture = payment.captures.create({"amount": shop.eur("8.00"), "metadata": None})
    settled(payment)
    refund = payment.refunds.create({"amount": shop.eur("1.00")})

    assert payment["metadata"] is None
    assert refund["metadata"] is None
    assert "metadata" not in capture


@pytest.mark.parametrize(
    ("metadata", "fits"),
    [
        ("x" * 1022, True),
        ("x" * 1023, False),
        ("é" * 511, True),
        ("é" * 512, False),
        ({"k": "x" * 1016}, True),
        ({"k": "x" * 1017}, False),
    ],
    ids=["1024 bytes", "1025 bytes", "1024 bytes in fewer characters", "1026 bytes", "an object", "a larger one"],
)
def test_it_takes_1024_bytes(client, refused, metadata, fits):
    order = shop.card_payment(metadata=metadata)
    if fits:
        assert client.payments.create(order).metadata == metadata
    else:
        refused(
            lambda: client.payments.create(order),
            422,
            "The metadata storage is currently limited to 1024 bytes.",
            "metadata",
        )
