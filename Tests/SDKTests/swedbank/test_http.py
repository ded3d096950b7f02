"""Methods, paths, media types, members that are null, and what is expanded."""

import json

import pytest
import requests
import swedbank_payee as shop
from swedbank_payee import problem


@pytest.mark.parametrize(
    "method, part, allow",
    [("PUT", "", "GET, PATCH"), ("DELETE", "", "GET, PATCH"), ("POST", "", "GET, PATCH"), ("PATCH", "/captures", "POST, GET"),
     ("DELETE", "/reversals", "POST, GET"), ("POST", "/transactions", "GET"), ("POST", "/prices/", "GET")],
)  # fmt: skip
def test_a_method_that_a_path_does_not_take(payee, method, part, allow):
    answer = payee.ask(method, payee.created() + part, {})
    problem(answer, 405, "methodnotallowed")
    assert answer.headers["Allow"] == allow


def test_a_path_that_nobody_knows_is_not_found_by_any_method(payee):
    path = payee.created()
    for method, name in [("GET", "nothing"), ("POST", "nothing"), ("DELETE", "nothing/x"), ("GET", "captures/x/y/z")]:
        problem(payee.ask(method, f"{path}/{name}"), 404, "notfound")
    assert payee.ask("GET", "/psp/invoice/payments").headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "media_type, status",
    [("application/json", 200), ("application/json; charset=utf-8;version=3.1", 200), ("text/json", 200), (None, 200),
     ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/xml", 415)],
)  # fmt: skip
def test_bodies_are_json(payee, media_type, status):
    headers = {"Authorization": f"Bearer {payee.token}", **({"Content-Type": media_type} if media_type else {})}
    body = json.dumps(shop.order()).encode()
    answer = requests.post(payee.base + shop.PAYMENTS, data=body, headers=headers, timeout=10)
    assert answer.status_code == status, answer.text
    if status == 415:
        problem(answer, 415, "inputerror")


def test_members_that_are_null_are_as_good_as_absent(payee):
    order = shop.order(payerReference=None, prefillInfo=None, metadata=None, paymentToken=None)
    order["payment"]["urls"] |= {"callbackUrl": None, "hostUrls": None, "logoUrl": None}
    order["payment"]["payeeInfo"] |= {"orderReference": None, "subsite": None}
    assert payee.post(shop.PAYMENTS, order).status_code == 200
    capture = shop.capture(receiptReference=None, orderItems=None)
    assert payee.post(f"{payee.authorized()}/captures", capture).status_code == 200
    capture["transaction"] |= {"payeeReference": None, "vatSummary": None}
    entries = problem(payee.post(f"{payee.authorized()}/captures", capture), 400, "inputerror")
    assert [name for name, _ in entries] == ["Transaction.PayeeReference", "Transaction.VatSummary"]


def test_what_is_expanded_stands_in_the_answer_of_every_method(payee):
    body = shop.order(metadata={"a": 1})
    path = f"{shop.PAYMENTS}?$expand=prices,payeeInfo,urls,transactions,captures,nonsense"
    created = payee.post(path, body).json()["payment"]
    assert created["prices"]["priceList"] == [{"type": "Invoice", "amount": 13500, "vatAmount": 2500}]
    assert created["payeeInfo"]["payeeName"] == "Merchant1" and created["urls"]["completeUrl"]
    assert "transactions" not in created and set(created["metadata"]) == {"id"}
    payment = payee.authorized()
    payee.post(f"{payment}/captures", shop.capture(1000, 200))
    read = payee.get(f"{payment}?%24expand=transactions,captures").json()["payment"]
    assert [one["type"] for one in read["transactions"]["transactionList"]] == ["Authorization", "Capture"]
    assert read["captures"]["captureList"] == payee.get(f"{payment}/captures").json()["captures"]["captureList"]
    aborted = payee.ask(
        "PATCH", f"{payee.created()}?$expand=prices",
        {"payment": {"operation": "Abort", "abortReason": "CancelledByConsumer"}},
    ).json()["payment"]  # fmt: skip
    assert aborted["state"] == "Aborted" and aborted["prices"]["priceList"]


def test_what_an_answer_links_to_is_expanded_there_too(payee):
    wanted = "?%24expand=consumer,legalAddress,itemDescriptions"
    path = payee.created()
    authorized = payee.post(f"{path}/authorizations{wanted}", shop.consumer()).json()["authorization"]
    assert authorized["consumer"]["id"] == f"{path}/consumer" and authorized["consumer"]["ip"] == "127.0.0.1"
    assert authorized["legalAddress"]["city"] == "Bro"
    assert authorized["billingAddress"] == {"id": f"{path}/billingaddress"}
    assert payee.get(authorized["id"] + wanted).json()["authorization"] == authorized
    [listed] = payee.get(f"{path}/authorizations{wanted}").json()["authorizations"]["authorizationList"]
    assert listed == authorized

    captured = payee.post(f"{path}/captures{wanted}", shop.capture()).json()["capture"]
    items = captured["itemDescriptions"]
    assert [item["amount"] for item in items["itemDescriptionList"]] == [12500, 1000]
    assert [row["vatPercent"] for row in items["vatSummary"]] == [2500, 0]
    assert payee.get(items["id"]).json() == {"payment": path, "itemDescriptions": items}
    assert payee.get(captured["id"] + wanted).json()["capture"] == captured
    assert set(payee.get(captured["id"]).json()["capture"]["itemDescriptions"]) == {"id"}
    # Of a payment it is what the payment itself links to.
    [listed] = payee.get(f"{path}?$expand=captures,itemDescriptions").json()["payment"]["captures"]["captureList"]
    assert set(listed["itemDescriptions"]) == {"id"}
