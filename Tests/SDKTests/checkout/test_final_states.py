"""The payer picks how a test payment ends."""

import pytest
import shop
from browser import Page

REDIRECT = "https://shop.example/order/12345/"
CANCEL = "https://shop.example/no/"


def pick(browser, address, state):
    return browser.press(browser.open(address), "submit", "submit", final_state=state)


def test_the_page_shows_what_is_paid_and_offers_how_it_ends(browser, checkout):
    address, _ = checkout(shop.card_payment("1234.50"))
    page = browser.open(address)

    assert page.status == 200
    assert page.answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "1234.50" in page.text and "EUR" in page.text and "Order #12345" in page.text
    assert "test mode" in page.text
    assert page.of_class("header__amount") and page.of_class("footer") and page.of_class("button")
    assert page.form["method"] == "post"
    assert page.radios("final_state") == ["authorized", "failed", "canceled", "expired", "open"]
    assert not any(tag == "script" for tag, _ in page.tags)
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags


def test_captured_at_once_it_offers_paid_instead_of_authorized(browser, checkout):
    page = browser.open(checkout(shop.paid_at_once())[0])
    assert page.radios("final_state") == ["paid", "failed", "canceled", "expired", "open"]

    page = browser.open(checkout(shop.paid_at_once(method="creditcard", captureDelay="2 days"))[0])
    assert page.radios("final_state")[0] == "authorized"


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("authorized", "authorizedAt"),
        ("failed", "failedAt"),
        ("canceled", "canceledAt"),
        ("expired", "expiredAt"),
    ],
)
def test_a_state_is_picked_and_the_payer_sent_back(browser, checkout, ask, state, since):
    address, path = checkout(shop.card_payment())

    answer = pick(browser, address, state)

    assert (answer.status_code, answer.headers["Location"]) == (303, REDIRECT), "nothing is added to the address"
    payment = ask("GET", path).json()
    assert payment["status"] == state
    assert payment[since]
    assert "checkout" not in payment["_links"]


def test_paid(browser, checkout, ask):
    address, path = checkout(shop.paid_at_once())

    assert pick(browser, address, "paid").status_code == 303
    payment = ask("GET", path).json()
    assert (payment["status"], payment["amountRemaining"]) == ("paid", shop.eur("10.00"))


def test_open_leaves_the_payment_to_be_answered_later(browser, checkout, ask):
    address, path = checkout(shop.card_payment())

    answer = pick(browser, address, "open")
    assert (answer.status_code, answer.headers["Location"]) == (303, REDIRECT)
    assert ask("GET", path).json()["status"] == "open"
    assert pick(browser, address, "authorized").status_code == 303
    assert ask("GET", path).json()["status"] == "authorized"


@pytest.mark.parametrize("state", ["authorized", "failed", "canceled", "expired", "open"])
def test_only_a_payer_who_turns_back_goes_to_the_cancel_address(browser, checkout, state):
    address, _ = checkout(shop.card_payment(cancelUrl=CANCEL))

    answer = pick(browser, address, state)
    assert answer.headers["Location"] == (CANCEL if state == "canceled" else REDIRECT)


def test_a_payer_is_sent_where_the_shop_says_last(browser, checkout, ask):
    address, path = checkout(shop.card_payment())
    ask("PATCH", path, json={"redirectUrl": "https://shop.example/other/?a=b"})

    assert pick(browser, address, "authorized").headers["Location"] == "https://shop.example/other/?a=b"


def test_without_a_choice_the_page_asks_again(browser, checkout, ask):
    address, path = checkout(shop.card_payment())
    session = browser._session

    for form in [{}, {"final_state": ""}, {"final_state": "paid"}, {"final_state": "refunded"}]:
        answer = session.post(address, data=form, allow_redirects=False, timeout=10)
        page = Page(answer)
        assert answer.status_code == 400
        assert "Please choose one." in page.text
        assert page.radios("final_state")
    assert ask("GET", path).json()["status"] == "open"


@pytest.mark.parametrize("state", ["authorized", "failed", "canceled", "expired"])
def test_an_answered_payment_is_not_answered_again(browser, checkout, ask, state):
    address, path = checkout(shop.card_payment())
    page = browser.open(address)
    browser.press(page, "submit", "submit", final_state=state)

    again = browser.press(page, "submit", "submit", final_state="authorized")
    assert again.status_code == 200
    assert "Already done" in again.text
    assert "Already done" in browser.open(address).text
    assert ask("GET", path).json()["status"] == state


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("1001.00", "invalid_card_number"),
        ("1002.00", "invalid_cvv"),
        ("1003.00", "invalid_card_holder_name"),
        ("1004.00", "card_expired"),
        ("1005.00", "invalid_card_type"),
        ("1006.00", "refused_by_issuer"),
        ("1007.00", "insufficient_funds"),
        ("1008.00", "inactive_card"),
        ("1009.00", "possible_fraud"),
        ("1010.00", "authentication_failed"),
        ("1011.00", "card_declined"),
    ],
)
def test_these_amounts_fail_for_their_reasons(browser, checkout, ask, value, reason):
    address, path = checkout(shop.card_payment(value))
    pick(browser, address, "failed")

    payment = ask("GET", path).json()
    assert (payment["status"], payment["details"]["failureReason"]) == ("failed", reason)


def test_the_amounts_mean_nothing_when_the_payment_does_not_fail(browser, checkout, ask):
    address, path = checkout(shop.card_payment("1007.00"))
    pick(browser, address, "authorized")

    payment = ask("GET", path).json()
    assert payment["status"] == "authorized"
    assert "failureReason" not in payment["details"]


@pytest.mark.parametrize(
    "order",
    [
        shop.card_payment("1007.01"),
        shop.card_payment(amount={"currency": "USD", "value": "1007.00"}),
    ],
    ids=["a cent more", "dollars"],
)
def test_other_amounts_fail_as_declined(browser, checkout, ask, order):
    address, path = checkout(order)
    pick(browser, address, "failed")

    assert ask("GET", path).json()["details"]["failureReason"] == "card_declined"


def test_a_payment_that_is_no_card_has_no_reason(browser, checkout, ask):
    address, path = checkout(shop.paid_at_once("1007.00"))
    pick(browser, address, "failed")

    payment = ask("GET", path).json()
    assert payment["status"] == "failed"
    assert "details" not in payment
