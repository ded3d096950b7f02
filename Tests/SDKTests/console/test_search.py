"""Finding a payment by any name that anybody has for it."""

import pytest
import requests

from console import desk


@pytest.fixture
def browser(server, merchant):
    return desk.signed_in(server, merchant.key)


def found(browser, **query):
    """How often the list links to a payment."""
    answer = browser.at("/console/payments", params=query)
    assert answer.status_code == 200, answer.text
    return answer.text.count('class="row" href="/console/payments/pmt_')


def test_by_the_wires_id_the_description_and_what_metadata_has(browser, merchant, created):
    name = created(merchant, description="Order #4711", metadata={"order_id": "A-993", "seats": 2})
    created(merchant, description="Order #4712")
    assert found(browser, q=name) == 1
    assert found(browser, q="order #4711") == 1
    assert found(browser, q="Order #47") == 2
    assert found(browser, q="a-993") == 1
    assert found(browser, q="4711") == 0


def test_by_a_captures_id(server, browser, merchant, created):
    name = created(merchant)
    merchant.approve(name)
    answer = requests.post(
        f"{server}/v2/payments/{name}/captures",
        data={"amount[currency]": "EUR", "amount[value]": "1.00"},
        headers={"Authorization": f"Bearer {merchant.secret('mollie', 'test')}"},
        timeout=10,
    )
    assert found(browser, q=answer.json()["id"]) == 1


def test_by_checkouts_reference_and_action(server, browser, merchant):
    key = {"Authorization": f"Bearer {merchant.secret('checkoutcom', 'nas secret')}"}
    order = {
        "source": {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030},
        "amount": 7000,
        "currency": "USD",
        "capture": False,
        "reference": "ORD-5023-4E89",
    }
    paid = requests.post(f"{server}/payments", json=order, headers=key, timeout=10).json()
    assert found(browser, q="ord-5023") == 1
    assert found(browser, q=paid["id"]) == 1
    assert found(browser, q=paid["action_id"]) == 1


def test_filters_fit_together(browser, merchant, created):
    one, two = created(merchant, "10.00"), created(merchant, "25.00")
    merchant.approve(two)
    assert found(browser) == 2
    assert found(browser, state="authorized") == 1
    assert found(browser, state="open", dialect="mollie") == 1
    assert found(browser, dialect="checkoutcom") == 0
    assert found(browser, currency="EUR", min="25", max="25") == 1
    assert found(browser, currency="EUR", min="5", max="15,00") == 1
    assert found(browser, currency="NOK") == 0
    today = merchant.ask("GET", "/sandbox/clock").json()["now"][:10]
    assert found(browser, **{"from": today, "to": today}) == 2
    assert found(browser, **{"to": "2020-01-01"}) == 0
    answer = browser.at("/console/payments", params={"min": "5"})
    assert "Say the currency beside the amounts." in answer.text


def test_page_after_page(browser, merchant, created):
    for _ in range(53):
        created(merchant, "1.00")
    assert found(browser) == 50
    text = browser.at("/console/payments").text
    older = text[text.index('rel="next"') - 120 :].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert browser.at(older).text.count('class="row" href="/console/payments/pmt_') == 3
    assert 'rel="next"' not in browser.at(older).text


def test_nobody_finds_what_is_another_merchants(server, browser, merchant, created):
    other = desk.Merchant.admitted(server, "Another shop")
    name = created(other, description="Order secret", metadata={"order": "SECRET-1"})
    for text in [name, "Order secret", "SECRET-1", "secret"]:
        assert found(browser, q=text) == 0


def test_whatever_is_asked_for_is_answered(browser):
    for query in [
        {"q": "'\"><script>alert(1)</script>"}, {"q": "%00"}, {"q": "x" * 5000}, {"after": "1-2-3"},
        {"after": "-9223372036854775808-pmt_1111111111111111111111"}, {"currency": "€"}, {"from": "yesterday"},
        {"currency": "EUR", "min": "99999999999999999999", "max": "-1"}, {"state": "no", "dialect": "no"},
    ]:  # fmt: skip
        answer = browser.at("/console/payments", params=query)
        assert answer.status_code == 200, query
        assert "<script>alert" not in answer.text
