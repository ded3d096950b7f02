"""Backups beside a running server, and bringing them back."""

import concurrent.futures
import pathlib
import shutil
import stat
import threading
import time

import pytest
import shop

from server.client import Merchant
from server.process import BINARY, Instance

pytestmark = pytest.mark.sqlite


def backup(instance, to):
    done = instance.command("backup", "--to", to)
    assert done.returncode == 0, done.stderr
    return done.stdout


def restored(instance, source, library, tmp_path, name="restored"):
    """Another data directory with the same key, brought back from `source`."""
    folder = tmp_path / name
    folder.mkdir()
    other = Instance(folder, library)
    other.key_file = instance.key_file
    done = other.command("restore", "--from", source)
    assert done.returncode == 0, done.stderr
    assert ": clean" in done.stdout
    return other


class Shoppers:
    """Clients that create, authorize and capture until told to stop; they note each answer with the moment it came."""

    def __init__(self, merchant, count=4):
        self.acknowledged = []
        self.errors = []
        self._merchant = merchant
        self._stops = threading.Event()
        self._pool = concurrent.futures.ThreadPoolExecutor(count)
        self._runs = [self._pool.submit(self._run) for _ in range(count)]

    def _run(self):
        while not self._stops.is_set():
            try:
                payment = self._merchant.authorized()
                capture = self._merchant.capture(payment, headers={"Idempotency-Key": shop.new_key()})
            except Exception as error:
                self.errors.append(error)
                return
            self.acknowledged.append((time.monotonic(), payment["id"], capture["id"]))

    def wait_for(self, count, seconds=60):
        shop.eventually(lambda: len(self.acknowledged), lambda now: now >= count or self.errors, seconds)
        assert not self.errors, self.errors

    def stop(self):
        self._stops.set()
        for run in self._runs:
            run.result()
        self._pool.shutdown()
        assert not self.errors, self.errors


@pytest.mark.parametrize("target", ["directory", "file.db"])
def test_a_backup_under_load_loses_nothing_that_was_acknowledged_before_it_began(
    instance, library, tmp_path, target
):
    shoppers = Shoppers(Merchant.demo(instance.start().base))
    shoppers.wait_for(25)
    began = time.monotonic()
    said = backup(instance, tmp_path / target)
    ended = time.monotonic()
    shoppers.wait_for(len(shoppers.acknowledged) + 10)
    shoppers.stop()
    before = [(payment, capture) for at, payment, capture in shoppers.acknowledged if at < began]
    assert len(before) >= 25 and len(shoppers.acknowledged) > len(before)
    assert "up to batch" in said and "its key is not in it" in said and ended > began
    instance.stop()

    other = restored(instance, tmp_path / target, library, tmp_path)
    other.audit()
    merchant = Merchant.demo(other.start().base)
    for payment, capture in before:
        assert merchant.send("GET", f"/v2/payments/{payment}").status_code == 200
        answer = merchant.send("GET", f"/v2/payments/{payment}/captures/{capture}")
        assert answer.status_code == 200, (payment, capture, answer.text)
        assert answer.json()["amount"]["value"] == "10.00"
    # It goes on from there.
    merchant.capture(merchant.authorized())
    other.stop()
    other.audit()


def test_what_was_acknowledged_keeps_its_idempotency_key_in_the_copy(instance, library, tmp_path):
    merchant = Merchant.demo(instance.start().base)
    payment, key = merchant.authorized(), {"Idempotency-Key": shop.new_key()}
    capture = merchant.capture(payment, headers=key)
    backup(instance, tmp_path / "copy")
    instance.stop()
    other = restored(instance, tmp_path / "copy", library, tmp_path)
    again = Merchant.demo(other.start().base).send("POST", f"/v2/payments/{payment['id']}/captures", {}, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, capture["id"])
    assert again.headers["Idempotent-Replayed"] == "true"
    other.stop()


def test_a_backup_of_data_without_a_server_is_the_same(instance, library, tmp_path):
    payment = Merchant.demo(instance.start().base).authorized()
    instance.stop()
    backup(instance, tmp_path / "copy")
    other = restored(instance, tmp_path / "copy", library, tmp_path)
    assert Merchant.demo(other.start().base).get(payment)["status"] == "authorized"
    other.stop()


def test_the_audit_reads_a_backup_where_it_lies(instance, tmp_path):
    Merchant.demo(instance.start().base).authorized()
    backup(instance, tmp_path / "copy")
    done = instance.run([BINARY, "audit", "--data", tmp_path / "copy", "--key-file", instance.key_file])
    assert done.returncode == 0 and ": clean" in done.stdout, done.stderr


def test_a_backup_is_for_its_owner_alone_and_holds_no_key(instance, tmp_path):
    instance.start()
    backup(instance, tmp_path / "copy")
    files = [path for path in (tmp_path / "copy").rglob("*") if path.is_file()]
    assert [path.name for path in files] == ["holdfast.db"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o700
    assert instance.key_file.read_bytes() not in files[0].read_bytes()


def test_invoices_go_with_a_directory_and_one_file_says_that_they_do_not(instance, library, tmp_path):
    instance.start()
    folder = instance.data / "invoices" / "seller"
    folder.mkdir(parents=True)
    (folder / "1.pdf").write_bytes(b"%PDF-1.7 an invoice")
    (folder / "2.pdf.part").write_bytes(b"half of one")
    assert "1 files of invoices" in backup(instance, tmp_path / "copy")
    assert "the invoices are not in it" in backup(instance, tmp_path / "copy.db")
    other = restored(instance, tmp_path / "copy", library, tmp_path)
    found = {str(path.relative_to(other.data)) for path in (other.data / "invoices").rglob("*") if path.is_file()}
    assert found == {"invoices/seller/1.pdf"}


@pytest.fixture
def copy(instance, tmp_path):
    Merchant.demo(instance.start().base).authorized()
    backup(instance, tmp_path / "copy")
    return tmp_path / "copy"


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["holdfast.db", "holdfast.db-wal", "invoices"])
def test_nothing_is_overwritten(instance, copy, tmp_path, name):
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / name).write_text("mine")
    for words in (["backup", "--to", taken, "--data", instance.data], ["restore", "--from", copy, "--data", taken]):
        done = instance.run([BINARY, *words, "--key-file", instance.key_file])
        assert done.returncode not in (0, 1) and "nothing is overwritten" in done.stderr, done.stderr
        assert snapshot(taken) == {name: b"mine"}
    done = instance.command("backup", "--to", copy / "holdfast.db")
    assert done.returncode not in (0, 1) and "nothing is overwritten" in done.stderr
    assert instance.run([BINARY, "audit", "--data", copy, "--key-file", instance.key_file]).returncode == 0


def test_another_key_is_refused_and_nothing_stays(instance, copy, tmp_path):
    (tmp_path / "other-key").write_bytes(b"k" * 32)
    words = ["restore", "--from", copy, "--data", tmp_path / "new", "--key-file", tmp_path / "other-key"]
    done = instance.run([BINARY, *words])
    assert done.returncode not in (0, 1) and "another key" in done.stderr
    assert snapshot(tmp_path / "new") == {}


def test_without_the_key_the_data_comes_back_and_says_what_is_missing(instance, copy, tmp_path):
    words = ["restore", "--from", copy, "--data", tmp_path / "new", "--key-file", tmp_path / "no-key"]
    done = instance.run([BINARY, *words])
    assert done.returncode == 0 and "its key is missing" in done.stdout
    assert not (tmp_path / "no-key").exists()
    shutil.copy(instance.key_file, tmp_path / "no-key")
    done = instance.run([BINARY, "audit", "--data", tmp_path / "new", "--key-file", tmp_path / "no-key"])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"I am no database at all, only a text.", "not Holdfast's"), (None, "there is no backup"), (b"", "version yet")],
)
def test_what_is_no_backup_is_refused(instance, tmp_path, content, words):
    source = tmp_path / "strange.db"
    if content is not None:
        source.write_bytes(content)
    done = instance.run([BINARY, "restore", "--from", source, "--data", tmp_path / "new"])
    assert done.returncode not in (0, 1) and words in done.stderr, done.stderr
    assert not pathlib.Path(tmp_path / "new").exists() or snapshot(tmp_path / "new") == {}


def test_a_backup_of_nothing_is_refused_and_makes_nothing(instance, tmp_path):
    done = instance.command("backup", "--to", tmp_path / "copy.db")
    assert done.returncode not in (0, 1) and "there is no database" in done.stderr
    assert not (tmp_path / "copy.db").exists() and not instance.data.exists()


@pytest.mark.parametrize("words", [["backup", "--to"], ["restore", "--from"]])
def test_a_postgresql_is_left_to_its_own_tools(instance, copy, tmp_path, words):
    place = copy if words[0] == "restore" else tmp_path / "never"
    done = instance.run([BINARY, *words, place, "--store", "postgres://holdfast:secret@127.0.0.1/holdfast"])
    assert done.returncode not in (0, 1) and "its own tools" in done.stderr and "secret" not in done.stderr
    assert not (tmp_path / "never").exists()


def test_a_damaged_database_is_no_backup(instance, tmp_path):
    """A page in the middle is overwritten: the copy is checked before it gets its name."""
    merchant = Merchant.demo(instance.start().base)
    for _ in range(40):
        merchant.authorized()
    instance.stop()
    database = instance.data / "holdfast.db"
    content = bytearray(database.read_bytes())
    [(page,)] = [tuple(row) for row in instance.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'payments'")]
    content[(page - 1) * 4096 : (page - 1) * 4096 + 200] = b"\xff" * 200
    database.write_bytes(content)
    done = instance.command("backup", "--to", tmp_path / "copy.db")
    assert done.returncode not in (0, 1) and "damaged" in done.stderr, done.stderr
    assert list(tmp_path.glob("copy.db*")) == []
