"""3-D Secure: the payer answers on a page, in a browser without JavaScript or through our own API."""

import pytest
from browser import Browser

from checkout_com import sandbox

SUCCESS, FAILURE = "https://shop.example/yes", "https://shop.example/no?order=1"


def order(source=None, **more):
    return sandbox.payment(
        source=source, success_url=SUCCESS, failure_url=FAILURE, reference="3DS-1",
        customer={"email": "payer@example.org", "name": "A"}, **{"3ds": {"enabled": True}, **more},
    )


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def answered(platform, browser):
    """A payment, the page's answer to one button, and the payment afterwards."""

    def answer(outcome, **more):
        made = platform.payments.request_payment(order(**more))
        page = browser.open(made._links.redirect.href)
        return made, browser.press(page, "outcome", outcome), platform.payments.get_payment_details(made.id)

    return answer


def test_the_payment_waits_for_its_payer(platform, server):
    made = platform.payments.request_payment(order())
    assert (made.http_metadata.status_code, made.status, made.reference) == (202, "Pending", "3DS-1")
    three = getattr(made, "3ds")
    assert (three.downgraded, three.enrolled, made.customer.email) == (False, "Y", "payer@example.org")
    assert sandbox.links(made) == ["actions", "redirect", "self"]
    assert made._links.redirect.href.startswith(f"{server}/sessions-interceptor/sid_")
    for name in ["amount", "approved", "source", "balances"]:
        assert not hasattr(made, name)
    assert platform.payments.get_payment_actions(made.id).items == []
    read = platform.payments.get_payment_details(made.id)
    assert (read.status, read.amount) == ("Pending", 7000) and read._links.redirect.href == made._links.redirect.href


def test_the_page_works_without_script_and_on_a_phone(platform, browser):
    page = browser.open(platform.payments.request_payment(order())._links.redirect.href)
    assert (page.status, page.form["method"]) == (200, "post")
    assert [value for _, value in page.buttons] == ["approve", "fail", "cancel"]
    assert "USD 70.00" in page.text and "Visa ending in 4242" in page.text and "3DS-1" in page.text
    assert not [tag for tag, _ in page.tags if tag == "script"]
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in page.tags
    assert "default-src 'none'" in page.answer.headers["Content-Security-Policy"]


def test_what_the_shop_writes_is_text_on_the_page(nas, browser):
    made = nas.payments.request_payment({**order(), "reference": "<script>alert(1)</script>"})
    page = browser.open(made._links.redirect.href)
    assert "<script>alert(1)</script>" in page.text and not [tag for tag, _ in page.tags if tag == "script"]


def test_the_payer_approves(platform, answered):
    made, answer, read = answered("approve")
    session = made._links.redirect.href.rsplit("/", 1)[1]
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{SUCCESS}?cko-session-id={session}")
    assert (read.status, read.approved, read.eci) == ("Authorized", True, "05")
    assert platform.payments.get_payment_details(session).id == made.id
    platform.payments.capture_payment(made.id)
    assert platform.payments.get_payment_details(made.id).status == "Captured"


@pytest.mark.parametrize(("outcome", "status", "code"), [("fail", "Declined", "20151"), ("cancel", "Canceled", "20017")])
def test_the_payer_does_not(platform, answered, refused, outcome, status, code):
    made, answer, read = answered(outcome)
    session = made._links.redirect.href.rsplit("/", 1)[1]
    assert answer.headers["Location"] == f"{FAILURE}&cko-session-id={session}"
    assert (read.status, read.approved, sandbox.links(read)) == (status, False, ["actions", "self"])
    [action] = platform.payments.get_payment_actions(made.id).items
    assert (action.approved, action.response_code) == (False, code)
    refused(lambda: platform.payments.capture_payment(made.id), 403)


def test_an_answered_page_is_over(answered, browser):
    made, _, _ = answered("approve")
    assert "Already done" in browser.open(made._links.redirect.href).text


def test_a_page_that_nobody_was_sent_to(browser, server):
    for session in ["sid_aaaaaaaaaaaaaaaaaaaaaaaaaa", "pay_x", "sid_"]:
        assert browser.open(f"{server}/sessions-interceptor/{session}").status == 404


def test_what_is_captured_by_itself_is_captured_after_the_challenge(answered):
    _, _, read = answered("approve", capture=True)
    assert read.status == "Captured"


def test_without_an_address_to_go_back_to_the_page_says_how_it_went(platform, browser):
    made = platform.payments.request_payment(sandbox.payment(**{"3ds": {"enabled": True}}))
    answer = browser.press(browser.open(made._links.redirect.href), "outcome", "approve")
    assert answer.status_code == 200 and "approved" in answer.text


@pytest.mark.parametrize("do", ["approve", "decline", "abandon"])
def test_the_payer_can_be_played_through_our_own_api(platform, payer, do):
    made = platform.payments.request_payment(order())
    getattr(payer, do)(made.id)
    read = platform.payments.get_payment_details(made.id)
    code = platform.payments.get_payment_actions(made.id).items[0].response_code
    assert (read.status, code) == {
        "approve": ("Authorized", "10000"), "decline": ("Declined", "20151"), "abandon": ("Declined", "20152"),
    }[do]


def test_the_issuer_has_the_last_word(answered):
    _, answer, read = answered("approve", source=sandbox.card("4544249167673670"))
    assert answer.headers["Location"].startswith(FAILURE)
    assert read.status == "Declined" and read.actions[0].response_code == "20051"


def test_a_card_whose_payers_are_never_believed(answered):
    _, _, read = answered("approve", source=sandbox.card("4150561000000019"))
    assert (read.status, read.actions[0].response_code) == ("Declined", "20151")


def test_a_card_that_is_not_enrolled_is_declined_or_goes_on_without(platform):
    card = sandbox.card("4532432452900131")
    declined = platform.payments.request_payment(order(source=card))
    assert (declined.http_metadata.status_code, declined.status, declined.response_code) == (201, "Declined", "20150")
    paid = platform.payments.request_payment(order(source=card, **{"3ds": {"enabled": True, "attempt_n3d": True}}))
    assert (paid.status, getattr(paid, "3ds").downgraded) == ("Authorized", True)


def test_a_shop_that_authenticated_elsewhere_is_answered_at_once(platform):
    outside = {"enabled": True, "eci": "05", "cryptogram": "AgAAAAAAAIR8CQrXcIhbQAAAAAA=", "version": "2.0.1"}
    paid = platform.payments.request_payment(order(**{"3ds": outside}))
    assert (paid.http_metadata.status_code, paid.status, paid.eci) == (201, "Authorized", "05")


def test_an_empty_cryptogram_is_none(platform):
    """As the vendor's own tests ask for a challenge."""
    empty = {"enabled": True, "attempt_n3d": True, "eci": "", "cryptogram": "", "xid": "", "version": ""}
    made = platform.payments.request_payment(order(**{"3ds": empty}))
    assert (made.http_metadata.status_code, made.status) == (202, "Pending")
    assert sandbox.links(made) == ["actions", "redirect", "self"] and not hasattr(made, "eci")
    assert not hasattr(getattr(platform.payments.get_payment_details(made.id), "3ds"), "version")


def test_amounts_that_three_d_secure_declines_on_the_classic_platform(classic):
    assert classic.payments.request_payment(order(amount=150)).response_code == "20150"
    assert classic.payments.request_payment(order(amount=5015)).response_code == "20153"
    assert classic.payments.request_payment(sandbox.payment(amount=150)).approved
