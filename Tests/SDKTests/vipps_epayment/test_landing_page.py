"""The payer's app in the sandbox: a page, walked as a payer does."""

import re

import pytest
import requests
from browser import Browser
from vipps_unit import admitted, aggregate


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def landing(unit):
    """Creates a payment; its reference and where its payer goes."""

    def make(**more):
        order = unit.order(**more)
        return order["reference"], unit.epayment("POST", "", order).json()["redirectUrl"]

    return make


def test_the_page_shows_what_is_paid_and_says_that_it_is_a_sandbox(browser, landing):
    name, address = landing(paymentDescription="Socks & <shoes>")
    page = browser.open(address)

    assert page.status == 200
    assert page.answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for text in ["NOK", "499.00", "Socks & <shoes>", name, "123456", "Sandbox"]:
        assert text in page.text
    assert page.buttons == [("act", "approve"), ("act", "decline"), ("act", "timeout")]
    assert not any(tag == "script" for tag, _ in page.tags)
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags
    assert "default-src 'none'" in page.answer.headers["Content-Security-Policy"]


def test_the_page_names_the_shop_and_until_when_the_payer_has_time(browser, landing):
    _, address = landing()
    page = browser.open(address)
    assert "Demo merchant" in page.text and re.search(r"Open until\s*\d{4}-\d\d-\d\d \d\d:\d\d UTC", page.text)


def test_a_page_that_is_left_open_looks_again_when_the_time_is_over(browser, landing):
    _, address = landing()
    [seconds] = [attributes["content"] for tag, attributes in browser.open(address).tags if attributes.get("http-equiv") == "refresh"]
    assert 590 <= int(seconds) <= 601


def test_when_the_time_is_over_the_page_says_so_and_a_late_yes_changes_nothing(server, browser):
    own = admitted(server)
    order = own.order()
    address = own.epayment("POST", "", order).json()["redirectUrl"]
    page = browser.open(address)
    headers = {"Authorization": f"Bearer {own.merchant_key}"}
    requests.post(f"{server}/holdfast/v1/sandbox/clock", json={"advance": "PT10M"}, headers=headers, timeout=30)
    assert "its time is over" in browser.open(address).text
    assert browser.press(page, "act", "approve").status_code == 200
    assert own.get(order["reference"])["state"] == "EXPIRED"


def test_a_long_description_and_shop_are_whole_on_the_page(browser, landing):
    _, address = landing(paymentDescription="W" * 100)
    page = browser.open(address)
    assert "W" * 100 in page.text
    assert page.of_class("what") and page.of_class("shop") and page.of_class("notice")


@pytest.mark.parametrize(("act", "state"), [("approve", "AUTHORIZED"), ("decline", "ABORTED"), ("timeout", "EXPIRED")])
def test_the_payer_acts_and_is_sent_back_to_the_shop(unit, browser, landing, act, state):
    name, address = landing()
    answer = browser.press(browser.open(address), "act", act)

    assert (answer.status_code, answer.headers["Location"]) == (303, "https://example.com/redirect")
    assert unit.get(name)["state"] == state
    assert "Already done" in browser.open(address).text


def test_the_payer_picks_a_card(unit, browser, landing):
    name, address = landing()
    page = browser.open(address)
    assert page.radios("card")[:2] == ["visa", "mastercard"]
    browser.press(page, "act", "approve", card="mastercard")

    assert unit.get(name)["paymentMethod"]["cardBin"] == "545454"


def test_a_card_that_the_bank_declines(unit, browser, landing):
    name, address = landing()
    browser.press(browser.open(address), "act", "approve", card="declined")
    assert (unit.get(name)["state"], unit.get(name)["aggregate"]) == ("ABORTED", aggregate(0))


def test_an_order_of_ecom_has_the_same_page(unit, browser):
    order = unit.ecom_order()
    url = unit.ecom("POST", "", order).json()["url"]
    answer = browser.press(browser.open(url), "act", "approve")

    assert answer.headers["Location"] == "https://example.com/vipps/fallback", "unchanged"
    assert unit.operations(order["transaction"]["orderId"]) == ["RESERVE", "INITIATE"]


def test_without_an_address_to_go_back_to_the_page_says_thank_you(unit, browser, landing):
    name, address = landing(userFlow="QR", returnUrl=None, qrFormat={"format": "TEXT/TARGETURL"})
    answer = browser.press(browser.open(address), "act", "approve")
    assert answer.status_code == 200 and "Thank you" in answer.text
    assert unit.get(name)["state"] == "AUTHORIZED"


@pytest.mark.parametrize("fields", [{}, {"act": "steal"}, {"act": "approve", "card": "stolen"}])
def test_what_the_page_does_not_offer_changes_nothing(unit, browser, landing, fields):
    name, address = landing()
    assert requests.post(address, data=fields, timeout=10, allow_redirects=False).status_code == 404
    assert unit.get(name)["state"] == "CREATED"


def test_the_same_by_api(unit, payer):
    for action, state in [("approve", "AUTHORIZED"), ("decline", "ABORTED"), ("abandon", "EXPIRED")]:
        name = unit.created()
        getattr(payer, action)(name)
        assert unit.get(name)["state"] == state


def test_a_card_that_does_not_exist_is_refused_by_api(server, unit):
    name = unit.created()
    answer = requests.post(
        f"{server}/holdfast/v1/payments/{name}/payer",
        json={"action": "approve", "instrument": {"method": "stolen"}},
        headers={"Authorization": "Bearer hf_test_holdfastdemomerchant0000000001"},
        timeout=10,
    )
    assert (answer.status_code, answer.json()["field"]) == (400, "instrument.method")
