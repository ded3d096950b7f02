"""Sends damaged requests over plain sockets, and looks at what comes back."""

import random
import socket
import time
from urllib.parse import urlsplit

from fuzz import mutations

PATIENCE_SECONDS = 10
MEMORY = 600 << 20
"""More than that, in bytes, is a finding: nothing that a client sends is kept for long."""


class Finding(AssertionError):
    """What should not have happened, and the request that made it happen."""

    def __init__(self, what, request, seed):
        super().__init__(f"{what} (seed {seed}):\n{request[:2_000]!r}")
        self.request = request


class Fuzzer:
    def __init__(self, instance, corpus):
        self.instance = instance
        self.corpus = corpus
        self.place = urlsplit(instance.base)
        self.sent = 0
        self.statuses = {}
        self._socket = None

    def run(self, seconds, seed=1):
        """One request after another, each from a seed of its own."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.one(seed)
            seed += 1
            if seed % 2_000 == 0:
                self._look(b"", seed)
        self._look(b"", seed)
        self._drop()
        return seed

    def one(self, seed):
        dice = random.Random(seed)
        original = dice.choice(self.corpus)
        if dice.random() < 0.04:
            self._broken(dice, original, seed)
        else:
            self.exchange(self.request(dice, original), seed)

    def request(self, dice, original):
        method, path, headers = original.method, original.path, list(original.headers)
        content, kind = original.body, None
        chosen = dice.random()
        if chosen < 0.55 and method not in ("GET", "HEAD"):
            content, kind = mutations.body(dice, original.body)
        elif chosen < 0.85:
            path = mutations.path(dice, path)
        else:
            headers = mutations.headers(dice, headers)
        if dice.random() < 0.03:
            method = dice.choice(mutations.METHODS)
        if kind is not None:
            headers = [(name, value) for name, value in headers if name.lower() != "content-type"]
            headers.append(("Content-Type", kind))
        return written(method, path, headers, content, self.place.netloc)

    def exchange(self, request, seed=0):
        """One request and its answer. A connection that the server closes is begun anew, and what it was closed on stays."""
        self.sent += 1
        for attempt in (1, 2):
            try:
                if self._socket is None:
                    self._socket = socket.create_connection((self.place.hostname, self.place.port), PATIENCE_SECONDS)
                    attempt = 2
                self._socket.sendall(request)
                status = self._answer(request.startswith(b"HEAD "))
            except TimeoutError:
                raise Finding(f"no answer within {PATIENCE_SECONDS} s", request, seed) from None
            except OSError:
                self._drop()
                if attempt == 2:
                    self._look(request, seed)
                    status = 0
                    break
                continue
            if status == 0 and attempt == 1:
                continue
            break
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if status >= 500 and status not in (501, 503, 505):
            raise Finding(f"an answer {status}", request, seed)
        return status

    def _answer(self, is_head):
        """The status; 0 when the connection was closed instead."""
        with self._socket.makefile("rb") as stream:
            status, closes = self._read(stream, is_head)
        if closes or status < 200:
            self._drop()
        return status

    def _read(self, stream, is_head):
        line = stream.readline(65_536)
        if not line:
            return 0, True
        status, length, chunked, closes = int(line.split(b" ")[1]), 0, False, False
        while (line := stream.readline(65_536)) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            length = int(value) if name.lower() == "content-length" else length
            chunked |= name.lower() == "transfer-encoding" and "chunked" in value
            closes |= name.lower() == "connection" and "close" in value
        if chunked:
            while size := int(stream.readline(100).split(b";")[0] or b"0", 16):
                stream.read(size + 2)
            stream.readline(100)
        elif not is_head and status not in (204, 304):
            stream.read(length)
        return status, closes

    def _broken(self, dice, original, seed):
        """HTTP itself is damaged: anything may be answered, or nothing; what matters is that the server goes on."""
        request = mutations.damaged(dice, self.request(dice, original))
        if dice.random() < 0.3:
            request = request.replace(b"Content-Length:", b"Transfer-Encoding: chunked\r\nX:", 1)
        self.sent += 1
        try:
            with socket.create_connection((self.place.hostname, self.place.port), PATIENCE_SECONDS) as connection:
                connection.sendall(request[: dice.choice([len(request), dice.randrange(len(request) + 1)])])
                connection.shutdown(socket.SHUT_WR)
                connection.settimeout(0.2)
                said = connection.recv(65_536)
                if said.startswith(b"HTTP/1.1 500"):
                    raise Finding("an answer 500", request, seed)
        except OSError:
            pass

    def _drop(self):
        if self._socket:
            self._socket.close()
        self._socket = None

    def _look(self, request, seed):
        """Whether the server is there, answers, and takes no more memory than it should."""
        if not self.instance.is_running:
            raise Finding(f"the server ended:\n{self.instance.said()}\n", request, seed)
        if self.instance.memory() > MEMORY:
            raise Finding(f"the server takes {self.instance.memory() >> 20} MiB", request, seed)


def written(method, path, headers, content, host):
    names = {name.lower() for name, _ in headers}
    lines = [f"{method} {path} HTTP/1.1"] + [f"{name}: {value}" for name, value in headers if name.lower() != "content-length"]
    if "host" not in names:
        lines.insert(1, f"Host: {host}")
    lines += [f"Content-Length: {len(content)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace") + content
