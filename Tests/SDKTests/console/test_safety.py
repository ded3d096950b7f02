"""What nobody may do: act without the form's token, see another's data, or bring markup in."""

import re
import time

import pytest
import requests
import shop
from playwright.sync_api import expect

from console import desk

MARKUP = "<script>window.broken=1</script><img src=x onerror=window.broken=1>\"'&</title></textarea>"
PLACES = ["payments", "webhooks", "clock", "faults", "books", "merchants"]


@pytest.fixture
def browser(server, merchant):
    return desk.signed_in(server, merchant.key)


def path_of(browser, name):
    found = browser.at("/console/payments", params={"q": name}).text
    return found[found.index("/console/payments/pmt_") :].split('"')[0]


# Sessions


def test_nobody_sees_anything_without_signing_in(server):
    for place in PLACES:
        answer = requests.get(f"{server}/console/{place}", allow_redirects=False, timeout=10)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/sign-in?to=/console/{place}")
    answer = requests.get(f"{server}/console/live", allow_redirects=False, timeout=10)
    assert answer.status_code == 303


def test_the_session_is_a_strict_cookie_that_no_script_reads(server, merchant):
    browser = desk.Browser(server)
    answer = browser.sign_in(merchant.key)
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"holdfast_console=[0-9a-f]{64}; Path=/console; Max-Age=43200; HttpOnly; SameSite=Strict$", cookie)
    assert merchant.key not in cookie


def test_signing_out_ends_the_session_for_good(server, merchant, browser):
    token = browser.token()
    kept = dict(browser.cookies)
    answer = browser.press("/console/sign-out", {"token": token})
    assert answer.headers["Location"] == "/console/sign-in"
    again = requests.get(f"{server}/console/payments", cookies=kept, allow_redirects=False, timeout=10)
    assert again.status_code == 303


def test_a_key_that_nobody_has_opens_nothing_and_guessing_is_slowed_down(server):
    # From an address of its own, so that nobody else waits.
    browser = desk.Browser(server.replace("127.0.0.1", "localhost"))
    browser.headers["Host"] = server.split("//")[1]
    token = browser.token("/console/sign-in")
    took = []
    for _ in range(3):
        began = time.monotonic()
        answer = browser.press("/console/sign-in", {"token": token, "key": "hf_test_nobody", "to": ""})
        took.append(time.monotonic() - began)
        assert answer.status_code == 401
        assert "No merchant has this key" in answer.text
        assert "hf_test_nobody" not in answer.text
    assert min(took) >= 0.25


def test_only_pages_of_the_console_are_gone_on_to(server, merchant):
    for to in ["https://evil.example/", "//evil.example", "/console/../v2", "/console/\\evil", "javascript:alert(1)"]:
        browser = desk.Browser(server)
        token = browser.token("/console/sign-in")
        answer = browser.press("/console/sign-in", {"token": token, "key": merchant.key, "to": to})
        assert answer.status_code == 303
        assert answer.headers["Location"] in ("/console", "/console/../v2"), to
    answer = requests.get(f"{server}/console/%0d%0aSet-Cookie:%20a=b", allow_redirects=False, timeout=10)
    assert "a=b" not in str(answer.headers)


# Forms


def test_no_form_works_without_its_token(server, merchant, browser, created):
    name = created(merchant)
    merchant.approve(name)
    path = path_of(browser, name)
    good = browser.token()
    other = desk.signed_in(server, desk.DEMO).token()
    forms = {
        path + "/actions/capture": {"amount": "1.00", "once": "0" * 32},
        path + "/payer/instruct": {"once": "0" * 32},
        "/console/clock": {"move": "day"},
        "/console/faults": {"effect": "request loseAnswer"},
        "/console/faults/remove": {"which": "all"},
        "/console/webhooks/replay": {"which": "failed"},
        "/console/merchants": {"name": "Nobody's"},
        "/console/merchants/pick": {"merchant": "mer_1"},
        "/console/sign-out": {},
    }
    before = merchant.ask("GET", "/sandbox/clock").json()["now"][:10]
    for target, fields in forms.items():
        for token in [None, "", good[:-1] + ("0" if good[-1] != "0" else "1"), other]:
            answer = browser.press(target, {**fields, **({} if token is None else {"token": token})})
            assert answer.status_code == 403, (target, token)
            assert "Nothing was done" in answer.text
    answer = browser.press("/console/sign-in", {"key": merchant.key})
    assert answer.status_code == 403
    assert merchant.payment(name)["captured"]["value"] == 0
    assert merchant.ask("GET", "/sandbox/faults").json()["faults"] == []
    assert merchant.ask("GET", "/sandbox/clock").json()["now"][:10] == before


def test_a_form_is_bounded(browser):
    answer = browser.press("/console/clock", {"token": browser.token(), "move": "x" * 70_000})
    assert answer.status_code == 413


def test_whatever_a_form_says_is_answered(browser):
    token = browser.token()
    for target, fields in [
        ("/console/clock", {"move": "set", "set": "never"}), ("/console/clock", {"move": "advance", "advance": "P1Y"}),
        ("/console/clock", {"move": "fly"}), ("/console/faults", {"effect": "request nonsense"}),
        ("/console/faults", {"effect": "request loseAnswer", "times": "0"}),
        ("/console/faults", {"effect": "request loseAnswer", "chance": "101"}),
        ("/console/faults/remove", {"fault": "flt_1"}), ("/console/webhooks/replay", {}),
        ("/console/webhooks/replay", {"delivery[]": "pmt_1-1-zz"}),
    ]:  # fmt: skip
        answer = browser.press(target, {**fields, "token": token})
        assert answer.status_code in (404, 422), (target, fields, answer.status_code)


# Whose data it is


def test_another_merchants_things_do_not_exist(server, merchant, browser, created):
    other = desk.Merchant.admitted(server, "Another shop")
    name = created(other, "99.00", description="Not yours", webhookUrl="http://127.0.0.1:9/hook")
    other.approve(name)
    theirs = desk.signed_in(server, other.key)
    path = path_of(theirs, name)
    shop.eventually(lambda: theirs.at("/console/webhooks").text, lambda text: "/console/webhooks/pmt_" in text)
    hooks = theirs.at("/console/webhooks").text
    delivery = hooks[hooks.index("/console/webhooks/pmt_") :].split('"')[0]
    assert browser.at(path).status_code == 404
    assert browser.at(path + "/actions/capture").status_code == 404
    assert browser.at(path + "/payer/approve").status_code == 404
    assert browser.at(delivery).status_code == 404
    token = browser.token()
    form = {"token": token, "amount": "1.00", "once": "0" * 32}
    assert browser.press(path + "/actions/capture", form).status_code == 404
    assert browser.press(path + "/payer/decline", form).status_code == 404
    replay = {"token": token, "delivery[]": delivery.split("/")[-1]}
    assert browser.press("/console/webhooks/replay", replay).status_code == 404
    assert other.payment(name)["captured"]["value"] == 0
    for place in PLACES:
        text = browser.at(f"/console/{place}").text
        assert "Not yours" not in text and name not in text and "Another shop" not in text, place


def test_merchants_are_the_administrators(browser):
    token = browser.token()
    assert browser.press("/console/merchants", {"token": token, "name": "Mine too"}).status_code == 403
    assert browser.press("/console/merchants/pick", {"token": token, "merchant": "mer_1"}).status_code == 403


# Markup


def test_nothing_a_payment_carries_is_markup(server, opened, created):
    merchant = desk.Merchant.admitted(server, f"Shop {MARKUP[:120]}")
    name = created(merchant, "10.00", description=MARKUP, metadata={"order": MARKUP, MARKUP: "1"})
    merchant.approve(name)
    requests.post(
        f"{server}/v2/payments/{name}/captures",
        json={"amount": shop.eur("1.00"), "description": MARKUP},
        headers={"Authorization": f"Bearer {merchant.secret('mollie', 'test')}"},
        timeout=10,
    )
    key = {"Authorization": f"Bearer {merchant.secret('checkoutcom', 'nas secret')}"}
    order = {
        "source": {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030},
        "amount": 7000, "currency": "USD", "capture": False, "reference": MARKUP[:50], "description": MARKUP[:90],
        "customer": {"name": MARKUP[:90], "email": "a@shop.example"}, "metadata": {"x": MARKUP},
    }  # fmt: skip
    requests.post(f"{server}/payments", json=order, headers=key, timeout=10)
    own = {"amount": {"value": 100, "currency": "EUR"}, "reference": MARKUP, "description": MARKUP, "metadata": MARKUP}
    assert merchant.ask("POST", "/payments", json=own).status_code == 201
    page = opened(merchant.key)
    paths = [f"/console/{place}" for place in PLACES] + ["/console/payments?q=" + MARKUP.replace("&", "%26")]
    page.goto("/console/payments")
    paths += page.eval_on_selector_all("#list a.row", "rows => rows.map(row => row.getAttribute('href'))")
    assert len(paths) == len(PLACES) + 1 + 3
    for path in paths:
        page.goto(path)
        assert page.evaluate("window.broken") is None, path
        assert page.locator("main script, main img[onerror]").count() == 0, path
    page.goto("/console/payments")
    expect(page.locator("#list")).to_contain_text("<script>window.broken=1</script>")


def test_every_page_allows_nothing_from_elsewhere_and_no_script_of_its_own(server, browser, merchant, created):
    path = path_of(browser, created(merchant))
    for place in ["/", "/console/sign-in", path, "/console/nowhere", *(f"/console/{place}" for place in PLACES)]:
        answer = browser.at(place)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy, place
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert (answer.headers["X-Content-Type-Options"], answer.headers["X-Frame-Options"]) == ("nosniff", "DENY")
        assert answer.headers["Cache-Control"] == "no-store"
        text = answer.text
        assert not re.search(r"<style|<script(?! src=\"/console/assets/)| style=| on[a-z]+=\"", text), place
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), place


def test_style_and_script_are_fetched_once(server):
    for name in ["console.css", "console.js", "mark.svg"]:
        first = requests.get(f"{server}/console/assets/{name}", timeout=10)
        assert first.status_code == 200 and first.headers["ETag"].startswith('"')
        again = requests.get(
            f"{server}/console/assets/{name}", headers={"If-None-Match": first.headers["ETag"]}, timeout=10
        )
        assert (again.status_code, again.content) == (304, b"")
