"""The curl sample and the examples of the page "Create capture", as a reader of that page would try them."""

import json
import subprocess

import pytest
import requests
import shop

SAMPLE = """\
curl -X POST https://api.mollie.com/v2/payments/tr_5B8cwPMGnU6qLbRvo7qEZo/captures \\
 -H "Authorization: Bearer live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM" \\
 -d "description=Capture for cart #12345" \\
 -d "amount[currency]=EUR" \\
 -d "amount[value]=35.95\""""

NOT_FOUND = {"status": 404, "title": "Not Found", "detail": "No entity exists with token 'uct_abcDEFghij123456789'"}

INVALID_CURRENCY = {
    "status": 422,
    "title": "Unprocessable Entity",
    "detail": "The amount contains an invalid currency",
    "field": "amount.currency",
}

ALWAYS_PRESENT = {"resource", "id", "mode", "amount", "status", "createdAt", "paymentId", "_links"}


@pytest.fixture
def run_sample(server):
    """Runs the sample with another host, key and payment, and returns what curl printed."""

    def run(payment_id, sample=SAMPLE):
        command = (
            sample.replace("https://api.mollie.com", server)
            .replace("live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM", shop.API_KEY)
            .replace("tr_5B8cwPMGnU6qLbRvo7qEZo", payment_id)
        )
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=10)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def payment_id(server, payer):
    """A payment of EUR 100.00 that many captures can be made of, approved by its payer."""
    answer = requests.post(
        f"{server}/v2/payments",
        json=shop.klarna_payment(),
        headers={"Authorization": f"Bearer {shop.API_KEY}"},
        timeout=10,
    )
    assert answer.status_code == 201, answer.text
    payer.approve(answer.json()["id"])
    return answer.json()["id"]


def test_the_sample_runs_verbatim_and_makes_the_documented_capture(run_sample, payment_id, server):
    capture = run_sample(payment_id)

    assert capture.keys() >= ALWAYS_PRESENT
    assert capture["resource"] == "capture"
    assert capture["id"].startswith("cpt_")
    assert capture["mode"] == "test"
    assert capture["description"] == "Capture for cart #12345"
    assert capture["amount"] == {"currency": "EUR", "value": "35.95"}
    assert capture["status"] == "pending"
    assert capture["paymentId"] == payment_id
    assert "metadata" not in capture
    payment = f"{server}/v2/payments/{payment_id}"
    links = capture["_links"]
    assert links["self"] == {"href": f"{payment}/captures/{capture['id']}", "type": "application/hal+json"}
    assert links["payment"] == {"href": payment, "type": "application/hal+json"}
    assert links["documentation"]["type"] == "text/html"


def test_the_documented_404(run_sample):
    assert problem(run_sample("uct_abcDEFghij123456789")) == NOT_FOUND


def test_the_documented_422(run_sample, payment_id):
    sample = SAMPLE.replace("amount[currency]=EUR", "amount[currency]=USD")

    assert problem(run_sample(payment_id, sample)) == INVALID_CURRENCY


def problem(body):
    """The body without its link, whose address the page leaves open."""
    documentation = body.pop("_links")["documentation"]
    assert documentation["type"] == "text/html"
    assert documentation["href"]
    return body
