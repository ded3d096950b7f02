"""Time travel: a merchant's own clock."""

import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import shop


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_a_clock_runs_with_real_time_until_it_is_moved(merchant):
    before = merchant.done("GET", "/sandbox/clock")
    assert not before["frozen"]
    assert abs(instant(before["now"]).timestamp() - datetime.now().timestamp()) < 5
    after = merchant.clock(advance="P7D")
    moved = instant(after["now"]) - instant(before["now"])
    assert timedelta(days=7) <= moved < timedelta(days=7, seconds=5)


def test_a_week_passes_for_a_payment(merchant):
    payment = merchant.authorized()
    answer = merchant.clock(advance="P6D")
    assert answer["fired"] == 1
    assert merchant.types(payment)[-1] == "hold.lapsing"
    assert merchant.clock(advance="P1D")["fired"] == 1
    assert merchant.types(payment)[-1] == "hold.lapsed"
    events = merchant.timeline(payment)["events"]
    authorized, lapsing, lapsed = (instant(event["at"]) for event in events[-3:])
    assert lapsing - authorized == timedelta(days=6), "each at its own instant, not when the clock was moved"
    assert lapsed - authorized == timedelta(days=7)
    assert merchant.clock(advance="P180D")["fired"] == 1
    assert merchant.read(payment)["status"] == "expired"


def test_a_frozen_clock_stands_where_it_had_come_when_nobody_waits_for_the_journey_any_more(merchant, receiver):
    merchant.done("POST", "/webhook-endpoints", {"url": receiver.base + "/hook", "events": ["hold.lapsing"]})
    receiver.answer = receiver.hang
    began = instant(merchant.clock(freeze=True)["now"])
    merchant.authorized()
    place = urlsplit(merchant.base)
    head = f"Host: {place.netloc}\r\nAuthorization: Bearer {merchant.keys['holdfast merchant']}\r\nContent-Length: 18"
    with socket.create_connection((place.hostname, place.port)) as traveller:
        traveller.sendall(f'POST /holdfast/v1/sandbox/clock HTTP/1.1\r\n{head}\r\n\r\n{{"advance": "P7D"}}'.encode())
        shop.eventually(receiver.bodies, bool)
        # Reset, not merely closed.
        traveller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    clock = shop.eventually(lambda: merchant.done("GET", "/sandbox/clock"), lambda clock: clock["frozen"])
    assert instant(clock["now"]) - began == timedelta(days=6)
    receiver.released.set()
    assert merchant.clock(advance="PT0S")["now"] == clock["now"]


def test_what_follows_from_what_fires_fires_in_its_turn(merchant):
    payment = merchant.authorized(capture="automatic", captureAfter="P2D")
    merchant.clock(advance="P30D")
    assert merchant.types(payment) == [
        "payment.created",
        "payment.authorized",
        "capture.succeeded",
        "payment.settled",
    ]
    events = {event["type"]: instant(event["at"]) for event in merchant.timeline(payment)["events"]}
    assert events["capture.succeeded"] - events["payment.authorized"] == timedelta(days=2)
    settled = events["payment.settled"]
    assert (settled.hour, settled.minute, settled.second) == (0, 0, 0)
    assert settled - events["capture.succeeded"] < timedelta(days=1)


def test_a_frozen_clock_stands_still_and_stops_deadlines(merchant):
    frozen = merchant.clock(freeze=True)
    assert frozen["frozen"]
    first, second = merchant.created(), merchant.created()
    assert first["createdAt"] == second["createdAt"] == frozen["now"]
    assert merchant.done("GET", "/sandbox/clock")["now"] == frozen["now"]
    moved = merchant.clock(advance="PT1H")
    assert moved["frozen"] and instant(moved["now"]) - instant(frozen["now"]) == timedelta(hours=1)
    assert merchant.read(first)["status"] == "abandoned", "an hour is how long the payer has"
    assert not merchant.clock(freeze=False)["frozen"]


def test_what_follows_at_once_does_so_on_a_frozen_clock(merchant):
    merchant.clock(freeze=True)
    order = {
        "amount": {"currency": "EUR", "value": "10.00"},
        "description": "x",
        "redirectUrl": "https://shop.example/",
        "method": "creditcard",
        "captureMode": "manual",
    }
    payment = merchant.mollie("POST", "/payments", order).json()
    merchant.pay(payment)
    assert merchant.mollie("POST", f"/payments/{payment['id']}/captures", {}).json()["status"] == "pending"
    for _ in range(100):
        if merchant.mollie("GET", f"/payments/{payment['id']}").json()["status"] == "paid":
            return
        threading.Event().wait(0.05)
    pytest.fail("a pending capture waits for a frozen clock")


def test_set_moves_to_a_date_and_everything_due_on_the_way_happens(merchant):
    payment = merchant.authorized()
    answer = merchant.clock(set="2030-01-01T00:00:00Z")
    assert answer["now"].startswith("2030-01-01T00:00:0")
    assert answer["fired"] == 3
    assert merchant.read(payment)["status"] == "expired"


def test_time_never_goes_back_for_a_merchant_with_payments(merchant, admitted, problem):
    merchant.created()
    merchant.clock(advance="P1D")
    problem(merchant.ask("POST", "/sandbox/clock", {"set": "2020-01-01T00:00:00Z"}), 409)
    problem(merchant.ask("POST", "/sandbox/clock", {"reset": True}), 409)
    free = admitted()
    assert free.clock(set="2020-01-01T00:00:00Z")["now"].startswith("2020-01-01T00:00:0")
    assert free.created()["createdAt"].startswith("2020-01-01")
    assert free.clock(reset=True)["now"][:4] == datetime.now().strftime("%Y")


@pytest.mark.parametrize(
    "move, field",
    [
        ({}, None),
        ({"advance": "P1D", "freeze": True}, "freeze"),
        ({"advance": "a week"}, "advance"),
        ({"advance": 7}, "advance"),
        ({"advance": "-P1D"}, "advance"),
        ({"set": "tomorrow"}, "set"),
        ({"freeze": "yes"}, "freeze"),
        ({"reset": False}, "reset"),
        ({"advance": "P1D", "wait": "no"}, "wait"),
        ({"jump": 1}, "jump"),
    ],
)
def test_a_malformed_move_names_its_member(merchant, problem, move, field):
    before = merchant.done("GET", "/sandbox/clock")["now"]
    problem(merchant.ask("POST", "/sandbox/clock", move), 400, field=field)
    assert instant(merchant.done("GET", "/sandbox/clock")["now"]) - instant(before) < timedelta(seconds=10)


def test_a_journey_past_the_year_9999_is_refused(merchant, problem):
    merchant.clock(set="9990-01-01T00:00:00Z")
    problem(merchant.ask("POST", "/sandbox/clock", {"advance": "P9999D"}), 400, field="advance")


def test_parallel_merchants_have_their_own_time_under_load(admitted):
    """Each merchant's payments see that merchant's days, and no other's."""

    def life(days):
        merchant = admitted()
        start = instant(merchant.done("GET", "/sandbox/clock")["now"])
        payments = [merchant.authorized() for _ in range(5)]
        for _ in range(days):
            merchant.clock(advance="P1D")
        now = instant(merchant.done("GET", "/sandbox/clock")["now"])
        assert timedelta(days=days) <= now - start < timedelta(days=days, minutes=2)
        expected = ["hold.lapsing"] * (days >= 6) + ["hold.lapsed"] * (days >= 7)
        for payment in payments:
            assert merchant.types(payment)[2:] == expected, days

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(life, [1, 2, 3, 5, 6, 7, 8, 9] * 2))


def test_the_settings_of_the_sandbox_are_the_merchants(merchant, problem):
    assert merchant.done("GET", "/sandbox/settings") == {
        "lapseWarning": "P1D",
        "settlesEvery": "P1D",
        "captureWindow": None,
        "holdGuaranteed": {},
        "settlement": {"fee": None, "currency": None, "rates": {}},
    }
    merchant.done("PUT", "/sandbox/settings", {"lapseWarning": None, "holdGuaranteed": {"visa": "P3D"}})
    payment = merchant.authorized()
    merchant.clock(advance="P3D")
    assert merchant.types(payment)[2:] == ["hold.lapsed"]
    problem(merchant.ask("PUT", "/sandbox/settings", {"settlesEvery": "PT0S"}), 400, field="settlesEvery")
