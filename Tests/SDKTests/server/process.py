"""A server of a test's own: a free port, its own data directory and key file, and a clock that can jump."""

import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing

import database
import shop

from server import preload

PROJECT = pathlib.Path(__file__).resolve().parents[3]
BINARY = PROJECT / os.environ.get("HOLDFAST_BINARY", ".build/debug/holdfast")
START_SECONDS = 40
STOP_SECONDS = 40
COMMAND_SECONDS = 60


class Instance:
    """One data directory with its key file, and the server that runs on it, if one does."""

    def __init__(self, folder: pathlib.Path, library: pathlib.Path):
        self.folder = folder
        self._library = library
        self._clock = folder / "clock"
        self.data = folder / "data"
        self.key_file = folder / "key"
        self.flags = None
        """What a server is started with, beside what the test adds; None is a free port, and the files above."""
        self.settings = {}
        """HOLDFAST_* variables that the server and every command are started with."""
        self.base = ""
        self.pid = 0
        self._process = None
        self._starts = 0
        self._jumped = 0

    # Starting and ending

    def start(self, *options, names=None):
        """Starts the server. `names`: where host names lead, as it sees them (preload.py)."""
        assert not self.is_running, "it runs already"
        self._starts += 1
        process = self._spawn(self._serve(*options), names)
        self._process, self.pid = process, process.pid
        deadline = time.monotonic() + START_SECONDS
        while not (found := re.search(r"listening on (https?://\S+)\n", self.printed())):
            assert process.poll() is None, f"the server ended with {process.returncode}:\n{self.said()}"
            assert time.monotonic() < deadline, f"the server did not start:\n{self.said()}"
            time.sleep(0.02)
        self.base = found.group(1)
        return self

    def refuse(self, *options, wrap=()):
        """Starts a server that must not start, and returns its exit code and what it said."""
        out, errors = self.folder / "refused-stdout", self.folder / "refused-stderr"
        with open(out, "wb") as to_out, open(errors, "wb") as to_errors:
            process = subprocess.Popen(
                [*wrap, *self._serve(*options)],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=to_out,
                stderr=to_errors,
            )
        try:
            shop.eventually(
                lambda: process.poll() is not None or "listening on" in out.read_text(), bool, START_SECONDS
            )
            assert process.poll() is not None, f"it started: {out.read_text()}"
        finally:
            process.kill()
            process.wait()
        return subprocess.CompletedProcess(process.args, process.returncode, out.read_text(), errors.read_text())

    def stop(self, by=signal.SIGTERM, within=STOP_SECONDS):
        """Asks the server to end, and insists that it ends well. Returns the seconds that took."""
        begin = time.monotonic()
        self.ask_to_end(by)
        self.ended(within)
        return time.monotonic() - begin

    def ask_to_end(self, by=signal.SIGTERM):
        """Asks the server to end, and goes on while it does."""
        self._process.send_signal(by)

    def ended(self, within=STOP_SECONDS):
        """Waits for the end of a server that was asked to, and insists that it ends well."""
        try:
            code = self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {within} s:\n{self.said()}") from None
        self._process = None
        assert code == 0, f"the server ended with {code}, not 0:\n{self.said()}"

    def kill(self):
        """Ends the server as a power cut does."""
        self._process.kill()
        self._process.wait()
        self._process = None

    def command(self, *words):
        """Runs `holdfast WORDS` on this data directory."""
        return self.run([BINARY, *words, "--data", self.data, "--key-file", self.key_file])

    def audit(self):
        """What the audit says; it must be clean."""
        done = self.command("audit")
        assert done.returncode == 0 and ": clean" in done.stdout, f"{done.returncode} {done.stdout} {done.stderr}"
        return done.stdout

    @property
    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def was_started(self):
        return self._process is not None

    # What it leaves behind

    def printed(self, start=None):
        return (self.folder / f"stdout-{start or self._starts}").read_text(errors="replace")

    def logged(self, start=None):
        return (self.folder / f"stderr-{start or self._starts}").read_text(errors="replace")

    def said(self):
        return (self.printed() + self.logged())[-4000:]

    def memory(self, name="VmRSS"):
        """Bytes, as /proc says."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status).group(1)) * 1024

    def rows(self, query, *values):
        """Reads the database beside the server."""
        if database.IS_POSTGRES:
            return database.rows(self.folder, query, *values)
        with closing(sqlite3.connect(f"file:{self.data}/holdfast.db?mode=ro", uri=True, timeout=20)) as file:
            file.row_factory = sqlite3.Row
            return file.execute(query, values).fetchall()

    def change(self, statement):
        """Changes the database behind the server's back; returns how many rows that were."""
        if database.IS_POSTGRES:
            return database.change(self.folder, statement)
        with closing(sqlite3.connect(self.data / "holdfast.db", timeout=20)) as file, file:
            return file.execute(statement).rowcount

    def kept(self):
        """Every file that holds data; a PostgreSQL written down as one."""
        files = [path for path in self.data.rglob("*") if path.is_file()]
        if database.IS_POSTGRES:
            return [*files, database.dump(self.folder)]
        assert {"holdfast.db"} <= {path.name for path in files}
        return files

    def attempts(self):
        """Every attempt to send a webhook, in order of time."""
        attempts = self.rows("SELECT * FROM attempts ORDER BY at, sequence, number")
        if database.IS_POSTGRES:
            # What receivers say is kept as bytes there.
            return [database.Row(attempt | {"note": attempt["note"].decode()}) for attempt in attempts]
        return attempts

    def outbox(self):
        return self.rows("SELECT * FROM outbox ORDER BY payment, sequence")

    def overdue(self):
        """Webhooks that should be on their way by the server's clock: due, and first of their payment and endpoint."""
        return self.rows(
            """
            SELECT * FROM outbox o WHERE due <= ? AND NOT EXISTS (
                SELECT * FROM outbox e WHERE e.payment = o.payment AND e.endpoint = o.endpoint
                AND e.sequence < o.sequence AND e.due IS NOT NULL)
            """,
            int(self.now() * 1_000),
        )

    def quiet(self, seconds=30):
        """Waits until every webhook was delivered or given up."""
        shop.eventually(
            lambda: [tuple(row) for row in self.rows("SELECT endpoint, due FROM outbox WHERE due IS NOT NULL")],
            lambda waiting: not waiting,
            seconds,
        )

    # Its clock

    def jump(self, seconds):
        """Moves the server's wall clock forward at once, whether it runs or not."""
        self._jumped += seconds
        preload.write_clock(self._clock, self._jumped)

    def now(self):
        return time.time() + self._jumped

    # How

    def _serve(self, *options):
        """The last one counts where an option is given twice."""
        place = ["--port", "0", "--data", self.data, "--key-file", self.key_file]
        return [BINARY, "serve", *(place if self.flags is None else self.flags), *options]

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
        place = database.settings(self.folder)
        return {**kept, "HOME": str(self.folder), "XDG_CONFIG_HOME": "", **place, **self.settings}

    def _spawn(self, words, names):
        preload.write_clock(self._clock, self._jumped)
        with (
            open(self.folder / f"stdout-{self._starts}", "wb") as out,
            open(self.folder / f"stderr-{self._starts}", "wb") as errors,
        ):
            return subprocess.Popen(
                words,
                cwd=self.folder,
                env=self._environment() | preload.environment(self._library, self._clock, names),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )

    def run(self, words):
        """Runs a command to its end."""
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )


def without_override():
    """In front of a command: root obeys permissions as everybody else does. Nothing when the user is not root."""
    if os.geteuid() != 0:
        return ()
    assert shutil.which("setpriv"), "setpriv is missing (Debian's util-linux)"
    dropped = "-dac_override,-dac_read_search"
    return ("setpriv", f"--bounding-set={dropped}", f"--inh-caps={dropped}")
