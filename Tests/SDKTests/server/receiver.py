"""A shop's webhook address: a real HTTP server in the test, which answers as it is told."""

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Arrival:
    """One request that came."""

    method: str
    path: str
    headers: dict
    body: bytes
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    lines: list = field(default_factory=list)
    """Every header with its name in lower case; one that comes twice stands here twice."""


def status(code, **headers):
    """A way to answer: with this status, and nothing more."""

    def answer(handler, arrival):
        arrival.status = code
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


class Receiver:
    """Answers 200 until `answer` is set to something else."""

    def __init__(self, host="127.0.0.1", port=0):
        self.arrivals = []
        self.answer = status(200)
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def take(self):
                length = int(self.headers.get("Content-Length") or 0)
                arrival = Arrival(self.command, self.path, dict(self.headers.items()), self.rfile.read(length))
                arrival.lines = [(name.lower(), value) for name, value in self.headers.items()]
                receiver.arrivals.append(arrival)
                receiver.answer(self, arrival)

            do_POST = do_GET = do_PUT = do_HEAD = take

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                """A server that is killed breaks its connections; that is no error of the test."""

        self._server = Server((host, port), Handler)
        self.port = self._server.server_port
        self.base = f"http://{host}:{self.port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    def hang(self, handler, arrival):
        """A way to answer: not, until the test is over or `released` is set."""
        self.released.wait(120)
        handler.close_connection = True

    def bodies(self, path=None):
        return [arrival.body.decode() for arrival in self.at(path)]

    def at(self, path=None):
        return [arrival for arrival in list(self.arrivals) if path in (None, arrival.path)]
