"""The real server, as a process of its own."""

import os
import pathlib
import re
import signal
import subprocess
import threading
import time

import database

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BINARY = PROJECT / os.environ.get("HOLDFAST_BINARY", ".build/debug/holdfast")
START_SECONDS = 20
STOP_SECONDS = 20


class HoldfastServer:
    """A server on a free port with an empty data directory, or an empty database."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.base = ""
        self._lines = []
        self._listening = threading.Event()

    def start(self):
        if not os.access(BINARY, os.X_OK):
            raise RuntimeError(f"there is no server at {BINARY}; build it, or name it in HOLDFAST_BINARY")
        with open(self.folder / "stderr", "wb") as errors:
            self._process = subprocess.Popen(
                [BINARY, "serve", "--port", "0", "--data", self.folder / "data"],
                cwd=self.folder,
                env=os.environ | database.settings(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._listening.wait(0.05):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                self._process.wait()
                raise RuntimeError(f"the server did not start:\n{self.said()}")

    def stop(self):
        """Asks the server to end, and insists that it ends well."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(1)
        self._process.stdout.close()
        code = self._process.returncode
        assert code == 0, f"the server ended with {code}, not 0, within {STOP_SECONDS} s of a SIGTERM:\n{self.said()}"

    def audit(self):
        """What it left behind must be clean."""
        done = subprocess.run(
            [BINARY, "audit", "--data", self.folder / "data"],
            env=os.environ | database.settings(self.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def said(self):
        """The end of what the server printed, for a message."""
        errors = (self.folder / "stderr").read_text(errors="replace")
        return "".join(self._lines[-20:]) + errors[-4000:]

    def _read(self):
        for line in self._process.stdout:
            self._lines.append(line)
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                self.base = found.group(1).rstrip("/")
                self._listening.set()
