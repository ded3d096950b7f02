"""Moving up: a data directory into PostgreSQL, whatever comes in between."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sqlite3
import time
import uuid
from contextlib import closing

import database
import pytest
import requests
import shop
import swedbank_payee
from vipps_unit import SaleUnit

from sandbox.merchant import demo
from server.process import BINARY, Instance

pytestmark = pytest.mark.sqlite

API = "/holdfast/v1"
QUIET = ["--no-record-exchanges"]
"""What is kept in memory alone would be in timelines before, and not after."""


@pytest.fixture
def target(tmp_path):
    """An empty database, as an address."""
    if not os.environ.get("HOLDFAST_TEST_POSTGRES"):
        pytest.skip("there is no PostgreSQL: scripts/with-postgres gives one")
    yield database.address(tmp_path)
    database.drop(tmp_path)


@pytest.fixture
def port():
    """The same for every start, so that links are the same."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def migrate(instance, target, *more):
    return instance.run([BINARY, "migrate", "--from", instance.data, "--to", target, "--key-file", instance.key_file, *more])


def moved(instance, target):
    done = migrate(instance, target)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def refused(done, *words):
    """With advice, and without a crash. 1 is what an audit says that found something."""
    assert done.returncode not in (0, 1) and done.returncode < 128, done
    assert all(word in done.stderr for word in words), done.stderr


def audit(instance, target):
    done = instance.run([BINARY, "audit", "--store", target, "--key-file", instance.key_file])
    assert done.returncode == 0 and ": clean" in done.stdout, done.stdout + done.stderr
    return done.stdout


def dump(place):
    return database.psql(place, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1")


class Life:
    """A merchant's shops on every wire: what they did, and everything that can be asked about it."""

    def __init__(self, instance, receiver):
        self.instance = instance
        self.merchant = demo(instance)
        self.unit = SaleUnit(instance.base)
        self.payee = swedbank_payee.Payee(instance.base)
        self.sent = []
        self.merchant.ask("POST", "/clock", {"freeze": True})
        self.payments = self.merchant.rehearse(receiver.base + "/hook")
        self.names = [self.unit.authorized(), self.unit.created()]
        self.unit.capture(self.names[0], 20_000)
        self.invoice, self.captured = self.payee.captured()
        self.kept = self.merchant.keep("before the sale")
        for _ in range(3):
            self.merchant.capture(self.merchant.merchant.authorized(), "10.00")
        # Days pass: what was captured is settled, a hold runs out, webhooks are tried again.
        self.merchant.clock(advance="P2D")
        self.merchant.restore(self.kept)
        for _ in range(4):
            more = self.merchant.merchant.authorized(webhookUrl="http://127.0.0.1:9/nobody")
            self.merchant.capture(more, "10.00")
            self.payments.append(more)
        self.merchant.clock(advance="P8D")
        self.keyed()

    def keyed(self):
        """Requests under a key: one that was taken, and one that was refused."""
        self.payments.append(self.merchant.merchant.authorized())
        payment = self.payments[-1]["id"]
        self.send("POST", f"/v2/payments/{payment}/captures", {"amount": shop.eur("10.00")}, uuid.uuid4().hex)
        self.send("POST", f"/v2/payments/{payment}/captures", {"amount": shop.eur("999.00")}, uuid.uuid4().hex)
        order = shop.card_payment(description="Under a key")
        self.send("POST", "/v2/payments", order, uuid.uuid4().hex)
        self.merchant.settled(self.payments[-1])

    def send(self, *request):
        self.sent.append((request, self.answered(*request)))

    def answered(self, method, path, body, key):
        answer = self.merchant.merchant.send(method, path, body, headers={"Idempotency-Key": key})
        return answer.status_code, answer.content

    def everything(self):
        """Every answer about it, by wire and path, with each page of each list."""
        own = {"Authorization": "Bearer hf_test_holdfastdemomerchant0000000001"}
        mollie = {"Authorization": f"Bearer {shop.API_KEY}"}
        access = {"Authorization": "Bearer access_holdfastdemomerchant00000000001"}
        seen = {}
        for headers, first in [
            (mollie, "/v2/payments?limit=3"),
            (mollie, "/v2/refunds?limit=1"),
            (access, "/v2/settlements?limit=1"),
            (own, f"{API}/payments?limit=3"),
            (own, f"{API}/payments?limit=2&dialect=mollie"),
            (own, f"{API}/settlements?limit=1"),
            (own, f"{API}/ledger/trial-balance"),
            (own, f"{API}/webhook-deliveries"),
            (own, f"{API}/sandbox/clock"),
            (own, f"{API}/sandbox/snapshots"),
        ]:
            for path, content in self.pages(first, headers):
                seen[path] = content
        for payment in self.payments:
            path = f"/v2/payments/{payment['id']}"
            for more in ("", "?embed=captures,refunds", "/captures", "/refunds"):
                seen[path + more] = self.read(path + more, mollie)
            for more in ("", "/timeline"):
                path = f"{API}/payments/{payment['id']}{more}"
                seen[path] = self.read(path, own)
        for settlement in requests.get(self.instance.base + f"{API}/settlements", headers=own, timeout=30).json()["data"]:
            for more in ("", "?format=csv"):
                path = f"{API}/settlements/{settlement['id']}{more}"
                seen[path] = self.read(path, own)
        for name in self.names:
            for more in ("", "/events"):
                answer = self.unit.epayment("GET", f"/{name}{more}")
                seen[f"vipps {name}{more}"] = answer.status_code, answer.content
        for path in (self.invoice, f"{self.invoice}/captures", f"{self.invoice}/authorizations"):
            answer = self.payee.get(path)
            seen[path] = answer.status_code, answer.content
        return seen

    def pages(self, first, headers):
        """Ours name where the next page begins, Mollie's link to it."""
        path = first
        while path:
            status, content = self.read(path, headers)
            yield path, (status, content)
            link = re.search(rb'"next":\s*\{"href":\s*"([^"]+)"', content)
            place = re.search(rb'"next":\s*"([^"]+)"', content)
            if link:
                path = link[1].decode().replace("\\/", "/").removeprefix(self.instance.base)
            else:
                path = place and f"{first}&from={place[1].decode()}"

    def read(self, path, headers):
        answer = requests.get(self.instance.base + path, headers=headers, timeout=30)
        return answer.status_code, answer.content


def test_what_was_moved_answers_byte_for_byte_as_before(instance, receiver, target, port):
    life = Life(instance.start("--port", port, *QUIET), receiver)
    receiver.at()
    before = life.everything()
    assert len(before) > 60 and {status for status, _ in before.values()} == {200}
    instance.stop()
    said = moved(instance, target)
    assert re.search(r"^events: (\d+) of \1$", said, re.MULTILINE) and "events of snapshots: " in said
    assert str(instance.key_file) in said and "start no server on it" in said
    assert said.splitlines()[-4].endswith(": clean") or ": clean" in said
    assert audit(instance, target).split(":")[0] in instance.audit()

    instance.start("--port", port, "--store", target, *QUIET)
    assert life.everything() == before
    # Keys replay: taken and refused alike, and nothing happens twice.
    for request, answer in life.sent:
        assert life.answered(*request) == answer
    assert life.everything() == before
    # It goes on: numbers, chains, snapshots, deadlines, webhooks.
    payment = life.merchant.merchant.authorized(webhookUrl=receiver.base + "/after")
    life.merchant.capture(payment, "10.00")
    shop.eventually(lambda: [one for one in receiver.at() if one], len, 20)
    assert life.unit.capture(life.names[0], 100).json()["aggregate"]["capturedAmount"]["value"] == 20_100
    life.merchant.clock(advance="P30D")
    life.merchant.restore(life.kept)
    life.merchant.erase()
    assert life.merchant.merchant.send("GET", "/v2/payments").json()["count"] == 0
    instance.stop()
    audit(instance, target)
    # The directory is as it was.
    instance.audit()


@pytest.fixture
def large(instance):
    """Data with so many answered keys that moving them takes a while."""
    merchant = demo(instance.start())
    payments = merchant.rehearse()
    instance.stop()
    instance.change(
        """
        WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60000)
        INSERT INTO claims (digest, fingerprint, answer, merchant) SELECT randomblob(16), randomblob(16), x'00', zeroblob(16) FROM n
        """
    )
    return payments


class Move(subprocess.Popen):
    """`holdfast migrate`, to be killed on its way."""

    def __init__(self, instance, target):
        words = ["migrate", "--from", instance.data, "--to", target, "--key-file", instance.key_file]
        super().__init__([BINARY, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def killed_at(self, word):
        for line in self.stdout:
            if line.startswith(word):
                break
        else:
            raise AssertionError(f"it never said {word!r}")
        self.kill()
        self.wait()
        self.stdout.close()
        assert self.returncode == -signal.SIGKILL


def test_killed_on_its_way_and_run_again_it_ends_right(instance, large, target):
    for word in ("payments: ", "claims: ", "claims: "):
        Move(instance, target).killed_at(word)
        [[lines]] = [list(row) for row in database.rows(instance.folder, "SELECT count(*) AS lines FROM claims")]
        assert lines < 60_000
        # Nobody takes half of it for the whole.
        refused(instance.refuse("--store", target), "holdfast migrate")
        for command in (["audit"], ["merchant", "list"], ["merchant", "create", "X"]):
            done = instance.run([BINARY, *command, "--store", target, "--key-file", instance.key_file])
            refused(done, "holdfast migrate")
    said = moved(instance, target)
    assert said.startswith("goes on where it broke off")
    audit(instance, target)
    assert moved(instance, target).startswith("all of it is there already")
    instance.start("--store", target)
    assert demo(instance).merchant.send("GET", "/v2/payments").json()["count"] == len(large)


def test_data_that_was_written_to_since_is_moved_anew(instance, large, target):
    Move(instance, target).killed_at("claims: ")
    payment = demo(instance.start()).merchant.authorized()
    instance.stop()
    said = moved(instance, target)
    assert said.startswith("the data was written to since")
    audit(instance, target)
    instance.start("--store", target)
    assert demo(instance).merchant.get(payment)["status"] == "authorized"


def test_a_merchant_that_is_admitted_meanwhile_is_not_lost(instance, large, target):
    move = Move(instance, target)
    for line in move.stdout:
        if line.startswith("claims: "):
            break
    assert instance.command("merchant", "create", "Late").returncode == 0
    rest = move.communicate()[0]
    assert move.returncode not in (0, 1) and "run this again" in rest
    moved(instance, target)
    done = instance.run([BINARY, "merchant", "list", "--store", target, "--key-file", instance.key_file])
    assert done.stdout == "Late\n"


def test_two_at_a_time_are_one_too_many(instance, large, target):
    first = Move(instance, target)
    for line in first.stdout:
        if line.startswith("claims: "):
            break
    refused(migrate(instance, target), "a server runs on")
    assert first.communicate()[0] and first.returncode == 0
    audit(instance, target)


def test_data_of_a_running_server_is_left_alone(instance, target):
    instance.start()
    refused(migrate(instance, target), "a server runs on", "stop it")
    assert dump(target) == ""


def test_a_server_does_not_start_on_what_is_being_moved(instance, large, target):
    move = Move(instance, target)
    next(iter(move.stdout))
    refused(instance.refuse(), "another server")
    move.communicate()
    assert move.returncode == 0


def written_down(folder):
    """All of the target, but the line that pg_dump makes anew each time."""
    return re.sub(r"^\\(un)?restrict .*$", "", database.dump(folder).read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("who", ["another server's", "somebody else's", "a newer one's"])
def test_a_target_with_other_data_is_refused_and_stays_as_it_is(instance, target, library, tmp_path, who):
    demo(instance.start()).rehearse()
    instance.stop()
    if who == "another server's":
        (tmp_path / "other").mkdir()
        other = Instance(tmp_path / "other", library)
        demo(other.start("--store", target)).rehearse()
        other.stop()
        words = ["other data", "--to"]
    elif who == "somebody else's":
        database.psql(target, "CREATE TABLE recipes (name text); INSERT INTO recipes VALUES ('soup')")
        words = ["somebody else's tables"]
    else:
        database.psql(target, "CREATE TABLE holdfast_schema (version int4); INSERT INTO holdfast_schema VALUES (99)")
        words = ["newer Holdfast"]
    before = written_down(tmp_path)
    refused(migrate(instance, target), *words)
    assert written_down(tmp_path) == before


def test_a_source_that_is_none_is_refused_with_advice(instance, target):
    refused(migrate(instance, target), "there is no database")
    instance.data.mkdir()
    (instance.data / "holdfast.db").write_bytes(b"This is no database at all.\n" * 400)
    refused(migrate(instance, target), "damaged or not Holdfast's")
    (instance.data / "holdfast.db").unlink()
    with closing(sqlite3.connect(instance.data / "holdfast.db")) as file:
        file.execute("CREATE TABLE recipes (name TEXT)")
        file.commit()
    refused(migrate(instance, target), "not Holdfast's")
    assert dump(target) == ""


def test_a_newer_source_is_refused_with_advice(instance, target):
    instance.start()
    instance.stop()
    with closing(sqlite3.connect(instance.data / "holdfast.db")) as file:
        file.execute("PRAGMA user_version = 99")
    refused(migrate(instance, target), "newer Holdfast")
    assert dump(target) == ""


def test_without_this_datas_key_nothing_is_moved(instance, target, tmp_path):
    demo(instance.start()).rehearse()
    instance.stop()
    right = instance.key_file
    instance.key_file = tmp_path / "none"
    refused(migrate(instance, target), "no key file", "--key-file")
    instance.key_file.write_bytes(b"k" * 32)
    refused(migrate(instance, target), "another key", "--key-file")
    assert dump(target) == ""
    instance.key_file = right
    moved(instance, target)


@pytest.mark.parametrize("to", ["sqlite", "mysql://x", "", "postgres://me:secret@127.0.0.1:1/none"])
def test_a_target_that_is_none_is_refused_and_no_password_is_repeated(instance, to):
    instance.start()
    instance.stop()
    done = migrate(instance, to)
    refused(done, "not reachable" if "secret" in to else "--to")
    assert "secret" not in done.stdout + done.stderr


def test_where_from_and_where_to_may_come_from_the_environment(instance, target):
    demo(instance.start()).rehearse()
    instance.stop()
    instance.settings = {
        "HOLDFAST_DATA": str(instance.data),
        "HOLDFAST_STORE": target,
        "HOLDFAST_KEY_FILE": str(instance.key_file),
    }
    done = instance.run([BINARY, "migrate"])
    assert done.returncode == 0 and ": clean" in done.stdout, done.stderr


def test_what_the_audit_finds_in_the_source_it_finds_in_the_target_and_says_so(instance, receiver, target):
    """What was altered before stays found, and is no reason to stay behind."""
    demo(instance.start()).rehearse(receiver.base + "/hook")
    instance.quiet()
    instance.stop()
    assert instance.change("DELETE FROM outbox") > 0
    done = migrate(instance, target)
    assert done.returncode == 1 and "findings" in done.stdout, done.stdout + done.stderr
    instance.settings = {"HOLDFAST_STORE": target}
    assert instance.command("audit").returncode == 1
    instance.start()
    assert demo(instance).merchant.send("GET", "/v2/payments").json()["count"] == 4


def test_invoices_stay_where_they_are_and_it_says_so(instance, target):
    payee = swedbank_payee.Payee(instance.start().base)
    payee.captured()
    shop.eventually(lambda: list(instance.data.glob("invoices/*/*.pdf")), len, 30)
    instance.stop()
    assert "1 invoices stay in" in moved(instance, target)
