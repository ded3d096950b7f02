"""The payer's page, by redirect and in a frame, and its twin in our own API; and what the shop is called back with."""

import datetime
import http.server
import json
import socket
import threading

import pytest
import requests
import shop as shops
import swedbank_payee as shop
from swedbank_payee import running


def address(payee, path, rel):
    [href] = [offer["href"] for offer in payee.get(path).json()["operations"] if offer["rel"] == rel]
    return href


def answer(payee, path, outcome, query="", email=""):
    page = address(payee, path, "redirect-authorization") + query
    return requests.post(page, data={"outcome": outcome, "email": email}, allow_redirects=False, timeout=10)


def test_the_page_says_what_is_bought_and_by_whom(payee):
    text = requests.get(address(payee, payee.created(), "redirect-authorization"), timeout=10).text
    for words in ["SEK 135.00", "Test Purchase", "Merchant1", "Azra Oliveira", "Helgestavägen 9"]:
        assert words in text


@pytest.mark.parametrize("outcome, end", [("approve", "ok"), ("decline", "ok"), ("cancel", "no")])
def test_the_payer_comes_back_to_the_shop(payee, outcome, end):
    path = payee.created()
    back = answer(payee, path, outcome)
    assert (back.status_code, back.headers["Location"]) == (303, f"https://example.com/{end}")
    states = [each["state"] for each in payee.get(f"{path}/transactions").json().get("transactions", {}).get("transactionList", [])]
    assert states == {"approve": ["Completed"], "decline": ["Failed"], "cancel": []}[outcome]


def test_who_declined_may_try_again(payee):
    path = payee.created()
    answer(payee, path, "decline")
    assert "redirect-authorization" in payee.offers(path)
    answer(payee, path, "approve")
    assert payee.payment(path)["remainingCaptureAmount"] == 13500


def test_in_a_frame_the_page_tells_the_shops_page(payee):
    path = payee.created(urls={"completeUrl": "https://shop.example/ok", "hostUrls": ["https://shop.example"]})
    script = requests.get(address(payee, path, "view-authorization"), timeout=10)
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "payex.hostedView.invoice" in script.text
    done = answer(payee, path, "approve", "?view=seamless")
    assert 'data-event="onPaymentCompleted"' in done.text and f'data-payment="{path}"' in done.text
    assert "frame-ancestors https://shop.example" in done.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "outcome, email, event",
    [("approve", "", "onPaymentCompleted"), ("approve", "capture-fails@example.com", "onPaymentCompleted"),
     ("approve", "credit-refused@example.com", "onPaymentFailed"), ("approve", "ledger-fails@example.com", "onPaymentFailed"),
     ("decline", "", "onPaymentFailed"), ("cancel", "", "onPaymentCanceled")],
)  # fmt: skip
def test_the_shops_page_is_told_how_it_ended(payee, outcome, email, event):
    path = payee.created(urls={"completeUrl": "https://shop.example/ok", "hostUrls": ["https://shop.example"]})
    done = answer(payee, path, outcome, "?view=seamless", email)
    assert f'data-event="{event}"' in done.text and 'data-redirect="https://shop.example/ok"' in done.text
    assert ("remainingCaptureAmount" in payee.payment(path)) == (event == "onPaymentCompleted")


def test_an_answer_is_given_once(payee):
    path = payee.created()
    page = address(payee, path, "redirect-authorization")
    assert requests.post(page, data={"outcome": "maybe"}, timeout=10).status_code == 400
    answer(payee, path, "approve")
    assert "Already done" in requests.get(page, timeout=10).text
    assert requests.get(page[:-4] + "0000", timeout=10).status_code == 404


def test_our_own_api_is_the_payer_too(payee, payer):
    path = payee.created()
    name = path.rsplit("/", 1)[1]
    payer.decline(name)
    payer.approve(name)
    assert payee.payment(path)["amount"] == 13500
    assert payee.get(f"{path}/legaladdress").json()["legalAddress"]["addressee"] == "Azra Oliveira"
    assert payer.books(name)["authorized"] == {"value": 13500, "currency": "SEK"}


def test_our_own_api_knows_a_payment_by_its_reference_too(payee, payer):
    path = payee.authorized()
    reference = payee.get(f"{path}/payeeinfo").json()["payeeInfo"]["payeeReference"]
    assert payer.books(reference)["authorized"]["value"] == 13500


def test_a_payer_who_never_answers_fails_the_payment(payee, payer):
    path = payee.created()
    payer.abandon(path.rsplit("/", 1)[1])
    answered = payee.get(path).json()
    assert answered["payment"]["state"] == "Failed"
    [offer] = answered["operations"]
    assert (offer["rel"], offer["contentType"]) == ("failed-payment", "application/problem+json")
    assert payee.get(f"{path}/failed").json()["problem"]["type"].endswith("/invoice/timeoutidentification")


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, self.headers["Content-Type"], json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def receiver():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_the_shop_is_called_back_for_every_transaction(payee, receiver):
    callback = f"http://127.0.0.1:{receiver.server_port}/cb?order=1&key=a%20b"
    path = payee.created(urls={"completeUrl": "https://example.com/ok", "callbackUrl": callback})
    payee.post(f"{path}/authorizations", shop.consumer(email="credit-refused@example.com"))
    payee.post(f"{path}/authorizations", shop.consumer())
    payee.post(f"{path}/captures", shop.capture(12500, 2500))
    payee.post(f"{path}/cancellations", shop.cancellation())
    payee.post(f"{path}/reversals", shop.reversal(5000, 1000))
    shops.eventually(lambda: len(receiver.received), lambda count: count == 5)

    transactions = payee.get(f"{path}/transactions").json()["transactions"]["transactionList"]
    lists = {"Authorization": "authorizations", "Capture": "captures", "Cancellation": "cancellations", "Reversal": "reversals"}
    expected = [
        {
            "payment": {"id": path, "number": payee.payment(path)["number"]},
            "transaction": {
                "id": each["id"].replace("/transactions/", f"/{lists[each['type']]}/"),
                "number": each["number"],
            },
        }
        for each in transactions
    ]
    received = sorted((body for _, _, body in receiver.received), key=lambda body: body["transaction"]["number"])
    assert received == sorted(expected, key=lambda body: body["transaction"]["number"])
    assert {(path, type) for path, type, _ in receiver.received} == {("/cb?order=1&key=a%20b", "application/json")}


def test_a_shop_that_does_not_answer_is_called_at_the_documented_seconds(tmp_path):
    def own(method, path, body=None):
        key = {"Authorization": "Bearer hf_test_holdfastdemomerchant0000000001"}
        return requests.request(method, f"{payee.base}/holdfast/v1{path}", json=body, headers=key, timeout=60).json()

    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with running(tmp_path) as payee:
        own("POST", "/sandbox/clock", {"freeze": True})
        path = payee.authorized(urls={"completeUrl": "https://e.com/ok", "callbackUrl": f"http://127.0.0.1:{port}/cb"})
        own("POST", "/sandbox/clock", {"advance": "PT1H"})
        [delivery] = own("GET", f"/payments/{path.rsplit('/', 1)[1]}/timeline")["deliveries"]
        times = [datetime.datetime.fromisoformat(attempt["at"]) for attempt in delivery["attempts"]]
        assert [(time - times[0]).total_seconds() for time in times] == [0, 30, 60, 360, 432, 864, 1265]
        assert delivery["state"] == "failed"
