"""Every refusal of the payments, captures and release endpoints, as mollie-api-python reports it."""

import pytest
import shop
from mollie.api.client import Client
from mollie.api.error import NotFoundError, UnauthorizedError, UnprocessableEntityError

AMOUNTS = [
    pytest.param(
        {"value": "10.00"}, "The amount does not contain a currency", "amount.currency", id="without a currency"
    ),
    pytest.param({"currency": "EUR"}, "The value is missing from the amount", "amount.value", id="without a value"),
    pytest.param(
        {"currency": "XYZ", "value": "10.00"},
        "The amount contains an invalid currency",
        "amount.currency",
        id="in a currency that is none",
    ),
    *(
        pytest.param(
            {"currency": currency, "value": value},
            "The amount contains an invalid value",
            "amount.value",
            id=f"of {currency} {value!r}",
        )
        for currency, value in [
            ("EUR", "16.1"),
            ("EUR", "10"),
            ("EUR", "10.000"),
            ("EUR", "1,000.00"),
            ("EUR", "10,00"),
            ("EUR", "-10.00"),
            ("EUR", "+10.00"),
            ("EUR", " 10.00"),
            ("EUR", "1e1"),
            ("EUR", "010.00"),
            ("EUR", ""),
            ("EUR", 10.0),
            ("JPY", "500.00"),
        ]
    ),
]


def test_an_unknown_key_is_refused(server):
    client = Client(api_endpoint=server)
    client.set_api_key(shop.UNKNOWN_KEY)

    with pytest.raises(UnauthorizedError) as caught:
        client.payments.list()
    assert str(caught.value) == shop.NOT_AUTHENTICATED


def test_an_unknown_payment_is_not_found(client, refused):
    with pytest.raises(NotFoundError):
        client.payments.get(shop.UNKNOWN_PAYMENT)
    refused(lambda: client.payments.get(shop.UNKNOWN_PAYMENT), 404, shop.NO_SUCH_PAYMENT)


def test_nothing_can_be_released_of_an_unknown_payment(client):
    with pytest.raises(NotFoundError):
        client.payments.release_authorization(shop.UNKNOWN_PAYMENT)


def test_captures_of_an_unknown_payment_are_not_found(client, refused):
    payment = client.payments.create(shop.card_payment())
    payment["id"] = shop.UNKNOWN_PAYMENT

    detail = shop.no_entity(shop.UNKNOWN_PAYMENT)
    refused(lambda: payment.captures.create({"amount": shop.eur("1.00")}), 404, detail)
    refused(payment.captures.list, 404, detail)
    refused(lambda: payment.captures.get(shop.UNKNOWN_CAPTURE), 404, detail)


def test_an_unknown_capture_is_not_found(authorized, refused):
    payment = authorized(shop.card_payment())

    refused(lambda: payment.captures.get(shop.UNKNOWN_CAPTURE), 404, shop.no_entity(shop.UNKNOWN_CAPTURE))


def test_a_capture_of_another_payment_is_not_found(authorized, refused):
    one, other = authorized(shop.card_payment()), authorized(shop.card_payment())
    capture = one.captures.create()

    refused(lambda: other.captures.get(capture.id), 404, shop.no_entity(capture.id))


@pytest.mark.parametrize(("amount", "detail", "field"), AMOUNTS)
def test_a_payment_is_refused_with_an_amount(client, refused, amount, detail, field):
    refused(lambda: client.payments.create(shop.card_payment(amount=amount)), 422, detail, field)


@pytest.mark.parametrize(("amount", "detail", "field"), AMOUNTS)
def test_a_capture_is_refused_with_an_amount(authorized, refused, amount, detail, field):
    payment = authorized(shop.card_payment())

    refused(lambda: payment.captures.create({"amount": amount}), 422, detail, field)
    assert len(payment.captures.list()) == 0


def test_a_payment_needs_an_amount(client, refused):
    order = shop.card_payment()
    del order["amount"]

    refused(lambda: client.payments.create(order), 422, "The amount is required for payments", "amount")


def test_a_payment_needs_a_description(client, refused):
    order = shop.card_payment()
    del order["description"]

    refused(lambda: client.payments.create(order), 422, "The 'description' field is missing", "description")


def test_a_capture_in_another_currency_is_refused(authorized, refused):
    payment = authorized(shop.card_payment())

    refused(
        lambda: payment.captures.create({"amount": {"currency": "USD", "value": "8.00"}}),
        422,
        "The amount contains an invalid currency",
        "amount.currency",
    )


def test_a_capture_beyond_the_hold_is_refused(authorized, refused):
    payment = authorized(shop.card_payment())

    refused(
        lambda: payment.captures.create({"amount": shop.eur("10.01")}),
        422,
        "The amount is higher than the maximum",
        "amount",
    )


def test_a_capture_of_nothing_is_refused(authorized, refused):
    payment = authorized(shop.card_payment())

    refused(
        lambda: payment.captures.create({"amount": shop.eur("0.00")}),
        422,
        "The amount is lower than the minimum",
        "amount",
    )


def test_an_open_payment_cannot_be_captured(client, refused):
    payment = client.payments.create(shop.card_payment())

    refused(lambda: payment.captures.create({"amount": shop.eur("8.00")}), 422, shop.NOT_CAPTURABLE)


def test_a_declined_payment_cannot_be_captured(client, payer, refused):
    payment = client.payments.create(shop.card_payment())
    payer.decline(payment.id)

    refused(lambda: payment.captures.create({"amount": shop.eur("8.00")}), 422, shop.NOT_CAPTURABLE)


@pytest.mark.parametrize("name", ["basketId", "testmode"])
def test_a_payment_with_an_unknown_parameter_is_refused_by_its_name(client, name):
    with pytest.raises(UnprocessableEntityError) as caught:
        client.payments.create(shop.card_payment(**{name: True}))
    assert str(caught.value).startswith(f'Non-existent body parameter "{name}" for this API call.')
    assert caught.value.field == name


@pytest.mark.parametrize("name", ["basketId", "testmode"])
def test_a_capture_with_an_unknown_parameter_is_refused_by_its_name(authorized, name):
    payment = authorized(shop.card_payment())

    with pytest.raises(UnprocessableEntityError) as caught:
        payment.captures.create({"amount": shop.eur("8.00"), name: True})
    assert str(caught.value).startswith(f'Non-existent body parameter "{name}" for this API call.')
    assert caught.value.field == name
    assert len(payment.captures.list()) == 0


def test_members_that_only_the_server_writes_are_ignored_in_a_capture(authorized):
    payment = authorized(shop.card_payment())

    capture = payment.captures.create({"amount": shop.eur("8.00"), "id": shop.UNKNOWN_CAPTURE, "status": "succeeded"})
    assert capture.id != shop.UNKNOWN_CAPTURE
    assert capture["status"] == "pending"


def test_a_capture_with_a_description_over_255_characters_is_refused(authorized):
    payment = authorized(shop.card_payment())
    assert payment.captures.create({"amount": shop.eur("1.00"), "description": "x" * 255})

    payment = authorized(shop.card_payment())
    with pytest.raises(UnprocessableEntityError) as caught:
        payment.captures.create({"amount": shop.eur("1.00"), "description": "x" * 256})
    assert caught.value.field == "description"
