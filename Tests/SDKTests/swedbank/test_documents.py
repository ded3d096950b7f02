"""Documents of each country: under one rate and many, of one line and eighty, with a discount and without; and a thousand."""

import concurrent.futures
import itertools
import json
import random
import re
import statistics
import time

import pytest
import swedbank_payee as shop
from invoice_papers import copy, must_be_valid_ubl, must_keep_the_rules, text
from swedbank_payee import running

RATES = {"SE": [2500, 1200, 600, 0], "NO": [2500, 1500, 1200, 0], "FI": [2400, 1400, 1000, 0]}
STORIES = list(itertools.product(RATES, ["one rate", "many rates"], [1, 80], ["discount", "no discount"]))
WORDS = {
    "SE": ["Faktura", "Fakturanummer", "Fakturadatum", "Förfallodatum", "Leveransdatum", "OCR", "Bankgiro", "5050-1055",
           "Org.nr 556036-0793", "Momsreg.nr SE556036079301", "Godkänd för F-skatt", "Säte Stockholm", "Handelsgatan 1",
           "Azra Oliveira", "Helgestavägen 9", "19792 Bro", "Momsspecifikation", "À-pris exkl. moms", "Att betala"],
    "NO": ["Faktura", "Fakturanummer", "Fakturadato", "Forfallsdato", "Leveringsdato", "Leveringssted Saltnes", "KID",
           "Kontonummer", "1234 56 78903", "123456785 MVA", "Foretaksregisteret", "Handelsgata 1", "Olivia Nyhuus",
           "Saltnestoppen 43", "1642 Saltnes", "Mva.-spesifikasjon", "Pris ekskl. mva.", "Å betale"],
    "FI": ["Lasku", "Laskun numero", "Laskun päiväys", "Eräpäivä", "Toimituspäivä", "Viitenumero", "IBAN",
           "FI21 1234 5600 0007 85", "BIC NDEAFIHH", "Y-tunnus 1234567-1", "ALV-tunnus FI12345671", "Kauppakatu 1",
           "Järvilehto Kimmo", "Kiannonkatu 88", "90500 Oulu", "ALV-erittely", "À-hinta, veroton", "Maksettava"],
}  # fmt: skip


def spelled(minor):
    """As in the Nordic countries: 12 345,67."""
    whole, part = divmod(abs(minor), 100)
    return f"{'−' if minor < 0 else ''}{whole:,}".replace(",", " ") + f",{part:02}"


def sale(country, rates, count, discount):
    """Lines, and a row for each, as shop plugins send them."""
    chosen = RATES[country][:1] if rates == "one rate" else RATES[country]
    lines = [(10_007 + 613 * place, chosen[place % len(chosen)], f"Båt nummer {place + 1}, ærlig & søt <å>") for place in range(count)]
    rows = [(amount, rate) for amount, rate, _ in lines]
    if count == 1 and len(chosen) > 1:
        # One line for things under several rates.
        rows = [(2_501 + rate, rate) for rate in chosen]
        lines = [(sum(amount for amount, _ in rows), None, lines[0][2])]
    if discount == "discount":
        lines.append((-1_001, chosen[0], "Rabatt"))
        rows.append((-1_001, chosen[0]))
    vat = [round(abs(amount) * rate / (10_000 + rate)) * (1 if amount > 0 else -1) for amount, rate in rows]
    return [(amount, text) for amount, _, text in lines], [(*row, tax) for row, tax in zip(rows, vat)]


@pytest.fixture(scope="module", params=STORIES, ids=lambda story: "-".join(map(str, story)).replace(" ", "_"))
def document(request, payee, tmp_path_factory):
    country, rates, count, discount = request.param
    items, rows = sale(country, rates, count, discount)
    total, vat = sum(amount for amount, _ in items), sum(tax for _, _, tax in rows)
    path = payee.authorized(country, prices=[{"type": "Invoice", "amount": total, "vatAmount": vat}])
    answer = payee.post(f"{path}/captures", shop.capture(total, vat, rows, items))
    assert answer.status_code == 200, answer.text
    capture = answer.json()["capture"]["id"]
    folder = tmp_path_factory.mktemp("document")
    (folder / "it.pdf").write_bytes(copy(payee, capture).content)
    (folder / "it.xml").write_bytes(copy(payee, capture, Accept="application/xml").content)
    return folder, country, items, rows, total, vat


def test_the_document_keeps_schema_and_rules(document):
    must_be_valid_ubl(document[0] / "it.xml")
    must_keep_the_rules(document[0] / "it.xml")


def test_everything_mandatory_stands_on_the_paper(document):
    folder, country, items, rows, total, vat = document
    found = text(folder / "it.pdf").replace("\u00a0", " ")
    number = (folder / "it.xml").read_text().split("<cbc:ID>")[1].split("<")[0]
    for words in [*WORDS[country], number, spelled(total), spelled(vat), spelled(total - vat)]:
        assert words in found, f"{words} is not in: {found}"
    for rate in {rate for _, rate, _ in rows}:
        amount = sum(amount for amount, one, _ in rows if one == rate)
        tax = sum(tax for _, one, tax in rows if one == rate)
        assert f"{rate // 100} {spelled(amount - tax)} {spelled(tax)}" in found, f"rate {rate} is not in: {found}"
    is_told = len(items) == len(rows)
    for amount, description in items if is_told else []:
        assert spelled(amount) in found and description in found, f"{description} is not in: {found}"
    pages = 3 if len(items) >= 80 else 1
    assert f"{pages}/{pages}" in found


def test_a_thousand_invoices_are_an_unbroken_series_and_none_is_slower(tmp_path):
    with running(tmp_path) as payee:
        paths = [payee.authorized() for _ in range(10)]
        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            answers = list(
                pool.map(lambda place: payee.post(f"{paths[place % 10]}/captures", shop.capture(100, 20)), range(1000))
            )
        captured = time.monotonic() - begun
        captures = [answer.json()["capture"]["id"] for answer in answers]
        folder = tmp_path / "data" / "invoices" / shop.PAYEE_ID
        deadline = time.monotonic() + 300
        while len(list(folder.glob("*.xml"))) < 1000 and time.monotonic() < deadline:
            time.sleep(0.2)
        delivered = time.monotonic() - begun
        numbers, seconds = [], []
        # In no order, so that whatever else the machine does slows all of them down alike.
        random.Random(7).shuffle(captures)
        for capture in captures:
            xml = copy(payee, capture, Accept="application/xml").text
            numbers.append(int(re.search("<cbc:ID>([0-9]+)<", xml)[1]))
            started = time.perf_counter()
            pdf = copy(payee, capture).content
            seconds.append(time.perf_counter() - started)
            assert pdf == (folder / f"{numbers[-1]}.pdf").read_bytes()
    assert sorted(numbers) == list(range(100001, 101001))
    ordered = [second for _, second in sorted(zip(numbers, seconds))]
    slices = [statistics.median(ordered[place : place + 100]) for place in range(0, 1000, 100)]
    figures = {
        "captured in seconds": round(captured, 2), "all in the folder after seconds": round(delivered, 2),
        "median PDF in ms": round(statistics.median(seconds) * 1000, 2), "99th of 100 in ms": round(sorted(seconds)[989] * 1000, 2),
        "slowest in ms": round(max(seconds) * 1000, 2), "medians of hundreds in ms": [round(one * 1000, 2) for one in slices],
    }  # fmt: skip
    print(json.dumps(figures))
    assert max(slices) < 2.5 * min(slices), figures
