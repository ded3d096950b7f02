"""A real browser before the real console, and merchants of each test's own."""

import uuid

import pytest
import requests
import shop
from playwright.sync_api import sync_playwright

from console import desk

CHROMIUM = "/usr/bin/chromium"
WAIT_MILLISECONDS = 10_000


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def merchant(server):
    """A new merchant: its name, and its credentials by wire and kind."""
    return desk.Merchant.admitted(server, f"Shop {uuid.uuid4().hex[:8]}")


@pytest.fixture
def opened(server, chromium):
    """Opens browsers of their own, each signed in with a key; what a page complains of fails the test."""
    contexts = []
    complaints = []

    def open(key, **options):
        context = chromium.new_context(base_url=server, **options)
        contexts.append(context)
        context.set_default_timeout(WAIT_MILLISECONDS)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto("/console/sign-in")
        page.fill("#key", key)
        page.click("text='Sign in' >> nth=-1")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield open
    for context in contexts:
        context.close()
    # What a page is refused is said too, and some tests ask for it.
    assert [said for said in complaints if "status of 4" not in said] == []


@pytest.fixture
def page(opened, merchant):
    """A browser at the merchant's payments."""
    return opened(merchant.key)


@pytest.fixture
def created(server):
    """Creates a payment in Mollie's API as a merchant; returns its name there."""

    def create(merchant, value="100.00", **more):
        answer = requests.post(
            f"{server}/v2/payments",
            json=shop.card_payment(value, **more),
            headers={"Authorization": f"Bearer {merchant.secret('mollie', 'test')}"},
            timeout=10,
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    return create
