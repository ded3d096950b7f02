"""One test for each rule of the seed document on invoice captures, with its requests as they stand there."""

import json

import pytest
import swedbank_payee as shop
from swedbank_payee import problem

CAPTURE = """
{
    "transaction": {
        "activity": "FinancingConsumer",
        "amount": 13500,
        "vatAmount": 2500,
        "payeeReference": "ABC856",
        "receiptReference": "ABC855",
        "description": "description for transaction",
        "itemDescriptions": [
          {
            "amount": 12500,
            "description": "item description 1"
          },
          {
            "amount": 1000,
            "description": "item description 2"
          }
        ],
        "vatSummary": [
          {
            "amount": 12500,
            "vatPercent": 2500,
            "vatAmount": 2500
          },
          {
            "amount": 1000,
            "vatPercent": 0,
            "vatAmount": 0
          }
        ]
  }
}
"""


def captures(payee, path, body):
    return payee.post(f"{path}/captures", body)


def test_the_two_requests_run_as_they_stand(payee):
    path = payee.authorized()
    answer = captures(payee, path, json.loads(CAPTURE))

    assert answer.status_code == 200
    transaction = answer.json()["capture"]["transaction"]
    assert (transaction["type"], transaction["state"]) == ("Capture", "Completed")
    assert (transaction["amount"], transaction["vatAmount"]) == (13500, 2500)
    assert transaction["payeeReference"] == "ABC856"

    listed = payee.get(f"{path}/captures").json()
    assert listed["payment"] == path
    [capture] = listed["captures"]["captureList"]
    assert capture["receiptReference"] == "ABC855"
    assert capture["transaction"] == transaction


@pytest.mark.parametrize("percent", [0, 600, 800, 1000, 1200, 1400, 1500, 2200, 2400, 2500])
def test_these_percents_are_supported(payee, percent):
    vat = round(10000 * percent / (10000 + percent))
    assert captures(payee, payee.authorized(), shop.capture(10000, vat, [(10000, percent, vat)])).status_code == 200


@pytest.mark.parametrize("percent", [1, 25, 500, 1350, 2100, 2499, 2550, 5000, 10000, -2500, "2500.5", "25.000", "", "x"])
def test_every_other_percent_is_refused_and_nothing_is_written(payee, percent):
    path = payee.authorized()
    problem(captures(payee, path, shop.capture(10000, 2000, [(10000, percent, 2000)])), 400, "inputerror")
    assert payee.payment(path)["remainingCaptureAmount"] == 13500
    assert payee.get(f"{path}/captures").status_code == 404


@pytest.mark.parametrize(
    "name", ["activity", "amount", "vatAmount", "payeeReference", "description", "itemDescriptions", "vatSummary"]
)
def test_a_required_member_is_required(payee, name):
    body = shop.capture()
    del body["transaction"][name]
    entries = problem(captures(payee, payee.authorized(), body), 400, "inputerror")
    pascal = name[0].upper() + name[1:]
    assert (f"Transaction.{pascal}", f"The {pascal} field is required.") in entries


@pytest.mark.parametrize(
    "list, name",
    [("itemDescriptions", "amount"), ("itemDescriptions", "description"), ("vatSummary", "amount"),
     ("vatSummary", "vatAmount"), ("vatSummary", "vatPercent")],
)  # fmt: skip
def test_a_required_member_of_a_line_is_required(payee, list, name):
    body = shop.capture()
    del body["transaction"][list][1][name]
    entries = problem(captures(payee, payee.authorized(), body), 400, "inputerror")
    pascal = name[0].upper() + name[1:]
    assert (f"Transaction.{list[0].upper() + list[1:]}[1].{pascal}", f"The {pascal} field is required.") in entries


def test_a_receipt_reference_is_optional(payee):
    answer = captures(payee, payee.authorized(), shop.capture())
    assert answer.status_code == 200
    assert "receiptReference" not in answer.json()["capture"]


@pytest.mark.parametrize("length, status", [(50, 200), (51, 400)])
@pytest.mark.parametrize("name", ["payeeReference", "receiptReference"])
def test_a_reference_has_50_characters_at_most(payee, name, length, status):
    value = (shop.reference() * 3)[:length]
    assert captures(payee, payee.authorized(), shop.capture(**{name: value})).status_code == status


@pytest.mark.parametrize("reference", ["with blank", "a/b", "å", "a.b", "a\nb", "a'b"])
def test_a_reference_matches_the_pattern(payee, reference):
    path = payee.authorized()
    entries = problem(captures(payee, path, shop.capture(payeeReference=reference)), 400, "inputerror")
    message = "The field PayeeReference must match the regular expression '[\\w-]*'"
    assert entries == [("Transaction.PayeeReference", message)]
    assert payee.payment(path)["remainingCaptureAmount"] == 13500


def test_a_reference_may_have_letters_digits_underlines_and_dashes(payee):
    reference = "aZ_09-" + shop.reference()
    assert captures(payee, payee.authorized(), shop.capture(payeeReference=reference)).status_code == 200


def test_a_reference_is_unique_for_each_operation(payee):
    path = payee.authorized()
    body = shop.capture(1000, 200)
    number = captures(payee, path, body).json()["capture"]["transaction"]["number"]

    for repeated in [captures(payee, path, body), captures(payee, payee.authorized(), body)]:
        message = f"The given PayeeReference has already been used for another transaction ({number})."
        assert problem(repeated, 400, "inputerror") == [("PayeeReference", message)]
    assert payee.payment(path)["remainingCaptureAmount"] == 12500


def test_a_capture_can_only_be_performed_on_an_authorized_payment(payee):
    path = payee.created()
    assert problem(captures(payee, path, shop.capture()), 403, "forbidden") == [("Capture", "Capture not possible.")]


def test_partial_captures_up_to_the_authorized_amount(payee):
    path = payee.authorized()
    for amount in [12500, 500, 500]:
        assert captures(payee, path, shop.capture(amount, amount // 5)).status_code == 200
    too_much = captures(payee, path, shop.capture(1, 0))
    assert problem(too_much, 403, "forbidden") == [("Capture", "Capture amount too high.")]
    assert len(payee.get(f"{path}/captures").json()["captures"]["captureList"]) == 3


def test_a_failed_capture_stands_in_the_list(payee_with_arrays):
    path = payee_with_arrays.authorized(email="capture-fails@example.com")
    answer = payee_with_arrays.post(f"{path}/captures", shop.capture(1000, 200, payeeReference="AH123456"))
    problem(answer, 502, "invoice/externalerror")

    listed = payee_with_arrays.get(f"{path}/captures").json()
    [capture] = listed["captures"]
    assert set(capture["itemDescriptions"]) == {"id"}
    transaction = capture["transaction"]
    assert capture["invoiceCopy"].endswith("/invoicecopy")
    assert (transaction["state"], transaction["isOperational"], transaction["operations"]) == ("Failed", False, [])
    assert transaction["failedReason"] == "ExternalResponseError"
    assert payee_with_arrays.payment(path)["remainingCaptureAmount"] == 13500
