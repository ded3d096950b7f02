"""The page for newcomers: what it says to paste is pasted."""

import json
import pathlib
import subprocess

import pytest
import requests

from console import desk

PROJECT = pathlib.Path(__file__).resolve().parents[3]
SDKS = {"mollie": ".venv/mollie-api-python/bin/python", "checkoutcom": ".venv/checkout-sdk/bin/python"}

CAPTURED = {
    "mollie": (1000, 800, "EUR"),
    "vipps-epayment": (49900, 20000, "NOK"),
    "vipps-ecom": (20000, 15000, "NOK"),
    "checkoutcom": (7000, 3500, "USD"),
    "swedbankpay-invoice": (13500, 13500, "SEK"),
}
"""What each snippet asks for and captures."""


@pytest.fixture
def start(server, chromium):
    """The text of each snippet on a page, by wire and language."""

    def read(page):
        blocks = page.locator("pre[data-wire]").all()
        return {
            (each.get_attribute("data-wire"), each.get_attribute("data-language")): each.inner_text() for each in blocks
        }

    context = chromium.new_context(base_url=server)
    page = context.new_page()
    page.goto("/")
    yield read(page)
    context.close()


def newest(base, key, wire):
    answer = requests.get(
        f"{base}/holdfast/v1/payments",
        params={"dialect": wire, "limit": 1},
        headers={"Authorization": f"Bearer {key}"},
        timeout=10,
    )
    return answer.json()["data"][0]


def test_there_is_one_for_each_wire(start):
    assert set(start) == {(wire, "shell") for wire in CAPTURED}


@pytest.mark.parametrize("wire", CAPTURED)
def test_each_works_when_it_is_pasted(server, start, wire):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", start[wire, "shell"]], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    asked, captured, currency = CAPTURED[wire]
    payment = newest(server, desk.DEMO, wire)
    assert payment["requested"] == {"value": asked, "currency": currency}, done.stdout.decode()
    sum_of = payment["captured"]["value"] + payment["pendingCaptures"]["value"]
    assert sum_of == captured, json.dumps(payment) + done.stdout.decode()


def test_a_new_merchants_snippets_work_with_its_own_credentials(server, chromium, opened):
    page = opened(desk.ADMINISTRATOR)
    page.fill("#name", "Pasting shop")
    page.click("text='Make it'")
    blocks = page.locator("pre[data-wire]").all()
    texts = {(each.get_attribute("data-wire"), each.get_attribute("data-language")): each.inner_text() for each in blocks}
    assert {wire for wire, _ in texts} == set(CAPTURED)
    rows = page.locator(".credentials tr", has_text="holdfast").filter(has_text="merchant")
    key = rows.locator("code").last.inner_text()
    for (wire, language), text in texts.items():
        assert "holdfastdemo" not in text
        command = ["bash", "-euo", "pipefail", "-c", text] if language == "shell" else [PROJECT / SDKS[wire], "-c", text]
        done = subprocess.run(command, capture_output=True, timeout=60)
        assert done.returncode == 0, (wire, language, done.stderr.decode())
        assert newest(server, key, wire)["requested"]["value"] == CAPTURED[wire][0]
