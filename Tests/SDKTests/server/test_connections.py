"""What a client may do to HTTP itself. The server has a bound for each, and goes on serving everybody else."""

import gzip
import json
import resource
import socket
import time
from urllib.parse import urlsplit

import pytest
import requests
import shop

from server.client import Merchant
from server.process import Instance


@pytest.fixture(scope="module")
def instance(tmp_path_factory, library):
    """One server for all: whatever one client did, the next one is served."""
    house = Instance(tmp_path_factory.mktemp("connections"), library).start()
    yield house
    house.stop()
    house.audit()

BOMB = gzip.compress(b'{"description": "' + b"x" * (64 << 20) + b'"}', 1)
"""64 MiB of JSON in a body that is small enough."""


def connection(instance, seconds=10):
    place = urlsplit(instance.base)
    return socket.create_connection((place.hostname, place.port), seconds)


def is_refused(instance):
    """Whether nobody listens any more."""
    try:
        connection(instance).close()
        return False
    except ConnectionRefusedError:
        return True


def request(instance, method="GET", path="/v2/payments", body=b"", **headers):
    place = urlsplit(instance.base)
    every = {
        "Host": place.netloc, "Authorization": f"Bearer {shop.API_KEY}", "Content-Type": "application/json",
        "Content-Length": len(body), **headers,
    }  # fmt: skip
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in every.items() if value is not None)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def said(link, seconds=10):
    """Everything until the server closes, or says nothing more for a while."""
    link.settimeout(seconds)
    text = b""
    try:
        while piece := link.recv(65_536):
            text += piece
    except OSError:
        pass
    return text


def works(instance):
    merchant = Merchant.demo(instance.base)
    began = time.monotonic()
    answer = merchant.send("POST", "/v2/payments", shop.card_payment())
    assert answer.status_code == 201, answer.text
    return time.monotonic() - began


def test_thousands_of_idle_connections_cost_little_and_nobody_waits(instance):
    resource.setrlimit(resource.RLIMIT_NOFILE, (8_192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    works(instance)
    before = instance.memory()
    links = [connection(instance) for _ in range(2_000)]
    try:
        for link in links[::2]:
            link.sendall(b"POST /v2/payments HTTP/1.1\r\nHost: x\r\nContent-Le")
        assert works(instance) < 5
        each = (instance.memory() - before) / len(links)
        assert each < 32_768, f"{each:.0f} bytes a connection"
    finally:
        for link in links:
            link.close()
    works(instance)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Long": "x" * 200_000},
        {f"X-Header-{number}": "x" * 500 for number in range(2_000)},
        {"Cookie": "; ".join(f"c{number}=x" for number in range(20_000))},
    ],
)
def test_a_flood_of_headers_is_refused_and_costs_nothing(instance, headers):
    before = instance.memory()
    with connection(instance) as link:
        try:
            link.sendall(request(instance, **headers))
        except OSError:
            pass
        answer = said(link, 5)
    assert answer.split(b"\r\n")[0] in (b"", b"HTTP/1.1 400 Bad Request", b"HTTP/1.1 431 Request Header Fields Too Large")
    assert instance.memory() - before < 64 << 20
    works(instance)


def test_endless_headers_are_cut_off(instance):
    before = instance.memory()
    with connection(instance) as link:
        link.sendall(b"GET /v2/payments HTTP/1.1\r\n")
        sent = 0
        with pytest.raises(OSError):
            while sent < 16 << 20:
                link.sendall(b"X-More: " + b"x" * 1_000 + b"\r\n")
                sent += 1_010
    assert instance.memory() - before < 64 << 20
    works(instance)


def test_requests_that_come_before_their_turn_are_answered_in_order(instance):
    count = 100
    body = json.dumps(shop.card_payment()).encode()
    with connection(instance, 60) as link:
        for number in range(count):
            link.sendall(request(instance, "POST", body=body, **{"Idempotency-Key": f"pipelined-{number}"}))
        link.sendall(request(instance, "GET", "/health", Connection="close"))
        answer = said(link, 60)
    assert answer.count(b"HTTP/1.1 201 ") == count and answer.rstrip().endswith(b'{"status":"ok"}')
    keyed = answer.count(b"Idempotent-Replayed") + answer.count(b"idempotent-replayed")
    assert keyed == 0, "each is its own"


def test_nothing_is_done_that_comes_after_the_last_request(instance):
    body = json.dumps(shop.card_payment()).encode()
    with connection(instance) as link:
        last = request(instance, "POST", body=body, **{"Idempotency-Key": "last", "Connection": "close"})
        link.sendall(last + request(instance, "POST", body=body, **{"Idempotency-Key": "after-the-last"}))
        answer = said(link)
    # The parser complains of whatever follows, which is an answer too.
    head = answer.split(b"\r\n\r\n")[0].lower() + b"\r\n"
    assert answer.count(b"HTTP/1.1 201 ") == 1 and b"\r\nconnection: close\r\n" in head, answer
    with connection(instance) as link:
        link.sendall(request(instance, "POST", body=body, Connection="close", **{"Idempotency-Key": "after-the-last"}))
        assert b"idempotent-replayed" not in said(link).lower(), "it was done although nobody was answered"


@pytest.mark.parametrize("length", [1_048_577, 1 << 40, (1 << 63) + 1])
def test_a_body_that_is_announced_as_too_large_is_refused_before_it_comes(instance, length):
    with connection(instance) as link:
        link.sendall(request(instance, "POST", **{"Content-Length": length}))
        link.sendall(b"x" * 1_100_000 if length < 1 << 30 else b"x" * 10_000)
        link.shutdown(socket.SHUT_WR)
        line = said(link, 5).split(b"\r\n")[0]
    assert b" 413 " in line or b" 400 " in line or line == b"", line
    works(instance)


def test_an_endless_body_in_pieces_is_refused_and_kept_by_nobody(instance):
    before = instance.memory()
    with connection(instance) as link:
        link.sendall(request(instance, "POST", **{"Content-Length": None, "Transfer-Encoding": "chunked"}))
        try:
            for _ in range(512):
                link.sendall(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        except OSError:
            pass
        link.settimeout(5)
        assert b" 413 " in link.recv(100)
        assert instance.memory() - before < 16 << 20, "of 32 MiB that came"
    works(instance)


def test_two_ways_to_say_how_long_a_body_is_are_none(instance):
    """Where a proxy in front understands it otherwise, a second request would be smuggled in."""
    inner = request(instance, "POST", body=json.dumps(shop.card_payment()).encode())
    for headers in (
        {"Content-Length": "5", "Transfer-Encoding": "chunked"}, {"Content-Length": "5, 6"}, {"Content-Length": "+5"},
        {"Content-Length": "5", "content-length": "6"}, {"Transfer-Encoding": "xchunked"},
    ):  # fmt: skip
        with connection(instance) as link:
            link.sendall(request(instance, "POST", **headers) + b"0\r\n\r\n" + inner)
            answer = said(link, 2)
        assert answer.count(b"HTTP/1.1 201 ") <= 1, f"{headers}: {answer[:300]}"
        first = answer.split(b"\r\n")[0]
        assert b" 2" not in first, f"{headers}: {first}"
    works(instance)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_body_is_refused_and_never_unpacked(instance, encoding):
    before = instance.memory()
    answer = requests.post(
        instance.base + "/v2/payments", data=BOMB, timeout=20,
        headers={"Authorization": f"Bearer {shop.API_KEY}", "Content-Type": "application/json", "Content-Encoding": encoding},
    )  # fmt: skip
    assert answer.status_code in (400, 415, 422), answer.text
    assert instance.memory() - before < 32 << 20
    works(instance)


@pytest.mark.parametrize(
    "path",
    [
        "/console/../etc/passwd", "/console/..%2f..%2fetc/passwd", "/console/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd",
        "/console/style.css/../../../key", "//etc/passwd", "/console//etc/passwd", "/console/..\\..\\key", "/%00", "/console/%00",
        "/openapi.yaml/../holdfast.db", "/..;/console/payments", "/console/%c0%ae%c0%ae/key",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(instance, path):
    with connection(instance) as link:
        link.sendall(request(instance, "GET", path, Connection="close"))
        answer = said(link, 5)
    assert b"root:" not in answer and b"SQLite format" not in answer
    status = int(answer.split(b" ")[1]) if answer else 0
    assert status in (0, 303, 400, 404, 405, 421), answer[:200]


def test_half_a_request_for_ever_holds_nothing_up(instance):
    """One byte now and then: the silence never lasts long enough to be one, and nobody else notices."""
    links = [connection(instance) for _ in range(200)]
    try:
        text = request(instance, "POST", body=json.dumps(shop.card_payment()).encode())
        for place in range(40):
            for link in links:
                link.sendall(text[place : place + 1])
        assert works(instance) < 5
    finally:
        for link in links:
            link.close()


def test_a_server_ends_well_however_far_its_clients_have_come(tmp_path, library):
    """Whoever has sent half of something is not waited for; whoever has asked is answered, and told that it is the last time."""
    house = Instance(tmp_path, library).start()
    whole = request(house, "POST", body=json.dumps(shop.card_payment()).encode())
    head = whole.index(b"\r\n\r\n") + 4
    half = [connection(house) for _ in range(8)]
    asking = connection(house)
    try:
        for link, length in zip(half, [0, 1, 5, 20, 40, head - 2, 40, 20], strict=True):
            link.sendall(whole[:length])
        asking.sendall(whole[: len(whole) - 1])
        works(house)
        house.ask_to_end()
        shop.eventually(lambda: is_refused(house), bool, 10)
        asking.sendall(whole[-1:])
        answer = said(asking).lower()
        assert answer.startswith(b"http/1.1 201 ") and b"\r\nconnection: close\r\n" in answer, answer
        house.ended()
        assert not [link for link in half if said(link)]
    finally:
        for link in [*half, asking]:
            link.close()
    house.audit()
