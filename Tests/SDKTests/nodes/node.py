"""One `holdfast serve` among others."""

import os
import pathlib
import re
import signal
import subprocess
import time

PROJECT = pathlib.Path(__file__).resolve().parents[3]
BINARY = PROJECT / os.environ.get("HOLDFAST_BINARY", ".build/debug/holdfast")
START_SECONDS = 60
STOP_SECONDS = 60


class Node:
    """All nodes share the database and the key; a folder is a node's own."""

    def __init__(self, name, folder, address):
        self.name = name
        self.folder = folder / name
        self.folder.mkdir()
        self._place = ["--store", address, "--key-file", folder / "key", "--data", self.folder]
        self._process = None
        self._starts = 0
        self.port = 0

    def begin(self):
        """Starts the process; `wait` returns when it answers."""
        self._starts += 1
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
        with open(self.printed, "wb") as out, open(self.folder / f"stderr-{self._starts}", "wb") as errors:
            self._process = subprocess.Popen(
                [BINARY, "serve", "--port", str(self.port), *self._place],
                cwd=self.folder,
                env=kept,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=errors,
            )

    def wait(self):
        end = time.monotonic() + START_SECONDS
        while not (found := re.search(r"listening on http://127.0.0.1:(\d+)\n", self.printed.read_text())):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.name} did not start:\n{self.said()}")
            time.sleep(0.02)
        # The same one after a restart, as behind a load balancer.
        self.port = int(found.group(1))

    def kill(self):
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()

    def freeze(self):
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)

    def stop(self):
        """Asks it to end. Returns its exit code."""
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def audit(self):
        """What the audit says of the whole database, and its exit code."""
        done = subprocess.run([BINARY, "audit", *self._place], cwd=self.folder, capture_output=True, text=True)
        return done.returncode, (done.stdout + done.stderr).strip()

    @property
    def printed(self):
        return self.folder / f"stdout-{self._starts}"

    def said(self):
        return "".join(
            (self.folder / f"{stream}-{self._starts}").read_text(errors="replace")[-3000:]
            for stream in ("stdout", "stderr")
        )
