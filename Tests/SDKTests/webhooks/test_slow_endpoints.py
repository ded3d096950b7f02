"""Endpoints that hang, break off or answer without end are nobody else's trouble."""

import time

import requests
import shop

from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials
from server.receiver import status
from webhooks.desk import Desk

MIB = 1024 * 1024


def torrent(handler, arrival):
    """A hundred million bytes, as fast as they are taken."""
    arrival.status = 200
    handler.send_response(200)
    handler.send_header("Content-Length", str(100 * MIB))
    handler.end_headers()
    part = b"x" * MIB
    try:
        for _ in range(100):
            handler.wfile.write(part)
            arrival.status += 1
    except OSError:
        handler.close_connection = True


def break_off(handler, arrival):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    handler.close_connection = True


def test_bad_endpoints_neither_slow_other_merchants_nor_take_memory(instance, desk, receivers):
    hanging, sick, torrential, broken, good = (receivers() for _ in range(5))
    hanging.answer, sick.answer, torrential.answer, broken.answer = hanging.hang, status(500), torrent, break_off
    for bad in (hanging, sick, torrential, broken):
        desk.endpoint(bad.base + "/hook")
    made = requests.post(
        desk.merchant.base + "/holdfast/v1/merchants",
        json={"name": "Another shop"},
        headers={"Authorization": f"Bearer {DEMO_ADMINISTRATOR}"},
        timeout=30,
    )
    other = Desk(Merchant(desk.merchant.base, answered_credentials(made)))
    other.endpoint(good.base + "/hook", ["payment.created"])
    other.merchant.create()
    other.heard(good, 1)
    before = instance.memory()
    for _ in range(30):
        desk.merchant.create()
    shop.eventually(lambda: len(hanging.at()), lambda count: count >= 4, 20)
    begin = time.monotonic()
    for _ in range(20):
        other.merchant.create()
    shop.eventually(lambda: len(good.at()), lambda count: count >= 21, 10)
    took = time.monotonic() - begin
    assert took < 10, f"the other merchant's webhooks took {took:.1f} s"
    shop.eventually(lambda: len(torrential.at()), lambda count: count >= 30, 30)
    grown = instance.memory() - before
    assert grown < 64 * MIB, f"{grown / MIB:.0f} MiB more"
    # Nobody read a hundred million bytes.
    assert all(arrival.status < 300 for arrival in torrential.at())
    assert not desk.deliveries(state="failed")
    hanging.released.set()
