"""Order lines and addresses with mollie-api-python: kept as they came, once their sums are right."""

import pytest
import shop

MISMATCH = "The amount of the payment does not match the total amount of the order lines. Expected {}, got {}"


def order(*lines, value="10.00", **more):
    return shop.card_payment(value, lines=list(lines), **more)


def test_lines_and_addresses_are_returned_as_they_came(client):
    lines = [
        shop.order_line(
            "121.00",
            type="physical",
            quantityUnit="pcs",
            vatRate="21.00",
            vatAmount=shop.eur("21.00"),
            sku="CHAIR-1",
            categories=["gift"],
            imageUrl="https://shop.example/chair.png",
            productUrl="https://shop.example/chair",
        ),
        shop.order_line("-21.00", type="discount"),
        shop.order_line("4.95", type="shipping_fee"),
        {**shop.order_line("9.00"), "quantity": 2, "unitPrice": shop.eur("5.00"), "discountAmount": shop.eur("1.00")},
    ]
    address = {**shop.ADDRESS, "title": "Dhr.", "region": "Noord-Holland", "phone": "+31612345678"}

    payment = client.payments.create(
        order(*lines, value="113.95", billingAddress=shop.ADDRESS, shippingAddress=address)
    )

    read = client.payments.get(payment.id)
    assert read.lines == lines
    assert (read.billing_address, read.shipping_address) == (shop.ADDRESS, address)


@pytest.mark.parametrize(
    ("line", "detail", "field"),
    [
        ({"description": None}, "The 'description' field is missing", "description"),
        ({"quantity": None}, "The 'quantity' field is missing", "quantity"),
        ({"unitPrice": None}, "The 'unitPrice' field is missing", "unitPrice"),
        ({"totalAmount": None}, "The 'totalAmount' field is missing", "totalAmount"),
        ({"quantity": 0}, "The 'quantity' field is invalid", "quantity"),
        ({"quantity": -1}, "The 'quantity' field is invalid", "quantity"),
        ({"quantity": 1.5}, "The 'quantity' field is invalid", "quantity"),
        ({"unitPrice": "10.00"}, "The 'unitPrice' field is invalid", "unitPrice"),
        ({"type": "food"}, "The 'type' field is invalid", "type"),
        ({"type": "discount"}, "The 'unitPrice' field is invalid", "unitPrice"),
        ({"type": "store_credit"}, "The 'unitPrice' field is invalid", "unitPrice"),
        ({"type": "gift_card"}, "The 'unitPrice' field is invalid", "unitPrice"),
        ({"sku": "x" * 65}, "The 'sku' field is invalid", "sku"),
        ({"vatAmount": shop.eur("1.74")}, "The 'vatRate' field is missing", "vatRate"),
        ({"vatAmount": shop.eur("1.74"), "vatRate": "21"}, "The 'vatRate' field is invalid", "vatRate"),
        ({"vatAmount": shop.eur("1.74"), "vatRate": "101.00"}, "The 'vatRate' field is invalid", "vatRate"),
        (
            {"vatAmount": shop.eur("1.50"), "vatRate": "21.00"},
            "VAT amount is off. Expected VAT amount to be €1.74 (21.00% over €10.00), got €1.50",
            "vatAmount",
        ),
        (
            {"vatAmount": shop.eur("1.73"), "vatRate": "21.00"},
            "VAT amount is off. Expected VAT amount to be €1.74 (21.00% over €10.00), got €1.73",
            "vatAmount",
        ),
        (
            {"vatAmount": shop.eur("1.75"), "vatRate": "21.00"},
            "VAT amount is off. Expected VAT amount to be €1.74 (21.00% over €10.00), got €1.75",
            "vatAmount",
        ),
        (
            {"quantity": 2},
            "Total amount is off. Expected total amount to be €20.00, got €10.00",
            "totalAmount",
        ),
        (
            {"discountAmount": shop.eur("1.00")},
            "Total amount is off. Expected total amount to be €9.00, got €10.00",
            "totalAmount",
        ),
    ],
)
def test_a_line_is_refused(client, refused, line, detail, field):
    refused(
        lambda: client.payments.create(order(shop.order_line(), shop.order_line("10.00", **line), value="20.00")),
        422,
        f"Order line 2 is invalid. {detail}",
        f"lines.1.{field}",
    )


@pytest.mark.parametrize(
    "line",
    [
        {"quantity": 1_000_000, "unitPrice": shop.eur("1000000000.00")},
        {"quantity": 1_000_000, "unitPrice": shop.eur("10000000000000.00")},
        {"quantity": 1_000_000, "unitPrice": shop.eur("-1000000000.00")},
        {"unitPrice": shop.eur("10000000000000.00"), "discountAmount": shop.eur("-0.01")},
        {"unitPrice": shop.eur("-10000000000000.00"), "discountAmount": shop.eur("10000000000000.00")},
        # 2 to the power of 63 minor units.
        {"quantity": 524_288, "unitPrice": shop.eur("-175921860444.16")},
    ],
)
def test_a_line_that_no_number_holds_is_refused(client, refused, line):
    refused(
        lambda: client.payments.create(order(shop.order_line("1.00", **line), value="1.00")),
        422,
        "The amount is higher than the maximum",
        "lines.0.totalAmount",
    )


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ({"type": "discount", "unitPrice": shop.eur("0.00"), "totalAmount": shop.eur("0.00")}, "10.00"),
        ({"sku": "🪑" * 64}, "20.00"),
        ({"vatRate": "21.00", "vatAmount": shop.eur("1.74")}, "20.00"),
    ],
)
def test_what_is_just_right_is_taken(client, line, value):
    lines = [shop.order_line(), shop.order_line(**line)]

    assert client.payments.create(order(*lines, value=value)).lines == lines


def test_the_documented_error_in_vat(client, refused):
    line = shop.order_line("20.00", vatRate="21.00", vatAmount=shop.eur("3.10"))
    refused(
        lambda: client.payments.create(order(line, value="20.00")),
        422,
        "Order line 1 is invalid. "
        "VAT amount is off. Expected VAT amount to be €3.47 (21.00% over €20.00), got €3.10",
        "lines.0.vatAmount",
    )


@pytest.mark.parametrize(
    ("amount", "detail", "field"),
    [
        ({"currency": "USD", "value": "10.00"}, "The amount contains an invalid currency", "currency"),
        ({"value": "10.00"}, "The amount contains an invalid currency", "currency"),
        (shop.eur("10.0"), "The amount contains an invalid value", "value"),
        (shop.eur("ten"), "The amount contains an invalid value", "value"),
    ],
)
@pytest.mark.parametrize("name", ["unitPrice", "totalAmount", "discountAmount", "vatAmount"])
def test_a_line_with_a_bad_amount_is_refused(client, refused, name, amount, detail, field):
    line = {**shop.order_line(), "vatRate": "21.00", name: amount}

    refused(lambda: client.payments.create(order(line)), 422, detail, f"lines.0.{name}.{field}")


def test_lines_add_up_to_the_amount(client, refused):
    refused(
        lambda: client.payments.create(order(shop.order_line("4.00"), shop.order_line("5.00"))),
        422,
        MISMATCH.format("€9.00", "€10.00"),
        "lines",
    )


@pytest.mark.parametrize("lines", [[], {}, "a chair"])
def test_lines_are_a_list(client, refused, lines):
    refused(
        lambda: client.payments.create(shop.card_payment(lines=lines)),
        422,
        "The 'lines' field should be a list of order lines",
        "lines",
    )


def test_each_line_is_an_object(client, refused):
    refused(lambda: client.payments.create(order("a chair")), 422, "Order line 1 is invalid.", "lines.0")


def test_a_member_that_no_line_has_is_named_with_a_near_one(client, refused):
    refused(
        lambda: client.payments.create(order(shop.order_line(unitprice=shop.eur("10.00")))),
        422,
        'Non-existent body parameter "lines.0.unitprice.currency" for this API call. '
        'Did you mean: "lines.0.unitPrice"?',
        "lines.0.unitprice.currency",
    )


@pytest.mark.parametrize("method", ["klarna", "billie", "riverty", "billink", "in3", "voucher"])
def test_these_methods_need_lines(client, refused, method):
    late = shop.klarna_payment()
    mode = {"captureMode": "manual"} if method in ("riverty", "billink") else {}
    without = shop.paid_at_once(method=method, billingAddress=late["billingAddress"], **mode)

    refused(lambda: client.payments.create(without), 422, "The 'lines' field is missing", "lines")


@pytest.mark.parametrize("method", ["klarna", "billie", "riverty", "billink", "in3", "alma"])
def test_these_methods_need_a_billing_address(client, refused, method):
    mode = {"captureMode": "manual"} if method in ("riverty", "billink") else {}
    without = shop.paid_at_once(method=method, lines=[shop.order_line()], **mode)

    refused(
        lambda: client.payments.create(without), 422, "The 'billingAddress' field is missing", "billingAddress"
    )


def test_billie_needs_a_company(client, refused):
    sold = shop.paid_at_once(method="billie", lines=[shop.order_line()], billingAddress=shop.ADDRESS)
    refused(
        lambda: client.payments.create(sold),
        422,
        "The 'billingAddress.organizationName' field is missing",
        "billingAddress.organizationName",
    )
    sold["billingAddress"] = {**shop.ADDRESS, "organizationName": "Chairs B.V."}
    assert client.payments.create(sold).method == "billie"


@pytest.mark.parametrize("method", ["klarna", "billie", "riverty", "in3"])
def test_of_the_payer_these_methods_need_all_this(client, refused, method):
    mode = {"captureMode": "manual"} if method == "riverty" else {}
    address = {**shop.ADDRESS, "organizationName": "Chairs B.V."}
    sold = shop.paid_at_once(method=method, lines=[shop.order_line()], **mode)
    payment = client.payments.create({**sold, "billingAddress": address})

    for name in shop.ADDRESS:
        for without in [{**address, name: None}, {**address, name: ""}]:
            for call in [
                lambda given=without: client.payments.create({**sold, "billingAddress": given}),
                lambda given=without: client.payments.update(payment.id, {"billingAddress": given}),
            ]:
                refused(
                    call, 422, f"The 'billingAddress.{name}' field is missing", f"billingAddress.{name}"
                )
    assert client.payments.get(payment.id) == payment


def test_other_methods_take_an_address_without_members(client):
    for method, more in [("alma", {}), ("billink", {"captureMode": "manual", "lines": [shop.order_line()]})]:
        assert client.payments.create(shop.paid_at_once(method=method, billingAddress={}, **more)).method == method


@pytest.mark.parametrize("name", ["billingAddress", "shippingAddress"])
def test_an_address_is_an_object_of_known_members(client, refused, name):
    refused(
        lambda: client.payments.create(shop.card_payment(**{name: "Keizersgracht"})),
        422,
        f"The '{name}' field should be an object",
        name,
    )
    refused(
        lambda: client.payments.create(shop.card_payment(**{name: {**shop.ADDRESS, "postcode": "1015 CW"}})),
        422,
        f'Non-existent body parameter "{name}.postcode" for this API call.',
        f"{name}.postcode",
    )
