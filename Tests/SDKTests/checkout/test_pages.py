"""The other pages: choosing how to pay, and what the payer sees when there is nothing to pay."""

from urllib.parse import quote, urlsplit

import pytest
import shop
from browser import Page

HOSTILE = "</p><script>alert(1)</script><img src=x onerror=alert(2)> \"'&amp;<!-- {{amount}} {{{body}}}"


def test_without_a_method_the_payer_chooses_one(browser, checkout, ask):
    address, path = checkout(shop.left_to_the_payer())
    page = browser.open(address)
    assert "/checkout/select-method/" in address
    assert page.status == 200
    offered = [value for name, value in page.buttons if name == "method"]
    assert offered[0] == "creditcard" and "ideal" in offered
    for method in ["vipps", "klarna", "voucher", "riverty"]:
        assert method not in offered, "the currency, the lines or the address are not for it"

    states = Page(browser.press(page, "method", "creditcard"))
    assert states.radios("final_state")[0] == "authorized"
    assert browser.press(states, "submit", "submit", final_state="authorized").status_code == 303
    payment = ask("GET", path).json()
    assert (payment["status"], payment["method"]) == ("authorized", "creditcard")


def test_a_way_without_manual_capture_is_paid_at_once(browser, checkout, ask):
    address, path = checkout(shop.left_to_the_payer())

    states = Page(browser.press(browser.open(address), "method", "ideal"))
    assert states.radios("final_state")[0] == "paid"
    browser.press(states, "submit", "submit", final_state="paid")
    payment = ask("GET", path).json()
    assert (payment["status"], payment["method"]) == ("paid", "ideal")


def test_with_lines_and_an_address_pay_later_is_offered(browser, checkout, ask):
    order = shop.klarna_payment()
    del order["method"]
    address, path = checkout(order)

    page = browser.open(address)
    offered = [value for _, value in page.buttons]
    assert "klarna" in offered and "riverty" in offered and "billie" not in offered
    browser.press(Page(browser.press(page, "method", "klarna")), "submit", "submit", final_state="authorized")
    assert ask("GET", path).json()["method"] == "klarna"


def test_of_several_methods_only_those_are_offered(browser, checkout):
    address, _ = checkout(shop.card_payment(method=["paypal", "creditcard"]))

    assert browser.open(address).buttons == [("method", "paypal"), ("method", "creditcard")]


@pytest.mark.parametrize("method", ["cash", "vipps", "klarna", ""])
def test_what_was_not_offered_cannot_be_chosen(browser, checkout, ask, server, method):
    address, path = checkout(shop.left_to_the_payer())
    token = address.rsplit("/", 1)[1]
    there = f"{server}/checkout/test-mode?method={method}&token={token}"

    assert browser.open(there).status == 404
    assert browser._session.post(there, data={"final_state": "authorized"}, timeout=10).status_code == 404
    assert ask("GET", path).json()["status"] == "open"


def test_a_payment_with_a_method_is_not_paid_by_another(browser, checkout):
    address, _ = checkout(shop.card_payment())
    other = address.replace("method=creditcard", "method=ideal")
    assert other != address

    assert browser.open(other).status == 404


@pytest.mark.parametrize("order", [shop.card_payment(description=HOSTILE), shop.left_to_the_payer(description=HOSTILE)])
def test_a_hostile_description_is_text(browser, checkout, order):
    page = browser.open(checkout(order)[0])

    assert HOSTILE in page.text
    assert not [tag for tag, attributes in page.tags if tag in ("script", "img") or "onerror" in attributes]
    policy = page.answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert page.answer.headers["Cache-Control"] == "no-store"


UNKNOWN = ["", "nobody", "5B8cwPMGnU6qLbRvo7qEZo", "<script>", "../../v2/payments", "%00", "x" * 3_000]


@pytest.mark.parametrize("token", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_unknown_token_leads_nowhere(browser, server, token):
    quoted = quote(token, safe="")
    for address in [f"/checkout/test-mode?method=creditcard&token={quoted}", f"/checkout/select-method/{quoted}"]:
        page = browser.open(server + address)
        assert page.status == 404
        assert not page.form
        assert "<script>" not in page.answer.text
    posted = browser._session.post(
        f"{server}/checkout/test-mode?token={quoted}", data={"final_state": "paid"}, timeout=10
    )
    assert posted.status_code == 404


def test_a_live_payment_is_not_answered_on_the_test_page(browser, checkout, ask):
    address, path = checkout(shop.card_payment(), key=shop.LIVE_KEY)

    page = browser.open(address)
    assert page.status == 404
    assert "live" in page.text
    assert browser._session.post(address, data={"final_state": "authorized"}, timeout=10).status_code == 404
    assert ask("GET", path, key=shop.LIVE_KEY).json()["status"] == "open"


def test_a_payment_of_a_token_has_its_checkout_too(browser, checkout, ask):
    address, path = checkout(shop.card_payment(testmode=True), key=shop.ACCESS_TOKEN)

    browser.press(browser.open(address), "submit", "submit", final_state="authorized")
    assert ask("GET", f"{path}?testmode=true", key=shop.ACCESS_TOKEN).json()["status"] == "authorized"


def test_the_checkout_begins_with_the_origin_that_the_shop_called(checkout, server):
    called = server.replace("127.0.0.1", "localhost")
    for order in [shop.card_payment(), shop.left_to_the_payer()]:
        address, _ = checkout(order, headers={"Host": urlsplit(called).netloc})
        assert address.startswith(called + "/checkout/")
