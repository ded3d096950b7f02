"""A payment's whole life, looked at in a browser and acted upon."""

import pathlib
import subprocess

import pytest
import requests
import shop
from playwright.sync_api import expect
from server.receiver import Receiver

from console import desk

PROJECT = pathlib.Path(__file__).resolve().parents[3]
SDK = PROJECT / ".venv/mollie-api-python/bin/python"


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


def confirmed(page, button, then):
    """Presses a button that ends in an ellipsis, and the one on the next page."""
    page.click(f"button:has-text('{button}…')")
    page.click(f".confirm button:has-text('{then}')")
    page.wait_for_url("**/payments/pmt_*")


def test_a_payment_that_an_sdk_creates_appears_by_itself(server, page, merchant):
    page.goto("/console/payments")
    expect(page.locator("body")).to_have_attribute("data-stream", "ready")
    expect(page.get_by_text("No payments yet")).to_be_visible()
    program = f"""
from mollie.api.client import Client
mollie = Client(api_endpoint="{server}")
mollie.set_api_key("{merchant.secret("mollie", "test")}")
print(mollie.payments.create({{
    "amount": {{"currency": "EUR", "value": "43.21"}}, "description": "Order live",
    "redirectUrl": "https://shop.example/", "method": "creditcard", "captureMode": "manual",
}}).id)
"""
    made = subprocess.run([SDK, "-c", program], capture_output=True, text=True, timeout=60)
    assert made.returncode == 0, made.stderr
    row = page.locator("#list tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Order live")
    expect(row).to_contain_text(made.stdout.strip())
    expect(row).to_contain_text("Open")


def test_approve_capture_in_part_and_let_it_expire(page, merchant, created):
    name = created(merchant, "100.00")
    page.goto("/console/payments")
    page.click("#list tbody a.row")
    confirmed(page, "Approve", "Approve as the payer")
    expect(page.locator("#state .chip")).to_have_text("Authorized")
    expect(page.locator("#deadlines")).to_contain_text("The capture window closes")

    page.fill("#capture-amount", "35.95")
    page.click("button:has-text('Capture…')")
    expect(page.locator(".confirm")).to_contain_text("Capture EUR 35.95")
    expect(page.locator(".confirm")).to_contain_text("EUR 64.05")
    page.click(".confirm button:has-text('Capture EUR 35.95')")
    page.wait_for_url("**/payments/pmt_*")
    expect(page.locator("#state .legend")).to_contain_text("35.95")
    assert merchant.payment(name)["captured"] == {"value": 3595, "currency": "EUR"}
    expect(page.locator("#timeline")).to_contain_text("Captured")

    # A card takes one capture here: what is left of its hold goes back with it. The rest is time.
    other = created(merchant, "20.00")
    merchant.approve(other)
    page.goto("/console/payments?q=" + other)
    page.click("#list tbody a.row")
    expect(page.locator("#state .chip")).to_have_text("Authorized")
    page.locator("#deadlines li", has_text="The capture window closes").get_by_role("button", name="Go there").click()
    expect(page.locator("#state .chip")).to_have_text("Expired")
    expect(page.locator("#timeline")).to_contain_text("By itself, when it was due")
    page.goto("/console/clock")
    expect(page.locator("#fired")).to_contain_text("Expired")


def test_an_open_page_tells_of_a_capture_made_elsewhere(server, page, merchant, created):
    name = created(merchant, "50.00")
    merchant.approve(name)
    page.goto("/console/payments?q=" + name)
    page.click("#list tbody a.row")
    expect(page.locator("body")).to_have_attribute("data-stream", "ready")
    answer = requests.post(
        f"{server}/v2/payments/{name}/captures",
        data={"amount[currency]": "EUR", "amount[value]": "12.00", "description": "Parcel one"},
        headers={"Authorization": f"Bearer {merchant.secret('mollie', 'test')}"},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    expect(page.locator("#state .legend")).to_contain_text("12.00")
    event = page.locator("#timeline > ol > li", has_text="Capture pending")
    # The request that caused it, with its answer, and as a command.
    expect(event.locator(".exchange summary")).to_contain_text(f"/v2/payments/{name}/captures")
    event.locator(".exchange summary").click()
    expect(event.locator(".exchange .curl")).to_contain_text("curl -i -X POST")
    expect(event.locator(".exchange")).to_contain_text("Parcel one")
    assert merchant.secret("mollie", "test") not in page.content()
    expect(event.locator(".exchange")).to_contain_text("[redacted]")


def test_what_is_refused_is_told_in_the_wires_words(page, merchant, created):
    name = created(merchant, "10.00")
    merchant.approve(name)
    page.goto("/console/payments?q=" + name)
    page.click("#list tbody a.row")
    page.fill("#capture-amount", "10.01")
    page.click("button:has-text('Capture…')")
    page.click(".confirm button:has-text('Capture EUR 10.01')")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("EUR 10.00 can be captured or released.")
    expect(notice).to_contain_text("Mollie answers 422: The amount is higher than the maximum")
    assert merchant.payment(name)["captured"]["value"] == 0


def test_a_form_that_is_sent_twice_captures_once(server, merchant, created):
    name = created(merchant, "10.00")
    merchant.approve(name)
    browser = desk.signed_in(server, merchant.key)
    found = browser.at("/console/payments", params={"q": name}).text
    path = found[found.index("/console/payments/pmt_") :].split('"')[0]
    form = {"token": browser.token(), "once": "0" * 32, "amount": "4.00"}
    answers = [browser.press(path + "/actions/capture", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    shop.eventually(lambda: merchant.payment(name)["captured"]["value"], lambda captured: captured == 400)
    again = browser.press(path + "/actions/capture", {**form, "amount": "5.00"})
    assert again.status_code == 422
    assert merchant.payment(name)["captured"]["value"] == 400


def test_void_and_refund(page, merchant, created):
    name = created(merchant, "30.00")
    merchant.approve(name)
    page.goto("/console/payments?q=" + name)
    page.click("#list tbody a.row")
    confirmed(page, "Void", "Release EUR 30.00")
    expect(page.locator("#state .chip")).to_have_text("Voided")

    other = created(merchant, "15.00")
    merchant.approve(other)
    answer = merchant.ask("POST", f"/payments/{other}/captures", json={})
    assert answer.status_code == 201, answer.text
    page.goto("/console/payments?q=" + other)
    page.click("#list tbody a.row")
    expect(page.locator("#state .chip")).to_have_text("Captured")
    page.fill("#refund-amount", "5.00")
    confirmed(page, "Refund", "Refund EUR 5.00")
    expect(page.locator("#state .legend")).to_contain_text("Refund pending")


def test_the_payers_bank_answers_as_it_is_told(page, merchant, created):
    name = created(merchant, "10.00")
    page.goto("/console/payments?q=" + name)
    page.click("#list tbody a.row")
    page.select_option("#later", "insufficientFunds")
    confirmed(page, "Approve", "Approve as the payer")
    page.click("button:has-text('Capture…')")
    page.click(".confirm button:has-text('Capture EUR 10.00')")
    expect(page.locator("#timeline")).to_contain_text("Capture failed")
    expect(page.locator("#timeline")).to_contain_text("insufficient funds")
    assert merchant.payment(name)["captured"]["value"] == 0


def test_a_webhook_is_seen_and_replayed(page, merchant, created, receiver):
    name = created(merchant, "10.00", webhookUrl=receiver.base + "/hook")
    merchant.approve(name)
    shop.eventually(lambda: len(receiver.arrivals), lambda count: count == 1)
    page.goto("/console/webhooks")
    row = page.locator("#deliveries tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("delivered")
    row.locator("input[type=checkbox]").check()
    page.click("text=Replay those ticked")
    expect(page.get_by_text("One delivery is made once more.")).to_be_visible()
    shop.eventually(lambda: len(receiver.arrivals), lambda count: count == 2)
    assert receiver.arrivals[0].body == receiver.arrivals[1].body == f"id={name}".encode()
    page.click("#deliveries tbody a.row")
    expect(page.locator("#attempts")).to_contain_text("Attempt 2")
    expect(page.locator("#attempts")).to_contain_text(f"id={name}")


def test_a_fault_is_switched_on_strikes_and_is_switched_off(server, page, merchant, created):
    page.goto("/console/faults")
    expect(page.get_by_text("Everything works")).to_be_visible()
    page.select_option("#effect", "request status:503")
    page.select_option("#wire", "mollie")
    page.select_option("#operation", "create")
    page.click("text='Switch on'")
    expect(page.locator("#rules")).to_contain_text("nothing done, answered 503")
    answer = requests.post(
        f"{server}/v2/payments",
        json=shop.card_payment(),
        headers={"Authorization": f"Bearer {merchant.secret('mollie', 'test')}"},
        timeout=10,
    )
    assert answer.status_code == 503
    page.reload()
    expect(page.locator("#strikes")).to_contain_text("Mollie, create")
    expect(page.locator("#rules")).to_contain_text("struck out")
    page.click("#rules button:has-text('Off')")
    expect(page.get_by_text("Everything works")).to_be_visible()


def test_the_books_balance(page, merchant, created):
    page.goto("/console/books")
    expect(page.get_by_text("The books are empty")).to_be_visible()
    name = created(merchant, "80.00")
    merchant.approve(name)
    assert merchant.ask("POST", f"/payments/{name}/captures", json={}).status_code == 201
    shop.eventually(lambda: merchant.payment(name)["captured"]["value"], lambda captured: captured == 8000)
    page.goto("/console/books")
    expect(page.locator("#balance")).to_contain_text("Trial balance in EUR")
    expect(page.locator("#balance .chip")).to_have_text("balances")
    expect(page.locator("#balance tfoot .amount").first).to_have_text("80.00")
    page.click("summary:has-text('The figures')")
    expect(page.locator("#volume tbody")).to_contain_text("80.00")


def test_the_administrator_makes_a_merchant_and_looks_at_it(server, opened):
    page = opened(desk.ADMINISTRATOR)
    expect(page).to_have_url(f"{server}/console/merchants")
    page.fill("#name", "Console's own shop")
    page.click("text='Make it'")
    expect(page.get_by_text("nobody can see them again")).to_be_visible()
    key = page.locator(".credentials tr", has_text="holdfast").filter(has_text="merchant").locator("code").last.inner_text()
    assert requests.get(
        f"{server}/holdfast/v1/payments", headers={"Authorization": f"Bearer {key}"}, timeout=10
    ).json() == {"data": []}
    page.goto("/console/payments")
    expect(page.locator(".who .name")).to_have_text("Console's own shop")
    page.goto("/console/merchants")
    assert key not in page.content()
    page.locator("li", has_text="Demo merchant").get_by_role("button").click()
    expect(page.locator(".who .name")).to_have_text("Demo merchant")
