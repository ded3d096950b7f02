"""Ways to pay and chargebacks of a shop, with mollie-api-python."""

import pytest
import shop


def test_there_are_no_chargebacks(client, authorized, ask):
    payment = authorized(shop.paid_at_once())

    assert len(payment.chargebacks.list()) == len(client.chargebacks.list(limit=10)) == 0
    for path in [f"/v2/payments/{payment.id}/chargebacks", "/v2/chargebacks"]:
        answer = ask("GET", path + "?limit=5&embed=payment")
        assert answer.status_code == 200
        assert answer.json()["_embedded"] == {"chargebacks": []} and answer.json()["count"] == 0
        assert set(answer.json()["_links"]) == {"documentation", "self", "previous", "next"}
        assert answer.json()["_links"]["self"]["href"].endswith(path + "?limit=5&embed=payment")
        assert ask("GET", path + "?from=chb_n9z0tp").json()["field"] == "from"
        assert ask("GET", path + "?limit=0").json()["field"] == "limit"
        assert ask("POST", path).status_code == 405


def test_chargebacks_of_an_unknown_payment_are_not_found(ask):
    answer = ask("GET", f"/v2/payments/{shop.UNKNOWN_PAYMENT}/chargebacks")

    assert (answer.status_code, answer.json()["detail"]) == (404, shop.NO_SUCH_PAYMENT)


def test_the_methods_are_listed_and_read(client, ask):
    listed = client.methods.list()
    assert len(listed) == 36 and "vipps" in [method.id for method in listed]

    for method in listed:
        assert client.methods.get(method.id)["description"] == method.description
    assert ask("GET", "/v2/methods/ideal").json() == {
        "resource": "method",
        "id": "ideal",
        "description": "iDEAL",
        "minimumAmount": {"value": "0.01", "currency": "EUR"},
        "maximumAmount": {"value": "50000.00", "currency": "EUR"},
        "image": {
            "size1x": "https://www.mollie.com/external/icons/payment-methods/ideal.png",
            "size2x": "https://www.mollie.com/external/icons/payment-methods/ideal%402x.png",
            "svg": "https://www.mollie.com/external/icons/payment-methods/ideal.svg",
        },
        "status": "activated",
        "_links": ask("GET", "/v2/methods/ideal").json()["_links"],
    }
    vipps = client.methods.get("vipps")
    assert (vipps.minimum_amount["currency"], vipps.maximum_amount) == ("NOK", None)


@pytest.mark.parametrize(
    ("currency", "value", "there", "absent"),
    [
        ("EUR", "10.00", {"ideal", "creditcard", "klarna"}, {"vipps"}),
        ("EUR", "10000.01", {"ideal", "klarna"}, {"creditcard", "vipps"}),
        ("NOK", "10.00", {"vipps", "creditcard", "klarna"}, {"ideal", "billie"}),
        ("THB", "10.00", {"paypal"}, {"creditcard", "ideal"}),
    ],
)
def test_the_methods_that_take_an_amount_are_listed(client, currency, value, there, absent):
    listed = {method.id for method in client.methods.list(**{"amount[currency]": currency, "amount[value]": value})}

    assert there <= listed and not absent & listed


@pytest.mark.parametrize(
    ("query", "detail", "field"),
    [
        ("amount[currency]=EUR&amount[value]=1", "The amount contains an invalid value", "amount.value"),
        ("amount[currency]=EUR", "The value is missing from the amount", "amount.value"),
        ("amount[currency]=XXX&amount[value]=1.00", "The amount contains an invalid currency", "amount.currency"),
        ("locale=xx", "The locale is invalid", "locale"),
        ("limit=5", 'Non-existent query parameter "limit" for this API call.', "limit"),
    ],
)
def test_what_is_wrong_in_the_query_of_methods_is_400(ask, query, detail, field):
    answer = ask("GET", "/v2/methods?" + query)

    assert (answer.status_code, answer.json()["detail"], answer.json()["field"]) == (400, detail, field)


def test_an_unknown_method_is_not_found(client, refused):
    refused(lambda: client.methods.get("cash"), 404, shop.no_entity("cash"))
