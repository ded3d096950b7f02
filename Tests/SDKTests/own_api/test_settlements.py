"""What a merchant was paid out, and when: days pass by the merchant's own clock."""

import csv
import io
from datetime import datetime

import pytest
from holdfast_server import HoldfastServer
from settling_shop import SettlingShop


def settlements(merchant, query=""):
    return merchant.done("GET", f"/settlements{query}")["data"]


def values(lines):
    return [line["amount"]["value"] for line in lines]


def test_a_days_captures_and_refund_in_one_settlement_and_the_next_days_refund_in_the_next(merchant):
    payment = merchant.authorized(50_000)
    merchant.capture(payment, 20_000)
    merchant.capture(payment, 10_000)
    merchant.refund(payment, 5_000)
    assert settlements(merchant) == []
    merchant.clock(advance="P1D")
    (first,) = settlements(merchant)
    assert first["net"] == {"value": 25_000, "currency": "NOK"}
    assert datetime.fromisoformat(first["settledAt"].replace("Z", "+00:00")).strftime("%H:%M:%S") == "00:00:00"
    merchant.refund(payment, 3_000)
    merchant.clock(advance="P1D")
    second, again = settlements(merchant)
    assert again == first and second["net"]["value"] == -3_000

    report = merchant.done("GET", f"/settlements/{first['id']}")
    assert (values(report["captures"]), values(report["refunds"])) == ([20_000, 10_000], [-5_000])
    totals = {name: total["value"] for name, total in report["totals"].items() if isinstance(total, dict)}
    assert totals == {"captured": 30_000, "refunded": 5_000, "net": 25_000, "fee": 0, "paidOut": 25_000}
    operations = merchant.done("GET", f"/payments/{payment['id']}/refunds")["data"]
    assert {line["amount"]["value"]: line["settlement"] for line in operations} == {
        5_000: first["id"],
        3_000: second["id"],
    }
    balances = merchant.done("GET", "/ledger/trial-balance")
    settled = {line["account"]: line["balance"] for line in balances["accounts"]}
    assert settled["settledToMerchant"] == -22_000 and "payableToMerchant" not in settled
    assert all(line["sum"] == 0 for line in balances["sums"])


def test_two_currencies_make_two_settlements(merchant):
    for value, currency in [(100, "NOK"), (200, "EUR"), (300, "EUR")]:
        merchant.capture(merchant.authorized(value, currency))
    merchant.clock(advance="P1D")
    found = [(each["net"]["currency"], each["net"]["value"], each["payments"]) for each in settlements(merchant)]
    assert sorted(found) == [("EUR", 500, 2), ("NOK", 100, 1)]


def test_weekly_and_never(merchant):
    merchant.done("PUT", "/sandbox/settings", {"settlesEvery": "P7D"})
    weekly = merchant.authorized()
    merchant.capture(weekly, 100)
    merchant.clock(advance="P7D")
    (found,) = settlements(merchant)
    assert datetime.fromisoformat(found["settledAt"].replace("Z", "+00:00")).timestamp() % (7 * 86_400) == 0
    merchant.done("PUT", "/sandbox/settings", {"settlesEvery": None})
    merchant.capture(merchant.authorized(), 100)
    merchant.clock(advance="P30D")
    assert settlements(merchant) == [found]


def test_the_fee_and_the_currency_that_the_merchant_chose(merchant):
    choice = {"fee": "1.80%", "currency": "EUR", "rates": {"NOK": "0.08725"}}
    assert merchant.done("PUT", "/sandbox/settings", {"settlement": choice})["settlement"] == choice
    payment = merchant.authorized()
    merchant.capture(payment, 10_025)
    merchant.refund(payment, 25)
    merchant.clock(advance="P1D")
    report = merchant.done("GET", f"/settlements/{settlements(merchant)[0]['id']}")
    # 1.80% of 10025 is 180.45; what is left, 9845, is 858.97625 cents, and 25 are 2.18125.
    assert report["totals"]["fee"] == {"value": 180, "currency": "NOK"}
    assert [line["paidOut"]["value"] for line in report["captures"] + report["refunds"]] == [859, -2]
    assert report["totals"]["paidOut"] == {"value": 857, "currency": "EUR"}
    assert report["net"] == {"value": 10_000, "currency": "NOK"}, "the books know no fee"
    merchant.done("PUT", "/sandbox/settings", {"settlement": None})
    assert merchant.done("GET", "/sandbox/settings")["settlement"] == {"fee": None, "currency": None, "rates": {}}


@pytest.mark.parametrize(
    ("settlement", "field"),
    [
        ("1.80%", "settlement"),
        ({"fee": "1.80"}, "settlement.fee"),
        ({"fee": "-1%"}, "settlement.fee"),
        ({"fee": "100.00000001%"}, "settlement.fee"),
        ({"fee": 1}, "settlement.fee"),
        ({"currency": "XXX"}, "settlement.currency"),
        ({"rates": {"USD": "0.9"}}, "settlement.currency"),
        ({"currency": "EUR", "rates": {"USD": "0.0"}}, "settlement.rates.USD"),
        ({"currency": "EUR", "rates": {"USD": "1e3"}}, "settlement.rates.USD"),
        ({"currency": "EUR", "rates": {"usd": "1"}}, "settlement.rates.usd"),
        ({"currency": "EUR", "rates": ["1"]}, "settlement.rates"),
        ({"vat": "25%"}, "settlement.vat"),
    ],
)
def test_a_choice_that_cannot_be_read_changes_nothing(merchant, problem, settlement, field):
    before = merchant.done("GET", "/sandbox/settings")
    problem(merchant.ask("PUT", "/sandbox/settings", {"settlement": settlement}), 400, field=field)
    assert merchant.done("GET", "/sandbox/settings") == before


def test_pages(merchant, problem):
    payments = [merchant.authorized() for _ in range(5)]
    for payment in payments:
        merchant.capture(payment, 100)
    merchant.clock(advance="P1D")
    merchant.refund(payments[0], 100)
    merchant.clock(advance="P1D")
    newest = merchant.done("GET", "/settlements?limit=1")
    oldest = merchant.done("GET", f"/settlements?limit=1&from={newest['next']}")
    assert [newest["data"][0]["payments"], oldest["data"][0]["payments"]] == [1, 5] and "next" not in oldest
    path = f"/settlements/{oldest['data'][0]['id']}"
    seen, page = [], merchant.done("GET", f"{path}?limit=2")
    assert page["totals"]["captureCount"] == 5
    while True:
        seen += [line["payment"] for line in page["captures"]]
        if "next" not in page:
            break
        page = merchant.done("GET", f"{path}?limit=2&from={page['next']}")
        assert "totals" not in page
    assert seen == [payment["id"] for payment in payments]
    for query, field in [("limit=0", "limit"), ("from=x", "from"), ("format=xml", "format"), ("page=2", "page")]:
        problem(merchant.ask("GET", f"{path}?{query}"), 400, field=field)


def test_a_table_for_a_spreadsheet_with_nothing_in_it_that_calculates(merchant):
    references = ['=HYPERLINK("http://evil")', "+1", "-1", "@x", 'a,"b"\r\nc', "order-1"]
    for reference in references:
        merchant.capture(merchant.authorized(reference=reference), 100)
    merchant.clock(advance="P1D")
    path = f"/settlements/{settlements(merchant)[0]['id']}"
    answer = merchant.ask("GET", path, Accept="text/csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["reference"] for row in rows] == ["'" + text for text in references[:4]] + references[4:]
    amounts = {(row["type"], row["amount"], row["fee"], row["paidOut"]) for row in rows}
    assert amounts == {("capture", "100", "0", "100")}
    assert merchant.ask("GET", f"{path}?format=csv").text == answer.text
    assert answer.text.count("\r\n") == 8, "one more is within a cell"
    (listed,) = csv.DictReader(io.StringIO(merchant.ask("GET", "/settlements?format=csv").text))
    assert (listed["net"], listed["payments"], listed["currency"]) == ("600", "6", "NOK")


def test_a_large_settlement_comes_whole(merchant):
    for _ in range(120):
        merchant.capture(merchant.authorized(), 100)
    merchant.clock(advance="P1D")
    path = f"/settlements/{settlements(merchant)[0]['id']}"
    rows = list(csv.DictReader(io.StringIO(merchant.ask("GET", f"{path}?format=csv").text)))
    assert len({row["payment"] for row in rows}) == len(rows) == 120
    assert merchant.done("GET", path)["totals"]["captured"]["value"] == 12_000


def test_a_stranger_sees_nothing(merchant, admitted, problem):
    merchant.capture(merchant.authorized(), 100)
    merchant.clock(advance="P1D")
    (found,) = settlements(merchant)
    stranger = admitted()
    assert settlements(stranger) == []
    problem(stranger.ask("GET", f"/settlements/{found['id']}"), 404)
    problem(stranger.ask("GET", f"/settlements/{found['id']}?format=csv"), 404)
    problem(merchant.ask("GET", "/settlements/stl_nobody"), 404)
    problem(merchant.ask("GET", "/settlements", key="hf_test_nobody"), 401)


def test_the_audit_finds_nothing_wrong_with_what_was_settled(tmp_path, merchant):
    server = HoldfastServer(tmp_path)
    server.start()
    try:
        merchant = type(merchant)(server.base, SettlingShop(server.base).keys)
        payment = merchant.authorized()
        merchant.capture(payment, 20_000)
        merchant.clock(advance="P1D")
        merchant.refund(payment, 20_000)
        merchant.clock(advance="P1D")
        assert [found["net"]["value"] for found in settlements(merchant)] == [-20_000, 20_000]
    finally:
        server.stop()
    server.audit()
