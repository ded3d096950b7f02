"""Initiating a payment. Source: wire/vipps.md §4.1."""

import pytest
from vipps_unit import ecom_error, nok, reference


def test_an_order_is_initiated_and_says_where_the_payer_goes(unit, server):
    order = unit.ecom_order()
    answer = unit.ecom("POST", "/", order)

    assert answer.status_code == 200, "not 201; and a slash at the end is taken"
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
    assert list(answer.json()) == ["orderId", "url"]
    url = answer.json()["url"]
    assert url.startswith(f"{server}/dwo-api-application/v1/deeplink/vippsgateway?v=2&token=")
    assert len(url.split("=", 3)) == 3


def test_an_app_gets_an_address_for_apps(unit):
    order = unit.ecom_order(merchant={"isApp": True, "fallBack": "myshop://done"})

    assert unit.ecom("POST", "", order).json()["url"].startswith("vipps://?token=")
    assert unit.ecom("POST", "", unit.ecom_order(merchant={"isApp": True, "fallBack": "INTENT"})).status_code == 200


@pytest.mark.parametrize("path", ["/Ecomm/v2/payments", "/ecomm/v2/Payments/", "/ECOMM/V2/PAYMENTS"])
def test_paths_are_taken_in_any_case(unit, path):
    assert unit.send("POST", path, unit.ecom_order()).status_code == 200


def test_a_second_one_with_the_same_order_is_a_duplicate_whatever_it_says(unit, direct_unit, foreign_unit):
    order = unit.ecom_order()
    unit.ecom("POST", "", order)

    error = ecom_error(unit.ecom("POST", "", order), "Merchant", 34)
    assert "Duplicate" in error["errorMessage"]
    other = unit.ecom_order(500, orderId=order["transaction"]["orderId"])
    ecom_error(unit.ecom("POST", "", other), "Merchant", 34)
    assert unit.epayment("POST", "", unit.order(reference=order["transaction"]["orderId"])).status_code == 409
    for stranger in [direct_unit, foreign_unit]:
        assert stranger.initiated(orderId=order["transaction"]["orderId"]), "each unit has its own names"


def test_numbers_are_taken_for_texts(unit):
    order = unit.ecom_order(merchant={"merchantSerialNumber": int(unit.number)}, customer={"mobileNumber": 48059528})

    assert unit.ecom("POST", "", order).status_code == 200


@pytest.mark.parametrize("number", ["48059528", "+4748059528", "004748059528", "480 59 528", "4748059528", "", None])
def test_a_phone_number_is_mended(unit, number):
    assert unit.ecom("POST", "", unit.ecom_order(customer={"mobileNumber": number})).status_code == 200
    assert unit.ecom("POST", "", unit.ecom_order(customer={})).status_code == 200


def test_a_phone_number_that_cannot_be_mended_is_nobodys(unit):
    for number in ["123", "abcdefgh", "+46701234567"]:
        ecom_error(unit.ecom("POST", "", unit.ecom_order(customer={"mobileNumber": number})), "User", 81)


def without(order, part, name):
    order[part].pop(name)
    return order


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda order: order.pop("customerInfo"), "customerInfo"),
        (lambda order: order.pop("merchantInfo"), "merchantInfo"),
        (lambda order: order.pop("transaction"), "transaction"),
        (lambda order: order["merchantInfo"].pop("merchantSerialNumber"), "merchantInfo.merchantSerialNumber"),
        (lambda order: order["merchantInfo"].pop("callbackPrefix"), "merchantInfo.callbackPrefix"),
        (lambda order: order["merchantInfo"].pop("fallBack"), "merchantInfo.fallBack"),
        (lambda order: order["merchantInfo"].update(fallBack="http://localhost/x"), "merchantInfo.fallBack"),
        (lambda order: order["merchantInfo"].update(fallBack="myshop://x"), "merchantInfo.fallBack"),
        (lambda order: order["merchantInfo"].update(callbackPrefix="http://shop.example"), "merchantInfo.callbackPrefix"),
        (lambda order: order["merchantInfo"].update(callbackPrefix="nonsense"), "merchantInfo.callbackPrefix"),
        (lambda order: order["merchantInfo"].update(authToken="x" * 256), "merchantInfo.authToken"),
        (lambda order: order["merchantInfo"].update(authToken="x\r\nX-Shop: y"), "merchantInfo.authToken"),
        (lambda order: order["merchantInfo"].update(authToken="x\n"), "merchantInfo.authToken"),
        (lambda order: order["merchantInfo"].update(authToken="x\0"), "merchantInfo.authToken"),
        (lambda order: order["merchantInfo"].update(authToken="\x7f"), "merchantInfo.authToken"),
        (
            lambda order: order["merchantInfo"].update(callbackPrefix="https://shop.example/\r\nX-Shop: y"),
            "merchantInfo.callbackPrefix",
        ),
        (lambda order: order["merchantInfo"].update(paymentType="Barter"), "merchantInfo.paymentType"),
        (lambda order: order["transaction"].pop("amount"), "transaction.amount"),
        (lambda order: order["transaction"].update(amount=99), "transaction.amount"),
        (lambda order: order["transaction"].update(amount=-1), "transaction.amount"),
        (lambda order: order["transaction"].update(amount=100.5), "transaction.amount"),
        (lambda order: order["transaction"].update(amount="100"), "transaction.amount"),
        (lambda order: order["transaction"].update(amount=10**18), "transaction.amount"),
        (lambda order: order["transaction"].pop("orderId"), "transaction.orderId"),
        (lambda order: order["transaction"].update(orderId="a_b"), "transaction.orderId"),
        (lambda order: order["transaction"].update(orderId="x" * 51), "transaction.orderId"),
        (lambda order: order["transaction"].pop("transactionText"), "transaction.transactionText"),
        (lambda order: order["transaction"].update(transactionText="x" * 101), "transaction.transactionText"),
        (lambda order: order["transaction"].update(scope="name shoeSize"), "transaction.scope"),
        (
            lambda order: (order["customerInfo"].clear(), order["transaction"].update(skipLandingPage=True)),
            "customerInfo.mobileNumber",
        ),
    ],
)
def test_what_is_malformed_is_named(unit, change, field):
    order = unit.ecom_order()
    change(order)

    ecom_error(unit.ecom("POST", "", order), "InvalidRequest", field)


def test_the_smallest_order_and_one_character(unit):
    assert unit.ecom("POST", "", unit.ecom_order(100, orderId=reference()[-1] + reference()[-8:])).status_code == 200


def test_the_nin_scope_is_not_allowed(unit):
    ecom_error(unit.ecom("POST", "", unit.ecom_order(scope="name nin")), "Merchant", 51, 403)


def test_another_merchants_unit_is_not_ones_own(unit, foreign_unit):
    order = unit.ecom_order(merchant={"merchantSerialNumber": foreign_unit.number})
    ecom_error(unit.ecom("POST", "", order), "Merchant", 97, 403)
    header = {"Merchant-Serial-Number": foreign_unit.number}
    ecom_error(unit.ecom("POST", "", unit.ecom_order(), **header), "Merchant", 97, 403)


def test_without_a_good_token_or_key(unit):
    answer = unit.ecom("POST", "", unit.ecom_order(), Authorization="Bearer nothing")
    assert answer.status_code == 401
    assert answer.json()["responseInfo"] == {"responseCode": 401, "responseMessage": "Unauthorized"}
    answer = unit.ecom("POST", "", unit.ecom_order(), **{"Ocp-Apim-Subscription-Key": None})
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


def test_a_new_order(unit):
    order = unit.initiated()
    details = unit.details(order)

    assert "transactionSummary" not in details, "until the payer has reacted"
    [entry] = details["transactionLogHistory"]
    assert (entry["operation"], entry["amount"], entry["requestId"], entry["operationSuccess"]) == (
        "INITIATE", 20000, "", True,
    )  # fmt: skip
    status = unit.ecom("GET", f"/{order}/status").json()
    assert status["transactionInfo"]["status"] == "INITIATE"
    assert unit.get(order)["state"] == "CREATED"


def test_express_adds_the_shipping_that_the_payer_takes(unit, payer):
    """They take the default of the methods that are named beforehand; the cost is in kroner, all else in øre."""
    methods = [
        {"isDefault": "N", "priority": 1, "shippingCost": 0, "shippingMethod": "Pick up", "shippingMethodId": "p"},
        {"isDefault": "Y", "priority": 2, "shippingCost": 49.5, "shippingMethod": "Post", "shippingMethodId": "q"},
    ]
    merchant = {
        "paymentType": "eComm Express Payment",
        "consentRemovalPrefix": "https://example.com/consent",
        "staticShippingDetails": methods,
    }
    order = unit.initiated(20000, merchant)
    approve = f"/ecomm/v2/integration-test/payments/{order}/approve"
    body = {"customerPhoneNumber": "48059528", "token": "x"}
    ecom_error(unit.send("POST", approve, body), "VippsError", 91)
    payer.approve(order)

    details = unit.details(order)
    assert details["transactionSummary"]["remainingAmountToCapture"] == 24950
    assert details["shippingDetails"]["shippingCost"] == 49.5
    assert details["shippingDetails"]["shippingMethodId"] == "q"
    assert details["shippingDetails"]["address"]["postCode"]
    assert details["shippingDetails"]["address"]["country"] == "Norway", "the one word of the schema"
    assert details["userDetails"]["email"]
    assert [entry["amount"] for entry in details["transactionLogHistory"]] == [24950, 20000]
    assert unit.get(order)["aggregate"]["authorizedAmount"] == nok(24950)
    del merchant["consentRemovalPrefix"]
    answer = unit.ecom("POST", "", unit.ecom_order(20000, merchant))
    ecom_error(answer, "InvalidRequest", "merchantInfo.consentRemovalPrefix")
