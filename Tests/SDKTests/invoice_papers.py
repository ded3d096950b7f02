"""Looking at invoices: the text of the paper, the schema of UBL and the rules of EN 16931 for the XML."""

import pathlib
import shutil
import subprocess

import pytest
import schematron
import shop as shops

SPECS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "specs" / "swedbank"
SCHEMAS = SPECS / "ubl-2.1-xsd" / "xsdrt" / "maindoc"
RULES = SPECS / "en16931" / "EN16931-UBL-validation-preprocessed.sch"


def needs(program):
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program}; scripts/setup test installs it")


def copy(payee, path, **headers):
    """The document of a capture or reversal, once it is there."""
    return shops.eventually(
        lambda: payee.ask("GET", f"{path}/invoicecopy", **headers), lambda answer: answer.status_code == 200
    )


def text(path):
    needs("pdftotext")
    answer = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(answer.stdout.split())


def must_be_valid_ubl(path):
    needs("xmllint")
    root = "CreditNote" if "<CreditNote " in path.read_text() else "Invoice"
    schema = SCHEMAS / f"UBL-{root}-2.1.xsd"
    if not schema.exists():
        pytest.skip(f"the schemas of UBL 2.1 are not at {SCHEMAS}")
    answer = subprocess.run(["xmllint", "--noout", "--schema", schema, path], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr


def rules():
    pytest.importorskip("saxonche", reason="saxonche is not installed; scripts/setup test installs it")
    if not RULES.exists():
        pytest.skip(f"the rules of EN 16931 are not at {RULES}")
    return RULES


def must_keep_the_rules(path):
    failed, fired = schematron.failures(rules(), path)
    assert failed == [] and fired > 40
