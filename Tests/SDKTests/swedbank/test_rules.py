"""What may follow what, what is left, and what adds up."""

import concurrent.futures

import pytest
import requests
import swedbank_payee as shop
from swedbank_payee import PAYMENTS, Payee, problem

OPEN = ["create-approved-legal-address", "create-authorization", "update-payment-abort", "redirect-authorization"]


def left(payee, path):
    payment = payee.payment(path)
    names = ["remainingCaptureAmount", "remainingCancellationAmount", "remainingReversalAmount"]
    return tuple(payment.get(name) for name in names)


def test_operations_are_offered_exactly_when_they_may_be_used(payee):
    path = payee.created()
    assert (payee.offers(path), left(payee, path)) == (OPEN, (None, None, None))
    payee.post(f"{path}/authorizations", shop.consumer())
    cancel = ["create-cancellation", "create-cancel"]
    assert payee.offers(path) == [*cancel, "create-capture", "paid-payment"]
    assert left(payee, path) == (13500, 13500, None)
    payee.post(f"{path}/captures", shop.capture(12500, 2500))
    assert payee.offers(path) == [*cancel, "create-capture", "create-reversal", "paid-payment"]
    assert left(payee, path) == (1000, 1000, 12500)
    payee.post(f"{path}/cancellations", shop.cancellation())
    assert (payee.offers(path), left(payee, path)) == (["create-reversal", "paid-payment"], (None, None, 12500))
    payee.post(f"{path}/reversals", shop.reversal(5000, 1000))
    assert left(payee, path) == (None, None, 7500)
    payee.post(f"{path}/reversals", shop.reversal(7500, 1500))
    assert (payee.offers(path), left(payee, path)) == (["paid-payment"], (None, None, None))
    assert payee.payment(path)["state"] == "Ready"


def test_a_script_is_offered_with_host_addresses_only(payee):
    path = payee.created(urls={"completeUrl": "http://shop.example/ok", "hostUrls": ["https://shop.example"]})
    assert payee.offers(path) == [*OPEN, "view-authorization"]


def test_finland_has_no_register_of_addresses(payee):
    path = payee.created("FI")
    assert payee.offers(path) == OPEN[1:]
    body = {"addressee": {"socialSecurityNumber": "100584-451P", "zipCode": "90500"}}
    problem(payee.post(f"{path}/approvedlegaladdress", body), 403, "forbidden")


@pytest.mark.parametrize("country", ["SE", "NO", "FI"])
def test_every_country_captures(payee, country):
    path, _ = payee.captured(country)
    assert payee.payment(path)["remainingReversalAmount"] == 13500


def test_a_currency_of_another_country_is_created_and_not_authorized(payee):
    path = payee.created(currency="EUR")
    answer = payee.post(f"{path}/authorizations", shop.consumer())
    description = "Unspecified error from third party. Response code 60"
    assert problem(answer, 502, "invoice/externalerror") == [("ThirdPartyError", description)]
    aborted = payee.ask("PATCH", path, {"payment": {"operation": "Abort", "abortReason": "CancelledByConsumer"}})
    assert (aborted.json()["payment"]["state"], aborted.json()["operations"]) == ("Aborted", [])


def test_the_third_party_is_asked_again_after_it_failed(payee):
    path = payee.created()
    problem(payee.post(f"{path}/authorizations", shop.consumer(email="credit-refused@x.se")), 403, "invoice/creditnotapproved")
    assert payee.post(f"{path}/authorizations", shop.consumer()).status_code == 200


def test_after_five_failed_captures_in_a_row_no_more_are_taken(payee):
    path = payee.authorized(email="capture-fails@example.com")
    for _ in range(5):
        assert "create-capture" in payee.offers(path)
        problem(payee.post(f"{path}/captures", shop.capture()), 502, "invoice/externalerror")
    assert "create-capture" not in payee.offers(path)
    entries = problem(payee.post(f"{path}/captures", shop.capture()), 403, "forbidden")
    assert entries == [("Capture", "Capture is locked after 5 failures.")]
    assert len(payee.get(f"{path}/captures").json()["captures"]["captureList"]) == 5


def test_cancellations_are_never_locked(payee):
    path = payee.authorized(email="cancellation-fails@example.com")
    for _ in range(6):
        assert "create-cancellation" in payee.offers(path)
        problem(payee.post(f"{path}/cancellations", shop.cancellation()), 502, "invoice/externalerror")


def test_after_five_failed_reversals_in_a_row_no_more_are_taken(payee):
    path, _ = payee.captured(email="reversal-fails@example.com")
    for _ in range(5):
        problem(payee.post(f"{path}/reversals", shop.reversal(100, 20)), 502, "invoice/externalerror")
    entries = problem(payee.post(f"{path}/reversals", shop.reversal(100, 20)), 403, "forbidden")
    assert entries == [("Reversal", "Reversal is locked after 5 failures.")]
    assert "create-reversal" not in payee.offers(path)


@pytest.mark.parametrize("length, status", [(30, 200), (31, 400)])
def test_a_payments_reference_has_30_characters_at_most(payee, length, status):
    body = shop.order()
    body["payment"]["payeeInfo"]["payeeReference"] = (shop.reference() * 3)[:length]
    assert payee.post(PAYMENTS, body).status_code == status


def test_a_cancellation_says_why_in_50_characters(payee):
    path = payee.authorized()
    entries = problem(payee.post(f"{path}/cancellations", shop.cancellation(description="å" * 51)), 400, "inputerror")
    message = "The field Description must be a string with a maximum length of 50."
    assert entries == [("Transaction.Description", message)]
    assert payee.post(f"{path}/cancellations", shop.cancellation(description="å" * 50)).status_code == 200


def test_a_billing_address_has_a_street_and_a_registered_one_need_not(payee):
    body = shop.consumer()
    del body["legalAddress"]["streetAddress"]
    body["billingAddress"] = dict(body["legalAddress"])
    path = payee.created()
    message = "The StreetAddress field is required."
    for street in [None, ""]:
        body["billingAddress"]["streetAddress"] = street
        entries = problem(payee.post(f"{path}/authorizations", body), 400, "inputerror")
        assert entries == [("BillingAddress.StreetAddress", message)]
    body["billingAddress"]["streetAddress"] = "Gata 535"
    assert payee.post(f"{path}/authorizations", body).status_code == 200


@pytest.mark.parametrize(
    "ip", ["here", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1.2.3.4:80", "[::1]", "fe80::1%eth0", "::1\0", "1::2::3"]
)
def test_an_ip_is_an_address(payee, ip):
    body = shop.consumer()
    body["consumer"]["ip"] = ip
    entries = problem(payee.post(f"{payee.created()}/authorizations", body), 400, "inputerror")
    assert entries == [("Consumer.Ip", "The field Ip is not a valid IP address.")]


@pytest.mark.parametrize("ip", ["127.0.0.1", "2001:db8::1", "::ffff:1.2.3.4"])
def test_an_ip_is_of_either_version(payee, ip):
    body = shop.consumer()
    body["consumer"]["ip"] = ip
    assert payee.post(f"{payee.created()}/authorizations", body).status_code == 200


def test_a_failed_transaction_has_used_its_reference(payee):
    path = payee.authorized(email="capture-fails@example.com")
    body = shop.capture()
    payee.post(f"{path}/captures", body)
    [(name, _)] = problem(payee.post(f"{path}/captures", body), 400, "inputerror")
    assert name == "PayeeReference"


def test_what_was_refused_has_not_used_its_reference(payee):
    path = payee.authorized()
    reference = shop.reference()
    problem(payee.post(f"{path}/captures", shop.capture(13501, 0, payeeReference=reference)), 403, "forbidden")
    assert payee.post(f"{path}/captures", shop.capture(payeeReference=reference)).status_code == 200


@pytest.mark.parametrize(
    "change, names",
    [
        ({"vatAmount": 2501}, ["Transaction.VatSummary"]),
        ({"amount": 13400}, ["Transaction.ItemDescriptions", "Transaction.VatSummary"]),
        ({"itemDescriptions": [{"amount": 13499, "description": "x"}]}, ["Transaction.ItemDescriptions"]),
        (
            {"vatSummary": [{"amount": 13500, "vatPercent": 1200, "vatAmount": 2500}]},
            ["Transaction.VatSummary[0]"],
        ),
        (
            {"vatSummary": [{"amount": 13499, "vatPercent": 2500, "vatAmount": 2499},
                            {"amount": 1, "vatPercent": 0, "vatAmount": 1}]},
            ["Transaction.VatSummary[0]", "Transaction.VatSummary[1]"],
        ),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(payee, change, names):
    path = payee.authorized()
    body = shop.capture()
    body["transaction"].update(change)
    entries = problem(payee.post(f"{path}/captures", body), 400, "inputerror")
    assert list(dict.fromkeys(name for name, _ in entries)) == names
    assert left(payee, path) == (13500, 13500, None)


def test_what_does_not_add_up_is_taken_where_nobody_asks(payee_without_sums):
    path = payee_without_sums.authorized()
    assert payee_without_sums.post(f"{path}/captures", shop.capture(vatAmount=2501)).status_code == 200


# Adds up, each row of its rate but for a rounding; under one of the rates are 0.01, and 0.07 of it without tax.
HUGE = 10**15
ODD = [(HUGE, 2500, 199_999_999_999_997), (1 - HUGE, 2500, -200_000_000_000_003), (1000, 1200, 107)]


@pytest.mark.parametrize(
    "total, vat, rows, items, names",
    [
        (1001, 101, ODD, None, ["Transaction.ItemDescriptions", "Transaction.VatSummary"]),
        (100, 0, [(HUGE, 0, 0), (HUGE, 0, 0)], None, ["Transaction.ItemDescriptions", "Transaction.VatSummary"]),
        (100, 0, [(100, 0, 0)], [(HUGE, "a"), (1, "b")], ["Transaction.ItemDescriptions"]),
        (100, 0, [(100, 2500, HUGE), (-100, 1200, -HUGE)], [(100, "a")], ["Transaction.VatSummary"]),
        (100, 20, [(100, 2500, 101)], None, ["Transaction.VatSummary"]),
        (100, 20, [(200, 2500, 40), (-100, 1200, 1)], [(100, "a")], ["Transaction.VatSummary"]),
    ],
)  # fmt: skip
def test_what_no_invoice_can_hold_is_refused_whether_or_not_sums_are_checked(
    payee, payee_without_sums, total, vat, rows, items, names
):
    path = payee_without_sums.authorized()
    body = shop.capture(total, vat, rows, items)
    entries = problem(payee_without_sums.post(f"{path}/captures", body), 400, "inputerror")
    assert list(dict.fromkeys(name for name, _ in entries)) == names
    assert left(payee_without_sums, path) == (13500, 13500, None)
    problem(payee.post(f"{payee.authorized()}/captures", body), 400, "inputerror")


def test_discounts_and_several_rows_of_one_rate_are_taken(payee):
    rows = [(10000, 2500, 2000), (5000, 2500, 1000), (-1500, 2500, -300)]
    assert payee.post(f"{payee.authorized()}/captures", shop.capture(13500, 2700, rows)).status_code == 200


def test_a_capture_of_the_smallest_amount_without_tax(payee):
    path = payee.authorized()
    assert payee.post(f"{path}/captures", shop.capture(1, 0)).status_code == 200
    assert payee.post(f"{path}/reversals", shop.reversal(1, 0)).status_code == 200


@pytest.mark.parametrize("percent", ["2500", "25.00", "25.0", "2500.0", 2500.0])
def test_numbers_are_read_leniently(payee, percent):
    body = shop.capture("12500", "2500.0", [(12500, percent, 2500)])
    assert payee.post(f"{payee.authorized()}/captures", body).status_code == 200


def test_names_and_paths_are_taken_in_any_case(payee):
    body = shop.order()
    body["Payment"] = body.pop("payment")
    body["Payment"]["PAYEEINFO"] = body["Payment"].pop("payeeInfo")
    answer = payee.post("/psp/Invoice/Payments/", body)
    assert answer.status_code == 200
    assert payee.get(answer.json()["payment"]["id"].upper().replace("/PSP", "/psp") + "/PayeeInfo").status_code == 200


def test_tokens_payees_and_sessions(payee, server):
    unknown = Payee(server, token="nobody").post(PAYMENTS, {})
    problem(unknown, 401, "unauthorized")
    assert unknown.headers["WWW-Authenticate"] == "Bearer"
    session = "779da454-399c-4f41-ab5f-8a7bf5edb0c5"
    assert payee.ask("POST", PAYMENTS, {}, **{"Session-Id": session}).json()["sessionId"] == session
    doubled = requests.get(f"{server}{payee.created()}", headers={"Authorization": "Bearer  " + payee.token}, timeout=10)
    assert doubled.status_code == 200


def test_another_payee_sees_nothing(payee, server):
    answer = requests.post(
        f"{server}/holdfast/v1/merchants", json={"name": "Another shop"},
        headers={"Authorization": "Bearer hf_admin_holdfastdemo0000000000000001"}, timeout=10,
    )  # fmt: skip
    keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
    other = Payee(server, keys["swedbankpay-invoice bearer"], keys["swedbankpay payee id"])
    path = payee.authorized()
    problem(other.get(path), 404, "notfound")
    problem(other.post(f"{path}/captures", shop.capture()), 404, "notfound")
    problem(other.post(PAYMENTS, shop.order()), 403, "forbidden")
    assert other.payment(other.authorized())["remainingCaptureAmount"] == 13500


def test_of_many_captures_at_once_only_what_is_left_is_taken(payee):
    path = payee.authorized()
    bodies = [shop.capture(5000, 1000) for _ in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda body: payee.post(f"{path}/captures", body).status_code, bodies))
    assert statuses == [200] * 2 + [403] * 6
    assert left(payee, path) == (3500, 3500, 10000)


def test_an_order_sent_twice_at_once_is_carried_out_once(payee):
    path = payee.authorized()
    body = shop.capture(1000, 200)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(lambda _: payee.post(f"{path}/captures", body).status_code, range(8)))
    assert statuses == [200] + [400] * 7


def test_after_180_days_a_capture_is_refused_and_a_cancellation_is_not(server):
    answer = requests.post(
        f"{server}/holdfast/v1/merchants", json={"name": "A patient shop"},
        headers={"Authorization": "Bearer hf_admin_holdfastdemo0000000000000001"}, timeout=10,
    )  # fmt: skip
    keys = {f"{given['dialect']} {given['kind']}": given["secret"] for given in answer.json()["credentials"]}
    payee = Payee(server, keys["swedbankpay-invoice bearer"], keys["swedbankpay payee id"])
    path = payee.authorized()
    moved = requests.post(
        f"{server}/holdfast/v1/sandbox/clock", json={"advance": "P180D"},
        headers={"Authorization": f"Bearer {keys['holdfast merchant']}"}, timeout=30,
    )  # fmt: skip
    assert moved.status_code == 200, moved.text
    assert payee.offers(path) == ["create-cancellation", "create-cancel", "paid-payment"]
    problem(payee.post(f"{path}/captures", shop.capture()), 403, "forbidden")
    assert payee.post(f"{path}/cancellations", shop.cancellation()).status_code == 200


@pytest.mark.parametrize("path", ["", "/authorizations", "/captures", "/cancellations", "/reversals", "/approvedlegaladdress"])
@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", '{"transaction": 1}', '{"payment": []}', '{"transaction": {"amount": 9e99}}',
             '{"transaction":{"amount":9223372036854775807,"vatAmount":-9223372036854775808,"vatSummary":[[]]}}',
             '{"transaction":{"activity":"FinancingConsumer","amount":1,"vatAmount":0,'
             '"payeeReference":"x1","itemDescriptions":[{"amount":-9223372036854775808,"description":"x"}],'
             '"vatSummary":[{"amount":9223372036854775807,"vatPercent":2500,"vatAmount":1}]}}'],
)  # fmt: skip
def test_nothing_a_client_sends_is_more_than_an_input_error(payee, path, body):
    place = payee.authorized() if path else PAYMENTS
    answer = requests.post(
        payee.base + place + path, data=body.encode(), headers={"Authorization": f"Bearer {payee.token}"}, timeout=10
    )
    problem(answer, 400, "inputerror")


def test_sixty_four_captures_at_once_take_the_last_ore_once(payee):
    path = payee.authorized()
    assert payee.post(f"{path}/captures", shop.capture(13499, 0, [(13499, 0, 0)])).status_code == 200
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        bodies = [shop.capture(1, 0) for _ in range(64)]
        answers = list(pool.map(lambda body: payee.post(f"{path}/captures", body), bodies))
    assert sorted(answer.status_code for answer in answers) == [200] + [403] * 63
    assert "remainingCaptureAmount" not in payee.payment(path)
    assert len(payee.get(f"{path}/captures").json()["captures"]["captureList"]) == 2
