"""The invoice that a capture makes: on paper, as XML, in the folder; and the credit note."""

import datetime
import json
import os
import re
import signal
import subprocess
import time

import pytest
import requests
import schematron
import shop as shops
import swedbank_payee as shop
from holdfast_server import PROJECT, HoldfastServer
from invoice_papers import copy, must_be_valid_ubl, must_keep_the_rules, rules, text
from swedbank_payee import Payee, problem, running

ITEMS = [(12500, "Två stolar i björk, Ærlig Ørn åäö"), (1000, "Presentkort")]
ROWS = [(12500, 2500, 2500), (1000, 0, 0)]


@pytest.fixture(scope="module")
def documents(payee, tmp_path_factory):
    """PDF and XML of an invoice and of a credit note in each country, by name."""
    folder = tmp_path_factory.mktemp("documents")
    for country in ["SE", "NO", "FI"]:
        body = shop.capture(13500, 2500, ROWS, ITEMS, receiptReference="ABC855")
        path, capture = payee.captured(country, body)
        copy(payee, capture)
        reversal = payee.post(f"{path}/reversals", shop.reversal(5000, 1000)).json()["reversal"]["id"]
        for name, place in [(country, capture), (f"{country}-credit", reversal)]:
            pdf = copy(payee, place)
            assert pdf.headers["Content-Type"] == "application/pdf"
            (folder / f"{name}.pdf").write_bytes(pdf.content)
            (folder / f"{name}.xml").write_bytes(copy(payee, place, Accept="application/xml").content)
    return folder


EVERYWHERE = ["Azra|Olivia|Järvilehto", "Två stolar i björk, Ærlig Ørn åäö", "Presentkort", "100,00", "10,00", "25,00",
              "110,00", "135,00", "ABC855", "Merchant1"]  # fmt: skip
BY_COUNTRY = {
    "SE": ["Faktura", "Fakturanummer", "Fakturadatum", "Förfallodatum", "Leveransdatum", "OCR", "Bankgiro", "5050-1055",
           "Org.nr 556036-0793", "SE556036079301", "Godkänd för F-skatt", "Säte Stockholm", "dröjsmålsränta",
           "Helgestavägen 9", "19792 Bro", "SEK 135,00", "Undantag från skatteplikt", "Handelsgatan 1"],
    "NO": ["Faktura", "Fakturadato", "Forfallsdato", "Leveringsdato", "Leveringssted Saltnes", "KID", "1234 56 78903",
           "123456785 MVA", "Foretaksregisteret", "Mva.", "NOK 135,00", "Saltnestoppen 43"],
    "FI": ["Lasku", "Laskun päiväys", "Eräpäivä", "Toimituspäivä", "Viitenumero", "FI21 1234 5600 0007 85", "NDEAFIHH",
           "FI12345671", "Y-tunnus 1234567-1", "ALV", "EUR 135,00", "Kiannonkatu 88", "RF"],
}  # fmt: skip


@pytest.mark.parametrize("country", BY_COUNTRY)
def test_everything_that_law_and_payment_need_stands_on_it(documents, country):
    found = text(documents / f"{country}.pdf")
    for words in [*EVERYWHERE, *BY_COUNTRY[country]]:
        assert any(word in found for word in words.split("|")), f"{words} is not in: {found}"
    assert found.count("1/1") == 1


@pytest.mark.parametrize(
    "country, title", [("SE", "Kreditfaktura"), ("NO", "Kreditnota"), ("FI", "Hyvityslasku")]
)
def test_a_credit_note_names_what_it_credits(documents, country, title):
    number = (documents / f"{country}.xml").read_text().split("<cbc:ID>")[1].split("<")[0]
    found = text(documents / f"{country}-credit.pdf")
    assert title in found and f"{number} (20" in found and "50,00" in found and "10,00" in found
    xml = (documents / f"{country}-credit.xml").read_text()
    assert f"<cac:InvoiceDocumentReference><cbc:ID>{number}</cbc:ID>" in xml
    assert "<cbc:CreditNoteTypeCode>381<" in xml


def test_the_receipt_reference_is_the_buyers_order(documents):
    xml = (documents / "SE.xml").read_text()
    assert "<cac:OrderReference><cbc:ID>ABC855</cbc:ID>" in xml
    assert "600307" not in xml, "a person's number is nobody's electronic address"


def test_an_invoice_of_many_lines_carries_its_totals_over(payee, tmp_path):
    items = [(1000 + place, f"Vara nummer {place}") for place in range(1, 80)]
    total = sum(amount for amount, _ in items)
    vat = round(total / 5)
    path = payee.authorized(prices=[{"type": "Invoice", "amount": total, "vatAmount": vat}])
    body = shop.capture(total, vat, [(total, 2500, vat)], items)
    capture = payee.post(f"{path}/captures", body).json()["capture"]["id"]
    (tmp_path / "long.pdf").write_bytes(copy(payee, capture).content)
    found = text(tmp_path / "long.pdf")
    assert found.count("Transport") == 4 and "3/3" in found
    assert all(f"Vara nummer {place} " in found for place in range(1, 80))


@pytest.mark.parametrize("name", ["SE", "NO", "FI", "SE-credit", "NO-credit", "FI-credit"])
def test_the_xml_is_valid_ubl(documents, name):
    must_be_valid_ubl(documents / f"{name}.xml")


@pytest.mark.parametrize("name", ["SE", "NO", "FI", "SE-credit", "NO-credit", "FI-credit"])
def test_the_xml_keeps_the_rules_of_en_16931(documents, name):
    must_keep_the_rules(documents / f"{name}.xml")


def test_the_rules_find_an_amount_that_was_altered(documents, tmp_path):
    altered = (documents / "SE.xml").read_text().replace(
        '<cbc:PayableAmount currencyID="SEK">135.00', '<cbc:PayableAmount currencyID="SEK">136.00'
    )  # fmt: skip
    (tmp_path / "altered.xml").write_text(altered)
    assert "BR-CO-16" in schematron.failures(rules(), tmp_path / "altered.xml")[0]


def test_what_does_not_add_up_is_rounded_openly(payee_without_sums, tmp_path):
    path, capture = payee_without_sums.captured(body=shop.capture(13500, 2500, [(12500, 2500, 2500)], ITEMS))
    xml = copy(payee_without_sums, capture, Accept="application/xml").text
    assert '<cbc:PayableRoundingAmount currencyID="SEK">10.00' in xml
    (tmp_path / "rounded.xml").write_text(xml)
    assert schematron.failures(rules(), tmp_path / "rounded.xml")[0] == []


def test_an_agreement_says_who_sells_and_when_it_is_due(tmp_path, monkeypatch):
    agreement = {
        "dueDays": 30, "legalName": "Björks Möbler AB", "bankgiro": "991-2346", "ledger": "777", "firstNumber": 500,
        "vatNumber": "SE556677889901", "organisationNumber": "5566778899", "city": "Umeå",
    }  # fmt: skip
    file = tmp_path / "agreements.json"
    file.write_text(json.dumps({shop.PAYEE_ID: agreement}))
    monkeypatch.setenv("HOLDFAST_INVOICE_AGREEMENTS", str(file))
    server = HoldfastServer(tmp_path)
    server.start()
    payee = Payee(server.base)
    _, capture = payee.captured()
    xml = copy(payee, capture, Accept="application/xml").text
    server.stop()
    day = datetime.date.fromisoformat(re.search("<cbc:IssueDate>(.*)</", xml)[1])
    assert f"<cbc:DueDate>{day + datetime.timedelta(days=30)}<" in xml
    assert "Björks Möbler AB" in xml and "<cbc:ID>9912346<" in xml and "<cbc:CityName>Umeå<" in xml
    assert "<cbc:ID>500<" in xml and re.search("<cbc:PaymentID>3777000500", xml)


@pytest.mark.parametrize("terms", [{"dueDays": -1}, {"dueDays": "14"}, {"nonsense": "x"}, {"iban": "FI2112345600000786"}])
def test_an_agreement_that_says_nonsense_is_refused_at_the_start(tmp_path, terms):
    file = tmp_path / "agreements.json"
    file.write_text(json.dumps({shop.PAYEE_ID: terms}))
    binary = PROJECT / os.environ.get("HOLDFAST_BINARY", ".build/debug/holdfast")
    answer = subprocess.run(
        [binary, "serve", "--port", "0", "--data", tmp_path / "data", "--invoice-agreements", file],
        capture_output=True, text=True, timeout=20,
    )  # fmt: skip
    assert answer.returncode != 0 and "is not known, or not of its kind" in answer.stderr
    assert not (tmp_path / "data").exists()


def test_there_is_no_copy_of_what_made_no_invoice(payee):
    path = payee.authorized(email="capture-fails@example.com")
    payee.post(f"{path}/captures", shop.capture())
    [failed] = payee.get(f"{path}/captures").json()["captures"]["captureList"]
    time.sleep(0.3)
    problem(payee.get(failed["invoiceCopy"]), 404, "notfound")
    [authorization] = payee.get(f"{path}/authorizations").json()["authorizations"]["authorizationList"]
    problem(payee.get(f"{authorization['id']}/invoicecopy"), 404, "notfound")


def test_after_a_kill_every_capture_has_one_invoice_and_it_is_in_the_folder(tmp_path):
    captures = []
    for _ in range(3):
        server = HoldfastServer(tmp_path)
        server.start()
        payee = Payee(server.base)
        path = payee.authorized()
        for _ in range(15):
            captures.append(payee.post(f"{path}/captures", shop.capture(100, 20)).json()["capture"]["id"])
        os.kill(server._process.pid, signal.SIGKILL)
        server._process.wait()
        server._reader.join(1)
        server._process.stdout.close()
    server = HoldfastServer(tmp_path)
    server.start()
    payee = Payee(server.base)
    xmls = [copy(payee, capture, Accept="application/xml").text for capture in captures]
    numbers = sorted(int(xml.split("<cbc:ID>")[1].split("<")[0]) for xml in xmls)
    assert numbers == list(range(100001, 100001 + len(captures)))
    folder = tmp_path / "data" / "invoices" / shop.PAYEE_ID
    shops.eventually(lambda: len(list(folder.glob("*.xml"))), lambda count: count == len(captures))
    assert sorted(path.name for path in folder.glob("*.pdf")) == [f"{number}.pdf" for number in numbers]
    server.stop()


def test_a_folder_that_cannot_be_written_fails_no_capture_and_is_tried_again(tmp_path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "invoices").write_text("in the way")
    server = HoldfastServer(tmp_path)
    server.start()
    payee = Payee(server.base)
    _, capture = payee.captured()
    copy(payee, capture)
    (tmp_path / "data" / "invoices").unlink()
    folder = tmp_path / "data" / "invoices" / shop.PAYEE_ID
    shops.eventually(lambda: (folder / "100001.pdf").exists(), lambda there: there)
    server.stop()


def test_two_captures_make_two_invoices_the_rest_is_released_a_reversal_credits_and_the_books_agree(tmp_path):
    def own(path):
        key = {"Authorization": "Bearer hf_test_holdfastdemomerchant0000000001"}
        return requests.get(f"{payee.base}/holdfast/v1{path}", headers=key, timeout=30).json()

    def number(path):
        return int(copy(payee, path, Accept="application/xml").text.split("<cbc:ID>")[1].split("<")[0])

    with running(tmp_path) as payee:
        path = payee.authorized()
        captures = [
            payee.post(f"{path}/captures", shop.capture(gross, gross // 5)).json()["capture"]["id"] for gross in [5000, 2500]
        ]
        cancellation = payee.post(f"{path}/cancellations", shop.cancellation()).json()["cancellation"]["transaction"]
        assert cancellation["amount"] == 6000
        reversal = payee.post(f"{path}/reversals", shop.reversal(6000, 1200)).json()["reversal"]["id"]
        assert [number(one) for one in [*captures, reversal]] == [100001, 100002, 100003]
        credited = re.findall("<cac:InvoiceDocumentReference><cbc:ID>([0-9]+)<", copy(payee, reversal, Accept="application/xml").text)
        assert credited == ["100001", "100002"], "oldest first, each as far as it goes"
        payment = payee.payment(path)
        assert payment["state"] == "Ready" and payment["remainingReversalAmount"] == 1500
        assert not {"remainingCaptureAmount", "remainingCancellationAmount"} & set(payment)
        name = path.rsplit("/", 1)[1]
        books = own(f"/payments/{name}")
        words = ["authorized", "captured", "released", "refunded", "capturable", "refundable"]
        assert [books[word]["value"] for word in words] == [13500, 7500, 6000, 6000, 0, 1500]
        balance = own("/ledger/trial-balance")
        assert balance["sums"] == [{"currency": "SEK", "sum": 0}]
        assert {one["account"]: one["balance"] for one in balance["accounts"]} == {
            "receivableFromIssuer": 1500, "payableToMerchant": -1500
        }  # fmt: skip
        issued = own(f"/payments/{name}/timeline")["invoices"]
        assert [(one["number"], one["kind"], one["amount"]["value"]) for one in issued] == [
            (100001, "invoice", 5000), (100002, "invoice", 2500), (100003, "creditNote", 6000)
        ]  # fmt: skip
