"""A PostgreSQL with a synchronous standby, of plain Debian: initdb, pg_basebackup, pg_promote."""

import os
import pathlib
import socket
import subprocess
import time

START_SECONDS = 60
PRIMARY = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{folder}'
port = {port}
max_connections = 200
shared_buffers = 64MB
fsync = on
synchronous_commit = on
synchronous_standby_names = 'standby'
"""
STANDBY = """
port = {port}
cluster_name = 'standby'
synchronous_standby_names = ''
"""


def programs():
    """Where Debian keeps them; None where PostgreSQL is missing."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


class Server:
    """One cluster and its process."""

    def __init__(self, folder, name):
        self.folder = folder
        self.data = folder / name
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self._process = None

    def start(self):
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                [*as_owner(), programs() / "postgres", "-D", self.data],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.until("SELECT true")

    def ask(self, sql):
        """The one value of the one row that comes back."""
        words = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--host", "127.0.0.1", "--port", str(self.port)]
        done = subprocess.run(
            [*words, "--username", "postgres", "--dbname", "postgres", "--command", sql], capture_output=True, text=True
        )
        return done.stdout.strip() if done.returncode == 0 else None

    def until(self, sql, seconds=START_SECONDS):
        """Asks until the answer is yes."""
        end = time.monotonic() + seconds
        while self.ask(sql) != "t":
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{sql} came to nothing:\n{self.log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)

    def kill(self):
        """As a machine dies: the postmaster first, so that nobody ends anything in order; then all it had started."""
        if self._process is None:
            return
        children = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        self._process.kill()
        for child in children:
            try:
                os.kill(int(child), 9)
            except ProcessLookupError:
                pass
        self._process.wait()
        self._process = None

    def stop(self):
        if self._process is None:
            return
        self._process.send_signal(2)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


class Pair:
    """A primary whose commits wait for the standby's disk."""

    def __init__(self, folder):
        self.primary = Server(folder, "primary")
        self.standby = Server(folder, "standby")
        if as_owner():
            run(["chown", "postgres:postgres", folder])

    def start(self):
        folder, primary, standby = self.primary.folder, self.primary, self.standby
        run(
            [*as_owner(), programs() / "initdb", "--pgdata", primary.data, "--auth", "trust", "--username", "postgres"]
            + ["--encoding", "UTF8", "--locale", "C", "--no-sync"],
            folder,
        )
        add(primary.data / "postgresql.conf", PRIMARY.format(folder=folder, port=primary.port))
        primary.start()
        run(
            [*as_owner(), programs() / "pg_basebackup", "--pgdata", standby.data, "--write-recovery-conf"]
            + ["--wal-method", "stream", "--checkpoint", "fast", "--no-sync"]
            + ["--host", "127.0.0.1", "--port", str(primary.port), "--username", "postgres"],
            folder,
        )
        # What it copied was the primary's: the last word counts.
        add(standby.data / "postgresql.conf", STANDBY.format(port=standby.port))
        standby.start()
        primary.until("SELECT bool_or(sync_state = 'sync') FROM pg_stat_replication")

    def fail_over(self):
        """The primary is gone from one moment to the next; the standby takes over."""
        self.primary.kill()
        self.standby.ask("SELECT pg_promote(wait => true)")
        self.standby.until("SELECT NOT pg_is_in_recovery()")

    @property
    def address(self):
        """Both hosts; libpq finds the one that can be written to."""
        hosts = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return f"postgres://postgres@{hosts}/postgres?target_session_attrs=read-write"

    def stop(self):
        self.primary.stop()
        self.standby.stop()


def as_owner():
    """PostgreSQL refuses to run as root."""
    return [] if os.geteuid() else ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def add(file, text):
    with open(file, "a") as end:
        end.write(text)


def run(words, folder=None):
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed:\n{done.stdout}{done.stderr}")
