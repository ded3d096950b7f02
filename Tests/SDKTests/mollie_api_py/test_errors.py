"""Every refusal of the payments, captures and release endpoints that mollie-api-py lets a shop run into.

It checks on its own side that an amount has a currency and a value, that a payment has an amount and a description, and
that every parameter is known; the tests with mollie-api-python send those requests.
"""

import pytest
import shop
from mollie import ClientSDK, models

AMOUNTS = [
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
        for currency, value in [("EUR", "16.1"), ("EUR", "1,000.00"), ("EUR", "-10.00"), ("JPY", "500.00")]
    ),
]


def test_an_unknown_key_is_refused(server):
    client = ClientSDK(server_url=server, security=models.Security(api_key=shop.UNKNOWN_KEY))
    with client, pytest.raises(models.APIError) as caught:
        client.payments.list()
    assert caught.value.status_code == 401
    assert shop.NOT_AUTHENTICATED in caught.value.body


def test_an_unknown_payment_is_not_found(client, refused):
    refused(lambda: client.payments.get(payment_id=shop.UNKNOWN_PAYMENT), 404, shop.NO_SUCH_PAYMENT)


def test_nothing_can_be_released_of_an_unknown_payment(client):
    with pytest.raises(models.ErrorResponse) as caught:
        client.payments.release_authorization(payment_id=shop.UNKNOWN_PAYMENT)
    assert caught.value.data.status == 404


def test_captures_of_an_unknown_payment_are_not_found(client, refused):
    unknown, detail = shop.UNKNOWN_PAYMENT, shop.no_entity(shop.UNKNOWN_PAYMENT)

    refused(
        lambda: client.captures.create(payment_id=unknown, entity_capture={"amount": shop.eur("1.00")}), 404, detail
    )
    refused(lambda: client.captures.create(payment_id=unknown), 404, detail)
    refused(lambda: client.captures.list(payment_id=unknown), 404, detail)
    refused(lambda: client.captures.get(payment_id=unknown, capture_id=shop.UNKNOWN_CAPTURE), 404, detail)


def test_an_unknown_capture_is_not_found(client, authorized, refused):
    payment = authorized(shop.card_payment())

    refused(
        lambda: client.captures.get(payment_id=payment.id, capture_id=shop.UNKNOWN_CAPTURE),
        404,
        shop.no_entity(shop.UNKNOWN_CAPTURE),
    )


@pytest.mark.parametrize(("amount", "detail", "field"), AMOUNTS)
def test_a_payment_is_refused_with_an_amount(client, refused, amount, detail, field):
    refused(lambda: client.payments.create(payment_request=shop.card_payment(amount=amount)), 422, detail, field)


@pytest.mark.parametrize(("amount", "detail", "field"), AMOUNTS)
def test_a_capture_is_refused_with_an_amount(client, authorized, refused, amount, detail, field):
    payment = authorized(shop.card_payment())

    refused(
        lambda: client.captures.create(payment_id=payment.id, entity_capture={"amount": amount}), 422, detail, field
    )


@pytest.mark.parametrize(
    ("amount", "detail", "field"),
    [
        pytest.param(
            {"currency": "USD", "value": "8.00"},
            "The amount contains an invalid currency",
            "amount.currency",
            id="in another currency",
        ),
        pytest.param(shop.eur("10.01"), "The amount is higher than the maximum", "amount", id="beyond the hold"),
        pytest.param(shop.eur("0.00"), "The amount is lower than the minimum", "amount", id="of nothing"),
    ],
)
def test_a_capture_is_refused(client, authorized, refused, amount, detail, field):
    payment = authorized(shop.card_payment())

    refused(
        lambda: client.captures.create(payment_id=payment.id, entity_capture={"amount": amount}), 422, detail, field
    )
    assert client.captures.list(payment_id=payment.id).result.count == 0


def test_an_open_payment_cannot_be_captured(client, refused):
    payment = client.payments.create(payment_request=shop.card_payment())

    refused(lambda: client.captures.create(payment_id=payment.id), 422, shop.NOT_CAPTURABLE)


def test_testmode_is_an_unknown_parameter_beside_an_api_key(client, authorized):
    payment = authorized(shop.card_payment())

    with pytest.raises(models.ErrorResponse) as caught:
        client.captures.create(payment_id=payment.id, entity_capture=models.EntityCapture(testmode=True))
    assert caught.value.data.status == 422
    assert caught.value.data.detail.startswith('Non-existent body parameter "testmode" for this API call.')
    assert caught.value.data.field == "testmode"


def test_a_capture_with_a_description_over_255_characters_is_refused(client, authorized):
    payment = authorized(shop.card_payment())

    with pytest.raises(models.ErrorResponse) as caught:
        client.captures.create(payment_id=payment.id, entity_capture={"description": "x" * 256})
    assert (caught.value.data.status, caught.value.data.field) == (422, "description")
