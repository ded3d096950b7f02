"""What an operator sees: starting, refusing to start, answering, ending. Source: docs, design §8."""

import re
import signal
import socket
import sqlite3
from contextlib import closing

import pytest
import requests
import shop

from server.client import DEMO_ADMINISTRATOR, Merchant, printed_credentials
from server.process import BINARY, without_override


def refused(done, *words):
    """It ended with an error, without a crash, and said these words on one line of its own."""
    assert 0 < done.returncode < 128, f"{done.returncode}: {done.stderr}"
    assert "listening on" not in done.stdout
    first = done.stderr.splitlines()[0] if done.stderr else ""
    for word in words:
        assert re.search(word, first, re.IGNORECASE), f"{word!r} is not in: {done.stderr}"


# Starting


def test_an_empty_directory_is_enough_and_the_address_is_printed(instance):
    instance.data.mkdir()
    instance.start()
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+\n", instance.printed())
    assert Merchant.demo(instance.base).create()["status"] == "open"


@pytest.mark.sqlite
def test_a_missing_directory_is_made_with_its_parents(instance):
    instance.data = instance.folder / "a" / "b" / "c"
    instance.start()
    assert (instance.data / "holdfast.db").is_file()


def test_port_0_picks_a_free_one_and_prints_it(instance):
    instance.start("--port", "0")
    port = int(instance.base.rsplit(":", 1)[1])
    assert port > 0
    socket.create_connection(("127.0.0.1", port), 5).close()


def test_a_given_port_is_used(instance):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    instance.start("--port", str(port))
    assert instance.base == f"http://127.0.0.1:{port}"


def test_localhost_and_the_other_loopback_are_loopback_too(instance):
    instance.start("--host", "localhost")
    assert Merchant.demo(instance.base).create()["status"] == "open"
    assert printed_credentials(instance.printed()) == {}


def test_a_taken_port_is_refused(instance, receiver):
    done = instance.refuse("--port", str(receiver.port))
    refused(done)
    assert "in use" in done.stderr.lower()
    assert receiver.at() == []


def test_a_taken_port_is_refused_with_its_number_and_advice(instance, receiver):
    refused(instance.refuse("--port", str(receiver.port)), str(receiver.port), "--port")




@pytest.mark.parametrize(
    "port",
    [
        "--port=-1",
        "--port=http",
        "--port=",
        "--port=65536",
        "--port=99999",
    ],
)
def test_a_port_that_is_none_is_refused(instance, port):
    refused(instance.refuse(port))


@pytest.mark.parametrize("host", ["256.1.1.1", "no-such-host.invalid", "203.0.113.7"])
def test_a_host_that_is_not_here_is_refused(instance, host):
    refused(instance.refuse("--host", host))


@pytest.mark.parametrize("words", [["--mode", "production"], ["--mod", "gateway"], ["extra"]])
def test_options_that_do_not_exist_are_refused_before_anything_is_made(instance, words):
    refused(instance.refuse(*words))
    assert not instance.data.exists() and not instance.key_file.exists()


@pytest.mark.sqlite
def test_a_data_directory_that_cannot_be_written_is_refused(instance):
    instance.data.mkdir(mode=0o555)
    refused(instance.refuse(wrap=without_override()), "data directory|permission", str(instance.data))
    assert list(instance.data.iterdir()) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["serve", "merchant create X", "merchant list", "audit"])
def test_a_data_directory_that_cannot_be_made_is_refused_with_advice(instance, command):
    (instance.folder / "file").write_text("I am a file")
    instance.data = instance.folder / "file" / "data"
    done = instance.refuse() if command == "serve" else instance.command(*command.split())
    refused(done, "data directory", str(instance.data))
    # 1 is what the audit says of data that is at fault.
    assert done.returncode != 1
    assert (instance.folder / "file").read_text() == "I am a file"
    assert not instance.key_file.exists()


def holdfast_database(instance):
    Merchant.demo(instance.start().base).authorized()
    instance.stop()
    return (instance.data / "holdfast.db").read_bytes()


def foreign_database(instance):
    with closing(sqlite3.connect(instance.folder / "other.db")) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
        database.execute("INSERT INTO recipes VALUES ('soup')")
        database.commit()
    return (instance.folder / "other.db").read_bytes()


def newer_database(instance):
    holdfast_database(instance)
    with closing(sqlite3.connect(instance.data / "holdfast.db")) as database:
        database.execute("PRAGMA user_version = 99")
    return (instance.data / "holdfast.db").read_bytes()


def with_bad_schema(instance):
    good = holdfast_database(instance)
    return good[:100] + b"\xa5" * (4_096 - 100) + good[4_096:]


DAMAGED = {
    "a text file": (lambda _: b"This is no database at all.\n" * 400, "damaged|not Holdfast"),
    "random bytes": (lambda _: bytes(range(256)) * 64, "damaged|not Holdfast"),
    "a foreign database": (foreign_database, "not Holdfast"),
    "a newer database": (newer_database, "newer Holdfast"),
    "a database with a broken first page": (with_bad_schema, "damaged"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("what", DAMAGED)
@pytest.mark.parametrize("command", ["serve", "merchant create X", "merchant list", "audit"])
def test_a_database_that_is_not_ours_or_damaged_is_refused_and_stays_as_it_is(instance, command, what):
    make, words = DAMAGED[what]
    content = make(instance)
    had_key = instance.key_file.exists()
    instance.data.mkdir(exist_ok=True)
    for leftover in instance.data.glob("holdfast.db-*"):
        leftover.unlink()
    (instance.data / "holdfast.db").write_bytes(content)
    done = instance.refuse() if command == "serve" else instance.command(*command.split())
    refused(done)
    assert re.search(words, done.stderr), done.stderr
    assert (instance.data / "holdfast.db").read_bytes() == content
    assert instance.key_file.exists() == had_key
    assert not [path.name for path in instance.data.glob("holdfast.db-wal") if path.stat().st_size]


@pytest.mark.sqlite
def test_an_empty_database_file_is_a_new_one(instance):
    instance.data.mkdir()
    (instance.data / "holdfast.db").touch()
    Merchant.demo(instance.start().base).authorized()
    instance.stop()
    instance.audit()


@pytest.mark.sqlite
def test_a_second_server_on_the_same_data_is_refused_and_the_first_goes_on(instance):
    merchant = Merchant.demo(instance.start().base)
    refused(instance.refuse(), "another server")
    payment = merchant.authorized()
    instance.kill()
    # The lock of a server that was killed holds nobody up.
    merchant.base = instance.start().base
    assert merchant.get(payment)["status"] == "authorized"


# Answering


def test_health_is_200_for_everybody_here(instance):
    answer = requests.get(instance.start().base + "/health", timeout=10)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["Content-Type"].startswith("application/json")


PATHS = [
    "/health",
    "/v2/payments",
    "/holdfast/v1/merchants",
    "/checkout/test-mode?token=x",
    "/oauth2/authorize",
    "/none",
]


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "10.0.0.1",
        "0.0.0.0",
        "xlocalhost",
        "127.0.0.256",
        "127.1",
        "[::2]",
        "evil.example@127.0.0.1",
        "169.254.169.254",
    ],
)
def test_a_foreign_host_name_is_misdirected_on_every_path(instance, host):
    base = instance.start().base
    for path in PATHS:
        answer = requests.get(
            base + path, headers={"Host": host, "Authorization": f"Bearer {shop.API_KEY}"}, timeout=10
        )
        assert answer.status_code == 421, f"{path}: {answer.status_code} {answer.text}"
    created = requests.post(
        base + "/v2/payments",
        json=shop.card_payment(),
        timeout=10,
        headers={"Host": host, "Authorization": f"Bearer {shop.API_KEY}"},
    )
    assert created.status_code == 421
    assert Merchant.demo(base).send("GET", "/v2/payments").json()["count"] == 0


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1",
        "127.8.9.10:99",
        "[::1]",
        "[::1]:80",
        "shop.localhost",
        "a.b.localhost:8080",
    ],
)
def test_a_loopback_name_is_answered(instance, host):
    answer = requests.get(instance.start().base + "/health", headers={"Host": host}, timeout=10)
    assert answer.status_code == 200


def test_a_host_that_was_allowed_is_answered_and_no_other(instance):
    base = instance.start("--allow-host", "Pay.Shop.test", "--allow-host", "second.test").base

    def status(host):
        return requests.get(base + "/health", headers={"Host": host}, timeout=10).status_code

    for host in ("pay.shop.test", "PAY.shop.TEST:8443", "second.test", "localhost"):
        assert status(host) == 200
    for host in ("shop.test", "x.pay.shop.test", "pay.shop.test.evil.example", "third.test"):
        assert status(host) == 421


def test_a_request_without_a_host_is_not_answered_as_if_it_were_local(instance):
    port = int(instance.start().base.rsplit(":", 1)[1])
    for words in (b"GET /health HTTP/1.0\r\n\r\n", b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"):
        with closing(socket.create_connection(("127.0.0.1", port), 10)) as connection:
            connection.sendall(words)
            line = connection.recv(65_536).split(b"\r\n")[0]
            assert line.split()[1] in (b"400", b"421"), line


def test_bound_elsewhere_every_host_name_is_answered(instance):
    instance.start("--host", "0.0.0.0")
    base = f"http://127.0.0.1:{instance.base.rsplit(':', 1)[1]}"
    assert requests.get(base + "/health", headers={"Host": "pay.shop.test"}, timeout=10).status_code == 200


# Ending


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_nothing_is_lost(instance, by):
    merchant = Merchant.demo(instance.start().base)
    payment = merchant.authorized()
    instance.stop(by)
    # The write-ahead log is in the database, and a new start finds everything.
    assert not [path for path in instance.data.glob("*-wal") if path.stat().st_size]
    merchant.base = instance.start().base
    assert merchant.get(payment)["status"] == "authorized"
    instance.stop()
    instance.audit()


def test_a_kept_connection_does_not_hold_up_the_end(instance):
    port = int(instance.start().base.rsplit(":", 1)[1])
    with closing(socket.create_connection(("127.0.0.1", port), 10)) as silent, requests.Session() as session:
        assert session.get(instance.base + "/health", timeout=10).status_code == 200
        assert instance.stop() < 20
        assert silent.recv(1) == b""


def half_a_request(instance):
    half = socket.create_connection(("127.0.0.1", int(instance.base.rsplit(":", 1)[1])), 10)
    half.sendall(b"POST /v2/payments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    return half


def test_half_a_request_does_not_hold_up_the_end_and_nothing_is_lost(instance):
    merchant = Merchant.demo(instance.start().base)
    payment = merchant.authorized()
    with closing(half_a_request(instance)):
        assert requests.get(instance.base + "/health", timeout=10).status_code == 200
        assert instance.stop(within=20) < 20
    assert not [path for path in instance.data.glob("*-wal") if path.stat().st_size]
    merchant.base = instance.start().base
    assert merchant.get(payment)["status"] == "authorized"


def test_a_connection_that_stays_silent_is_closed_within_a_request_or_between_two(instance):
    instance.start()
    with closing(half_a_request(instance)) as half, closing(
        socket.create_connection(("127.0.0.1", int(instance.base.rsplit(":", 1)[1])), 10)
    ) as between:
        between.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for connection in (half, between):
            connection.settimeout(45)
            while connection.recv(65_536):
                pass


# Commands


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["-h"],
        ["help"],
        ["serve", "--help"],
        ["audit", "--help"],
        ["merchant", "--help"],
        ["merchant", "create", "--help"],
        ["bench", "--help"],
    ],
)
def test_help_is_on_stdout_with_0_and_makes_nothing(instance, words):
    done = instance.run([BINARY, *words])
    assert (done.returncode, done.stderr) == (0, "")
    assert "USAGE: holdfast" in done.stdout
    made = [path.name for path in instance.folder.iterdir()]
    assert made == []


def test_help_names_every_command(instance):
    said = instance.run([BINARY, "--help"]).stdout
    assert all(re.search(rf"^  {command}\b", said, re.MULTILINE) for command in ("serve", "audit", "merchant", "bench"))


@pytest.mark.sqlite
def test_audit_on_a_missing_directory_is_refused(instance):
    done = instance.command("audit")
    refused(done, "data directory", str(instance.data))
    assert not instance.data.exists()


@pytest.mark.sqlite
def test_audit_on_a_missing_directory_makes_no_key_file(instance):
    refused(instance.command("audit"), "data directory")
    assert not instance.key_file.exists()


@pytest.mark.sqlite
def test_listing_the_merchants_of_a_missing_directory_is_refused(instance):
    refused(instance.command("merchant", "list"), "data directory")
    assert not instance.data.exists() and not instance.key_file.exists()


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["merchant list", "audit"])
def test_reading_an_empty_directory_or_database_is_refused_and_makes_nothing(instance, command):
    instance.data.mkdir()
    refused(instance.command(*command.split()), "data directory")
    assert list(instance.data.iterdir()) == []
    (instance.data / "holdfast.db").touch()
    refused(instance.command(*command.split()), "no Holdfast database")
    assert (instance.data / "holdfast.db").stat().st_size == 0 and not instance.key_file.exists()


def test_audit_works_beside_a_server_and_after_it(instance):
    merchant = Merchant.demo(instance.start().base)
    merchant.authorized()
    assert instance.audit().startswith("1 payments, 2 events")
    instance.kill()
    assert instance.audit().startswith("1 payments, 2 events")


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE payments SET captured = 100",
        "UPDATE events SET held = held + 1 WHERE sequence = 2",
        "UPDATE events SET at = at - 1 WHERE sequence = 2",
        "DELETE FROM events WHERE sequence = 2",
        "DELETE FROM outbox",
    ],
)
def test_audit_finds_what_was_altered_behind_its_back_and_exits_1(instance, receiver, forgery):
    Merchant.demo(instance.start().base).authorized(webhookUrl=receiver.base + "/hook")
    instance.quiet()
    instance.stop()
    instance.audit()
    assert instance.change(forgery) > 0
    done = instance.command("audit")
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"\d+ findings?", done.stdout)


# Gateway


@pytest.fixture
def gateway(instance):
    """A server in front of real PSPs, its administrator's key, and a merchant."""
    instance.start("--mode", "gateway")
    keys = shop.eventually(lambda: printed_credentials(instance.printed()), len, 20)
    assert set(keys) == {"holdfast administrator"}
    stranger = Merchant(instance.base, {})
    admitted = stranger.send("POST", "/holdfast/v1/merchants", {"name": "A shop"}, key=keys["holdfast administrator"])
    assert admitted.status_code == 201, admitted.text
    given = {f"{one['dialect']} {one['kind']}": one["secret"] for one in admitted.json()["credentials"]}
    return Merchant(instance.base, given)


def test_in_a_gateway_no_demo_credential_works(instance, gateway):
    demo = Merchant.demo(instance.base)
    for key in ("mollie test", "mollie live", "mollie access"):
        assert demo.send("POST", "/v2/payments", shop.card_payment(), key=key).status_code == 401
    assert demo.send("POST", "/holdfast/v1/merchants", {"name": "x"}, key=DEMO_ADMINISTRATOR).status_code == 401
    assert demo.send("GET", "/holdfast/v1/payments/tr_x", key="holdfast merchant").status_code == 401


@pytest.mark.parametrize("key", ["mollie test", "mollie live"])
def test_in_a_gateway_nobody_plays_the_payer(instance, gateway, key):
    answer = gateway.send("POST", "/v2/payments", shop.card_payment(), key=key)
    assert answer.status_code == 201, answer.text
    payment = answer.json()
    for action in ("approve", "decline", "abandon"):
        path = f"/holdfast/v1/payments/{payment['id']}/payer"
        assert gateway.send("POST", path, {"action": action}, key="holdfast merchant").status_code == 404
    token = payment["id"].removeprefix("tr_")
    for method, path in [
        ("GET", f"/checkout/select-method/{token}"),
        ("GET", f"/checkout/test-mode?method=creditcard&token={token}"),
        ("POST", f"/checkout/test-mode?method=creditcard&token={token}"),
    ]:
        assert gateway.send(method, path, key=key, data={"final_state": "paid"}).status_code == 404, path
    read = gateway.send("GET", f"/holdfast/v1/payments/{payment['id']}", key="holdfast merchant").json()
    assert (read["status"], read["authorized"]["value"]) == ("open", 0)


def test_in_a_gateway_no_authorization_is_simulated_however_long_one_waits(instance, gateway):
    payments = [gateway.create(), gateway.create(paid_order()), gateway.create(shop.klarna_payment())]
    for _ in range(4):
        instance.jump(3_600)
    for _ in range(3):
        instance.jump(86_400)
    for payment in payments:
        gateway.becomes(payment, "expired")
    movements = instance.rows("SELECT sum(abs(held)) + sum(abs(payable)) AS moved FROM events")[0]["moved"]
    assert movements == 0
    instance.audit()


def paid_order():
    order = shop.card_payment()
    del order["captureMode"]
    return order


def test_in_a_gateway_no_link_leads_to_the_test_page(instance, gateway):
    checkout = gateway.create()["_links"].get("checkout")
    assert checkout is None or not checkout["href"].startswith(f"{instance.base}/checkout/")


def test_a_gateway_shows_the_administrators_key_once(instance, gateway):
    instance.stop()
    instance.start("--mode", "gateway")
    gateway.base = instance.base
    assert gateway.create()["status"] == "open"
    instance.stop()
    assert printed_credentials(instance.printed(2)) == {}


def test_a_gateway_sends_no_webhook_to_a_private_address(instance, gateway, receiver):
    answer = gateway.send(
        "POST", "/v2/payments", {**paid_order(), "method": "banktransfer", "webhookUrl": receiver.base + "/hook"}
    )
    if answer.status_code == 201:
        gateway.send("DELETE", f"/v2/payments/{answer.json()['id']}")
        [attempt] = shop.eventually(instance.attempts, len, 20)
        assert attempt["status"] is None and "not an address" in attempt["note"]
    assert receiver.at() == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "shop.localhost:8080",
        "10.0.0.8",
        "172.16.0.1",
        "192.168.1.4",
        "[::1]",
        "[fd12::1]",
        "[::ffff:10.0.0.8]",
    ],
)
def test_a_gateway_refuses_a_private_webhook_address_in_mollies_words(gateway, host):
    """Source: wire/mollie.md §3.1."""
    address = f"http://{host}/hook"
    created = gateway.send("POST", "/v2/payments", shop.card_payment(webhookUrl=address))
    payment = gateway.create(webhookUrl="https://shop.example/hook")
    updated = gateway.send("PATCH", f"/v2/payments/{payment['id']}", {"webhookUrl": address})
    for answer in (created, updated):
        problem = answer.json()
        assert (answer.status_code, problem["field"]) == (422, "webhookUrl")
        assert problem["detail"] == "The webhook URL is invalid because it is unreachable from Mollie's point of view"
    assert gateway.get(payment)["webhookUrl"] == "https://shop.example/hook"


@pytest.mark.parametrize("host", ["172.32.0.1", "11.0.0.8", "localhost.example", "10.0.0.8.example", "fd.example"])
def test_a_gateway_takes_a_webhook_address_that_only_looks_private(gateway, host):
    assert gateway.create(webhookUrl=f"https://{host}/hook")["status"] == "open"
