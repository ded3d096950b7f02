"""The QR user flow: pictures that lead to the payer's page, compared with an encoder of another author."""

import re
import zlib

import pytest
import qrcode.constants
import qrcode.main
import qrcode.util
import requests
from vipps_unit import SUBSCRIPTION_KEY

MARGIN = 4


def modules_of_svg(content):
    """The dark modules of a picture, as (column, row)."""
    text = content.decode()
    return {(int(x) - MARGIN, int(y) - MARGIN) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", text)}


def modules_of_png(content, size, count):
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    place, data, header = 8, b"", None
    while place < len(content):
        length = int.from_bytes(content[place : place + 4])
        name, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        assert int.from_bytes(content[place + 8 + length : place + 12 + length]) == zlib.crc32(name + body)
        header, data, place = body if name == b"IHDR" else header, data + (body if name == b"IDAT" else b""), place + 12 + length
    assert header == size.to_bytes(4) + size.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    rows, stride = zlib.decompress(data), (size + 7) // 8 + 1
    scale = size // (count + 2 * MARGIN)
    start = (size - scale * count) // 2 + scale // 2

    def is_dark(x, y):
        column, row = start + x * scale, start + y * scale
        return not rows[row * stride + 1 + column // 8] >> (7 - column % 8) & 1

    return {(x, y) for x in range(count) for y in range(count) if is_dark(x, y)}


def expected(text):
    code = qrcode.main.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=0, border=0)
    code.add_data(qrcode.util.QRData(text.encode(), mode=qrcode.util.MODE_8BIT_BYTE), optimize=0)
    code.make()
    matrix = code.get_matrix()
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}, len(matrix)


@pytest.fixture
def image(unit):
    def get(**more):
        order = unit.order(userFlow="QR", **more)
        address = unit.epayment("POST", "", order).json()["redirectUrl"]
        token = address.split("token=")[1]
        target = f"{unit.base}/dwo-api-application/v1/deeplink/vippsgateway?v=2&token={token}"
        return requests.get(address, timeout=10), target

    return get


def test_the_picture_is_svg_unless_asked_otherwise(image):
    answer, target = image()

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert modules_of_svg(answer.content) == expected(target)[0]


@pytest.mark.parametrize("size", [None, 100, 1000, 2000])
def test_the_picture_is_png_of_the_size_that_was_asked_for(image, size):
    answer, target = image(qrFormat={"format": "IMAGE/PNG", **({"size": size} if size else {})})

    assert answer.headers["Content-Type"] == "image/png"
    modules, count = expected(target)
    assert modules_of_png(answer.content, size or 1024, count) == modules


@pytest.mark.parametrize("length", [10, 20, 30, 45, 70, 85, 100, 110, 130, 150, 170, 190, 213])
def test_a_code_of_any_address(unit, length):
    text = "https://example.com/" + "x" * 200
    answer = unit.send("POST", "/qr/v1", {"url": text[: max(length, 19)]}, {"Accept": "image/svg+xml"})

    assert answer.status_code == 200
    assert modules_of_svg(answer.content) == expected(text[: max(length, 19)])[0]


@pytest.mark.parametrize("body", [None, {}, {"url": "x"}, {"url": 1}, {"url": "https://example.com/" + "x" * 200}])
def test_what_makes_no_code(unit, body):
    assert unit.send("POST", "/qr/v1", body).status_code == 400
    assert unit.send("POST", "/qr/v1", body, {"Ocp-Apim-Subscription-Key": SUBSCRIPTION_KEY[::-1]}).status_code == 401


def test_no_picture_of_no_payment(server):
    assert requests.get(f"{server}/qr-image/v1?token=x", timeout=10).status_code == 404
