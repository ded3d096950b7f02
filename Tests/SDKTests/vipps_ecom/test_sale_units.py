"""What is agreed for a sale unit, and that only the administrator changes it: it "must be configured by Vipps" (seed 001)."""

import pytest
import requests
from vipps_unit import ADMINISTRATOR, admitted, summary

MERCHANTS = "/holdfast/v1/merchants"


@pytest.fixture
def own(server):
    """A reserve capture unit of a merchant that no other test changes."""
    return admitted(server)


def asked(unit, method, path="", body=None, key=ADMINISTRATOR, merchant=None):
    address = f"{unit.base}{MERCHANTS}/{merchant or unit.merchant}{path}"
    return requests.request(method, address, json=body, headers={"Authorization": f"Bearer {key}"}, timeout=10)


def changed(unit, **body):
    answer = asked(unit, "PATCH", f"/sale-units/{unit.number}", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_administrator_turns_direct_capture_on_and_off_for_payments_initiated_afterwards(own):
    before = own.initiated()
    assert changed(own, captureType="direct") == {"number": own.number, "captureType": "direct", "hasApprovals": True}
    sale = own.reserved()
    assert own.operations(sale) == ["SALE", "INITIATE"]
    own.send("POST", f"/ecomm/v2/integration-test/payments/{before}/approve", {"customerPhoneNumber": "48059528", "token": "x"})
    assert own.operations(before) == ["RESERVE", "INITIATE"], "as it was agreed when it was initiated"
    changed(own, captureType="reserve")
    assert own.operations(own.reserved()) == ["RESERVE", "INITIATE"]
    assert own.ecom_refund(sale).json()["transactionSummary"] == summary(20000, 0, 20000, 0)


def test_a_token_that_was_issued_before_follows(own):
    token = own.token
    changed(own, captureType="direct")
    assert own.token == token
    assert own.operations(own.reserved())[0] == "SALE"


def test_every_place_that_shows_the_capture_type_shows_the_new_one(own):
    changed(own, captureType="direct")
    shown = own.send("GET", "/holdfast/v1/vipps/sale-units").json()
    [mine] = [unit for unit in shown["saleUnits"] if unit["merchantSerialNumber"] == own.number]
    assert mine["captureType"] == "direct capture"
    assert f"{MERCHANTS}/{{merchant}}/sale-units/{{number}}" in shown["howToChange"]
    for key in (ADMINISTRATOR, own.merchant_key):
        units = asked(own, "GET", key=key).json()["saleUnits"]
        assert {"number": own.number, "captureType": "direct", "hasApprovals": True} in units
        assert [unit["number"] for unit in units] == sorted(unit["number"] for unit in units) and len(units) == 3


def test_a_merchant_reads_its_own_units_and_gets_403_on_a_change(own, foreign_unit):
    listed = requests.get(own.base + MERCHANTS, headers={"Authorization": f"Bearer {own.merchant_key}"}, timeout=10).json()
    assert [merchant["id"] for merchant in listed["data"]] == [own.merchant] and "next" not in listed
    for method, path, body in [
        ("PATCH", f"/sale-units/{own.number}", {"captureType": "direct"}),
        ("POST", "/sale-units", {"number": "234567"}),
    ]:
        assert asked(own, method, path, body, own.merchant_key).status_code == 403
        assert asked(own, method, path, body, "hf_test_nobody").status_code == 401
    assert asked(own, "GET", key=own.merchant_key, merchant=foreign_unit.merchant).status_code == 404
    assert own.operations(own.reserved())[0] == "RESERVE"


@pytest.mark.parametrize("body", [{"captureType": "both"}, {"captureType": 1}, {"captureType": ""}, {"hasApprovals": "yes"}, {"x": 1}])
def test_what_no_unit_can_be_is_refused_and_changes_nothing(own, body):
    answer = asked(own, "PATCH", f"/sale-units/{own.number}", body)
    assert (answer.status_code, answer.json()["field"]) == (400, next(iter(body)))
    assert own.operations(own.reserved())[0] == "RESERVE"


def test_a_null_changes_nothing(own):
    assert changed(own, captureType=None, hasApprovals=None)["captureType"] == "reserve"


def test_a_unit_or_merchant_that_is_not_there_is_404(own, foreign_unit):
    body = {"captureType": "direct"}
    assert asked(own, "PATCH", f"/sale-units/{foreign_unit.number}0", body).status_code == 404
    assert asked(own, "PATCH", f"/sale-units/{own.number}", body, merchant="mer_1ChFfFz5XiT5u5zoh3ZNjU").status_code == 404
    assert asked(own, "PATCH", f"/sale-units/{own.number}", body, merchant="x").status_code == 404


def test_a_new_unit_works_at_once_in_both_apis_and_only_for_its_merchant(own, foreign_unit):
    made = asked(own, "POST", "/sale-units", {"number": "23456", "captureType": "direct"})
    assert (made.status_code, made.json()) == (201, {"number": "23456", "captureType": "direct", "hasApprovals": True})
    assert asked(own, "POST", "/sale-units", {"number": "23456"}).status_code == 409
    unit = own.numbered("23456")
    assert unit.operations(unit.reserved())[0] == "SALE"
    assert unit.get(unit.authorized())["state"] == "AUTHORIZED"
    assert foreign_unit.numbered("23456").epayment("POST", "", own.order()).status_code == 403


@pytest.mark.parametrize("number", ["123", "12345678901", "12345a", "", " 12345", 123456, None, "１２３４５"])
def test_a_units_number_has_4_to_10_digits(own, number):
    answer = asked(own, "POST", "/sale-units", {"number": number})
    assert (answer.status_code, answer.json()["field"]) == (400, "number")


def test_approvals_are_taken_away_and_given_back(own):
    push = {"userFlow": "PUSH_MESSAGE"}
    assert own.epayment("POST", "", own.order(**push)).status_code == 201
    changed(own, hasApprovals=False)
    assert own.epayment("POST", "", own.order(**push)).json()["extraDetails"][0]["reason"] == "5080"
    changed(own, hasApprovals=True)
    assert own.epayment("POST", "", own.order(**push)).status_code == 201


def test_the_demo_merchants_units_are_there_before_anybody_changed_them(server):
    demo = requests.get(server + MERCHANTS, headers={"Authorization": "Bearer hf_test_holdfastdemomerchant0000000001"}, timeout=10)
    [listed] = demo.json()["data"]
    everyone = requests.get(server + MERCHANTS, headers={"Authorization": f"Bearer {ADMINISTRATOR}"}, timeout=10).json()
    assert listed in everyone["data"]
    shown = requests.get(f"{server}{MERCHANTS}/{listed['id']}", headers={"Authorization": f"Bearer {ADMINISTRATOR}"}, timeout=10)
    assert shown.json()["saleUnits"] == [
        {"number": "123456", "captureType": "reserve", "hasApprovals": True},
        {"number": "654321", "captureType": "direct", "hasApprovals": True},
        {"number": "777777", "captureType": "reserve", "hasApprovals": False},
    ]


def test_an_erasure_leaves_the_units_and_what_is_agreed_for_them(own):
    changed(own, captureType="direct")
    headers = {"Authorization": f"Bearer {own.merchant_key}"}
    assert requests.delete(f"{own.base}/holdfast/v1/sandbox/data", headers=headers, timeout=10).status_code == 204
    assert own.operations(own.reserved())[0] == "SALE"
