"""Every other field of a payment, and each error that names it, with mollie-api-python."""

import pytest
import shop

LOCALES = ["en_US", "en_GB", "nl_NL", "nl_BE", "de_DE", "fr_FR", "nb_NO", "sv_SE", "da_DK", "pt_PT", "lt_LT"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("x" * 255, "x" * 255),
        ("x" * 256, "x" * 255),
        ("🪑" * 300, "🪑" * 255),
        ("e\u0301" * 200, "e\u0301" * 127 + "e"),
    ],
    ids=["255", "256", "chairs", "accents of their own"],
)
def test_a_description_is_cut_at_255_characters_never_refused(client, given, kept):
    payment = client.payments.create(shop.card_payment(description=given))

    assert payment.description == kept
    assert client.payments.update(payment.id, {"description": given}).description == kept


@pytest.mark.parametrize("locale", LOCALES)
def test_a_locale_is_returned(client, locale):
    assert client.payments.create(shop.card_payment(locale=locale)).locale == locale


@pytest.mark.parametrize(
    "address",
    ["https://shop.example/a?b=c#d", "http://localhost:3000/", "https://shop.example", "myapp://payment/done"],
)
def test_an_address_to_return_to_is_on_the_web_or_in_an_app(client, address):
    payment = client.payments.create(shop.card_payment(redirectUrl=address, cancelUrl=address))

    assert (payment.redirect_url, payment.cancel_url) == (address, address)


@pytest.mark.parametrize("address", ["http://localhost:3000/hook", "https://shop.example/hook"])
def test_an_address_for_webhooks_may_be_at_home(client, address):
    assert client.payments.create(shop.card_payment(webhookUrl=address)).webhook_url == address


@pytest.mark.parametrize(
    ("change", "detail", "field"),
    [
        ({"amount": None}, "The amount is required for payments", "amount"),
        ({"amount": "10.00"}, "The amount contains an invalid value", "amount"),
        ({"amount": shop.eur("0.00")}, "The amount is lower than the minimum", "amount"),
        ({"amount": shop.eur("10000.01")}, "The amount is higher than the maximum", "amount"),
        (
            {"amount": shop.eur("50000.01"), "method": "ideal", "captureMode": "automatic"},
            "The amount is higher than the maximum",
            "amount",
        ),
        (
            {"amount": {"currency": "THB", "value": "1.00"}},
            "The amount contains an invalid currency",
            "amount.currency",
        ),
        (
            {"amount": {"currency": "eur", "value": "1.00"}},
            "The amount contains an invalid currency",
            "amount.currency",
        ),
        (
            {"amount": {"currency": "EUR", "value": "1.00", "cents": 1}},
            'Non-existent body parameter "amount.cents" for this API call.',
            "amount.cents",
        ),
        ({"description": None}, "The 'description' field is missing", "description"),
        ({"description": ["x"]}, "The 'description' field should be a string", "description"),
        ({"redirectUrl": None}, "The 'redirectUrl' field is missing", "redirectUrl"),
        ({"redirectUrl": "shop.example"}, "The redirect URL is invalid", "redirectUrl"),
        ({"redirectUrl": "javascript://x/%0aalert(1)"}, "The redirect URL is invalid", "redirectUrl"),
        ({"redirectUrl": "https://shop.example/\r\nSet-Cookie: a=b"}, "The redirect URL is invalid", "redirectUrl"),
        ({"cancelUrl": "/no"}, "The cancel URL is invalid", "cancelUrl"),
        ({"webhookUrl": "hook"}, "The webhook URL is invalid", "webhookUrl"),
        ({"webhookUrl": "ftp://shop.example/"}, "The webhook URL is invalid", "webhookUrl"),
        (
            {"webhookUrl": "http://169.254.169.254/latest"},
            "The webhook URL is invalid because it is unreachable from Mollie's point of view",
            "webhookUrl",
        ),
        ({"method": "cash"}, "The payment method is not enabled in your website profile", "method"),
        ({"method": ["creditcard", "cash"]}, "The payment method is not enabled in your website profile", "method"),
        ({"method": 5}, "The payment method is not enabled in your website profile", "method"),
        ({"locale": "nl"}, "The locale is invalid", "locale"),
        ({"locale": "nl_XX"}, "The locale is invalid", "locale"),
        ({"sequenceType": "twice"}, "The sequence type is invalid", "sequenceType"),
        ({"sequenceType": "recurring"}, "The 'customerId' field is missing", "customerId"),
        ({"applicationFee": "1.50"}, "The 'applicationFee' field should be an object", "applicationFee"),
        (
            {"applicationFee": {"amount": shop.eur("1.5")}},
            "The amount contains an invalid value",
            "applicationFee.amount.value",
        ),
        ({"applicationFee": {"amount": "1.50"}}, "The amount contains an invalid value", "applicationFee.amount"),
        (
            {"applicationFee": {"fee": 1}},
            'Non-existent body parameter "applicationFee.fee" for this API call.',
            "applicationFee.fee",
        ),
        ({"method": ["vipps", "klarna"], "captureMode": None}, "No suitable payment methods found", None),
        (
            {"method": ["creditcard", "ideal"], "amount": shop.eur("50000.01")},
            "No suitable payment methods found",
            None,
        ),
    ],
)
def test_a_payment_is_refused(client, refused, change, detail, field):
    before = client.payments.list(limit=1)

    refused(lambda: client.payments.create(shop.card_payment(**change)), 422, detail, field)
    assert [payment.id for payment in client.payments.list(limit=1)] == [payment.id for payment in before]


@pytest.mark.parametrize(
    ("name", "value", "path", "near"),
    [
        ("webhookURL", "https://shop.example/", "webhookURL", "webhookUrl"),
        ("redirecturl", "https://shop.example/", "redirecturl", "redirectUrl"),
        ("methods", "ideal", "methods", "method"),
        ("Description", "x", "Description", "description"),
        ("descripton", "x", "descripton", "description"),
        ("metaData", {"basketId": 7}, "metaData.basketId", "metadata"),
        ("basketId", 7, "basketId", None),
        ("basket", {"customer": {"id": 7}}, "basket.customer.id", None),
    ],
)
def test_an_unknown_parameter_is_named_with_its_whole_path_and_a_near_one(client, refused, name, value, path, near):
    refused(
        lambda: client.payments.create(shop.card_payment(**{name: value})),
        422,
        f'Non-existent body parameter "{path}" for this API call.' + (f' Did you mean: "{near}"?' if near else ""),
        path,
    )


def test_an_unknown_parameter_of_the_query_is_400_when_reading_and_422_when_writing(client, refused):
    payment = client.payments.create(shop.card_payment())
    detail = 'Non-existent query parameter "embbed" for this API call.'

    refused(lambda: client.payments.get(payment.id, embbed="x"), 400, detail + ' Did you mean: "embed"?', "embbed")
    refused(lambda: client.payments.create(shop.card_payment(), embbed="x"), 422, detail, "embbed")
    refused(lambda: payment.captures.create(embbed="x"), 422, detail, "embbed")
    refused(lambda: client.payments.delete(payment.id, embbed="x"), 422, detail, "embbed")


def test_what_is_to_be_included_may_be_said_when_creating_and_reading(client):
    payment = client.payments.create(shop.card_payment(), include="details.qrCode")

    assert client.payments.get(payment.id, include="details.qrCode").id == payment.id


def test_members_that_only_the_server_writes_are_ignored(client):
    payment = client.payments.create(shop.card_payment(id=shop.UNKNOWN_PAYMENT, status="paid", resource="payment"))

    assert payment.id != shop.UNKNOWN_PAYMENT
    assert payment.status == "open"


@pytest.mark.parametrize("given", ["creditcard", ["creditcard"], ["creditcard", "creditcard"]])
def test_one_method_in_a_list_is_that_method(client, given):
    assert client.payments.create(shop.card_payment(method=given)).method == "creditcard"


def test_of_several_methods_none_is_chosen_yet(client, payer):
    payment = client.payments.create(shop.card_payment(method=["ideal", "creditcard"]))
    assert payment.method is None
    assert payment["_links"]["checkout"]["href"].split("/")[-2] == "select-method"

    payer.approve(payment.id, "creditcard")
    assert client.payments.get(payment.id).method == "creditcard"


def test_of_several_methods_those_that_do_not_suit_are_not_offered(client, payer):
    payment = client.payments.create(shop.card_payment(method=["vipps", "klarna", "paypal", "creditcard"]))
    assert payment.method is None

    for method in ["vipps", "klarna", "ideal"]:
        with pytest.raises(AssertionError, match="cannot be paid that way"):
            payer.approve(payment.id, method)
    payer.approve(payment.id)
    assert client.payments.get(payment.id).method == "paypal"


def test_the_fee_of_an_application_is_returned(client):
    fee = {"amount": shop.eur("1.50"), "description": "Platform fee"}
    payment = client.payments.create(shop.card_payment(applicationFee=fee))

    assert payment.application_fee == client.payments.get(payment.id).application_fee == fee


def test_a_list_of_a_thousand_times_the_same_method_is_read_back(client):
    payment = client.payments.create(shop.card_payment(method=["ideal", "creditcard"] * 500))

    assert client.payments.get(payment.id) == payment


@pytest.mark.parametrize(
    ("currency", "good", "bad"),
    [("EUR", "1.00", "1"), ("JPY", "500", "500.00"), ("ISK", "500", "500.0"), ("HUF", "100.00", "100")],
)
def test_each_currency_has_its_decimals(client, refused, currency, good, bad):
    amount = {"currency": currency, "value": good}
    assert client.payments.create(shop.card_payment(amount=amount)).amount == amount
    refused(
        lambda: client.payments.create(shop.card_payment(amount={**amount, "value": bad})),
        422,
        "The amount contains an invalid value",
        "amount.value",
    )


def test_a_card_that_is_only_to_be_known_is_paid_with_nothing(authorized):
    payment = authorized(shop.paid_at_once("0.00", method="creditcard", sequenceType="first"))

    assert (payment.status, payment.amount, payment.sequence_type) == ("paid", shop.eur("0.00"), "first")


def test_a_recurring_payment_needs_no_page(client):
    order = shop.paid_at_once(method="creditcard", sequenceType="recurring", customerId="cst_8wmqcHMN4U")
    del order["redirectUrl"]
    payment = client.payments.create(order)

    assert payment.redirect_url is None
    assert payment.customer_id == "cst_8wmqcHMN4U"
    assert payment.checkout_url is None
