"""What is not kept of a card: its number and its security code, in no file and no line of the log."""

import re

import database
import pytest
import requests
from holdfast_server import HoldfastServer

from checkout_com import sandbox

NUMBERS = ["4543474002249996", "4024007181869214", "5436031030606378"]
CODE = "98754"


@pytest.fixture
def own_server(tmp_path):
    server = HoldfastServer(tmp_path)
    server.start()
    yield server
    server.stop()


def test_no_number_and_no_security_code_is_written_anywhere(own_server, tmp_path):
    def post(path, body, key=sandbox.NAS):
        return requests.post(own_server.base + path, json=body, headers={"Authorization": key}, timeout=10).status_code

    for number in NUMBERS:
        card = sandbox.card(number, cvv=CODE[:4])
        assert post("/payments", sandbox.payment(source=card, reference="the payment is written")) == 201
        assert post("/tokens", card, sandbox.NAS_PUBLIC) == 201
        assert post("/payments", {**sandbox.payment(source=card), "3ds": {"enabled": True}}) == 202
        assert post("/payments", sandbox.payment(source={**card, "cvv": CODE})) == 422
        assert post("/payments", sandbox.payment(source={**card, "number": number + "1"})) == 422
        token = {"type": "network_token", "token": number, "token_type": "vts", "cryptogram": f"crypto {CODE}"}
        assert post("/payments", sandbox.payment(source={**sandbox.card(), **token})) == 201
    if database.IS_POSTGRES:
        database.dump(tmp_path)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    # Bytes are digits there.
    written += b"".join(bytes.fromhex(digits.decode()) for digits in re.findall(rb"\\\\x([0-9a-f]+)", written))
    written += own_server.said().encode()
    assert b"the payment is written" in written
    # Fingerprints are digits too: those of the code could stand in one.
    written = re.sub(rb"[0-9A-F]{64}", b"", written)
    for secret in [*NUMBERS, CODE[:4], f"crypto {CODE}"]:
        assert secret.encode() not in written
