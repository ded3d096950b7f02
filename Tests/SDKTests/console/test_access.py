"""Everybody can use it: by keyboard alone, on a phone, without JavaScript, in the dark, with a screen reader."""

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from console import desk

PLACES = ["payments", "webhooks", "clock", "faults", "books", "merchants"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
"""What the checker looks for, contrast among it."""


@pytest.fixture(scope="module")
def lived(server):
    """The demo merchant after a busy day: something on every page. Returns the path of a payment."""
    merchant = desk.Merchant(server, "Demo merchant", [])
    key = {"Authorization": "Bearer test_holdfastdemomerchant00000000001"}
    own = {"Authorization": f"Bearer {desk.DEMO}"}
    names = []
    for place, (value, text) in enumerate([("120.00", "Two chairs"), ("8.50", "A mug"), ("1499.00", "A sofa")]):
        order = {
            "amount": {"currency": "EUR", "value": value}, "description": text, "captureMode": "manual",
            "redirectUrl": "https://shop.example/", "method": "creditcard", "webhookUrl": "http://127.0.0.1:9/hook",
            "metadata": {"order_id": f"A-{place}"},
        }  # fmt: skip
        names.append(requests.post(f"{server}/v2/payments", json=order, headers=key, timeout=10).json()["id"])
    for name in names[:2]:
        requests.post(f"{server}/holdfast/v1/payments/{name}/payer", json={"action": "approve"}, headers=own, timeout=10)
    requests.post(
        f"{server}/v2/payments/{names[0]}/captures",
        data={"amount[currency]": "EUR", "amount[value]": "35.95", "description": "First parcel"},
        headers=key,
        timeout=10,
    )
    requests.post(
        f"{server}/holdfast/v1/sandbox/faults",
        json={"effect": "status:503", "dialect": "vipps-ecom", "operation": "refund"},
        headers=own,
        timeout=10,
    )
    browser = desk.signed_in(server, desk.DEMO)
    found = browser.at("/console/payments", params={"q": names[0]}).text
    assert merchant.name
    return found[found.index("/console/payments/pmt_") :].split('"')[0]


@pytest.fixture
def everywhere(lived):
    """The paths of all pages of somebody who is signed in."""
    return [f"/console/{place}" for place in PLACES] + [lived, lived + "/actions/capture?amount=10.00"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, desk.PHONE], ids=["desktop", "phone"])
def test_an_automated_checker_finds_nothing(opened, everywhere, scheme, size):
    more = {"viewport": size} if size else {}
    page = opened(desk.DEMO, color_scheme=scheme, **more)
    found = []
    for path in everywhere + ["/", "/console/sign-in"]:
        page.goto(path)
        for details in page.locator("main details").all():
            details.evaluate("each => { each.open = true }")
        for each in Axe().run(page, options=RULES).response["violations"]:
            places = [(node["target"], node.get("failureSummary", "")[:300]) for node in each["nodes"]][:3]
            found.append(f"{path}: {each['id']}: {each['help']}: {places}")
    assert found == [], "\n".join(found)


def test_nothing_is_wider_than_a_phone(opened, everywhere):
    page = opened(desk.DEMO, viewport=desk.PHONE, is_mobile=True, has_touch=True)
    for path in everywhere + ["/", "/console/sign-in"]:
        page.goto(path)
        for details in page.locator("main details").all():
            details.evaluate("each => { each.open = true }")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= desk.PHONE["width"], f"{path} is {width} wide"
        small = page.evaluate(
            """() => [...document.querySelectorAll("main button, main .button")].filter((each) => {
                 const box = each.getBoundingClientRect();
                 return box.width && (box.height < 24 || box.width < 24);
               }).map((each) => each.textContent.trim())"""
        )
        assert small == [], f"{path}: too small to be touched"


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def tab_to(page, wanted, limit=80):
    """Presses Tab until something has the focus, and looks that it shows."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        after = page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
        assert "none" != outline or "none" != after, f"the focus on {focused(page)!r} does not show"
        if wanted in focused(page):
            return
    raise AssertionError(f"no Tab leads to {wanted!r}")


def test_a_payment_is_captured_by_keyboard_alone(server, merchant, created, chromium):
    created(merchant, "60.00", description="By keyboard")
    context = chromium.new_context(base_url=server)
    page = context.new_page()
    page.goto("/console/sign-in")
    # The key's field has the focus already.
    page.keyboard.type(merchant.key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/payments")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("by key")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=by+key*")
    tab_to(page, "By keyboard")
    page.keyboard.press("Enter")
    page.wait_for_url("**/payments/pmt_*")
    tab_to(page, "Approve…")
    page.keyboard.press("Enter")
    # The confirming button has the focus.
    page.wait_for_selector(".confirm")
    assert focused(page) == "Approve as the payer"
    page.keyboard.press("Enter")
    page.wait_for_url("**done=approve")
    tab_to(page, "capture-amount")
    page.keyboard.press("Control+A")
    page.keyboard.type("25")
    tab_to(page, "Capture…")
    page.keyboard.press("Enter")
    page.wait_for_selector(".confirm")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=capture")
    expect(page.locator("#state .legend")).to_contain_text("25.00")
    context.close()


def test_everything_works_without_javascript(opened, merchant, created):
    created(merchant, "70.00", description="Without script")
    page = opened(merchant.key, java_script_enabled=False)
    page.goto("/console/payments")
    page.click("#list a.row")
    page.click("button:has-text('Approve…')")
    page.click("button:has-text('Approve as the payer')")
    page.fill("#capture-amount", "30.00")
    page.click("button:has-text('Capture…')")
    page.click(".confirm button.primary")
    expect(page.locator("#state .legend")).to_contain_text("30.00")
    page.click("#timeline summary:has-text('Journal') >> nth=-1")
    expect(page.locator("#timeline table.journal").last).to_be_visible()
    page.click("nav >> text=Clock")
    page.click("text='By a day'")
    expect(page.locator("#now")).to_contain_text("By real time, that is in 24 hours")
    page.click("nav >> text=Faults")
    page.click("text='Switch on'")
    page.click("#rules button:has-text('Off')")
    page.click("nav >> text=Books")
    expect(page.locator("#balance")).to_contain_text("Trial balance in EUR")
    page.click("text='Sign out'")
    expect(page.locator("h1")).to_have_text("Sign in")


def test_the_dark_is_dark(opened):
    def brightness(scheme):
        page = opened(desk.DEMO, color_scheme=scheme)
        page.goto("/console/payments")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(part) for part in colour[4:-1].split(","))

    assert brightness("dark") < 150 < 600 < brightness("light")
