"""Shops that send to any node, and send again with the same key until somebody answers."""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

TIMEOUT_SECONDS = 3
PATIENCE_SECONDS = 150
BEYOND = 2_000
"""More than is left of the hold."""

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"


@dataclass
class Deal:
    """A payment as the shop knows it: what was answered, and nothing else."""

    id: str
    merchant: "Merchant"
    captures_itself: bool = False
    operations: list = field(default_factory=list)
    """The ids of captures and refunds that were acknowledged, with their type and amount."""
    refused: int = 0
    lacks_answer: bool = False
    """The last thing that was asked for was never answered: it may have happened, or not."""


@dataclass(frozen=True)
class Merchant:
    name: str
    key: str


class Counts:
    def __init__(self):
        self._lock = threading.Lock()
        self.answered = []
        """When each acknowledgement came."""
        self.retries = 0
        self.replays = 0

    def note(self, retries, is_replay):
        with self._lock:
            self.answered.append(time.monotonic())
            self.retries += retries
            self.replays += is_replay

    def longest_gap(self, begin, end):
        """Seconds without any acknowledgement, between two moments."""
        times = [begin, *(at for at in sorted(self.answered) if begin <= at <= end), end]
        return max(after - before for before, after in zip(times, times[1:]))


class Client:
    """One connection to each node, used by one thread."""

    def __init__(self, nodes, counts, seed):
        self._nodes = nodes
        self._counts = counts
        self._random = random.Random(seed)
        self._connections = {}

    def ask(self, method, path, body=None, key=None, token=None, node=None):
        """The answer and its body; None when nobody answered in time. `node`: this one and no other."""
        end = time.monotonic() + PATIENCE_SECONDS
        retries = 0
        while time.monotonic() < end:
            answer = self._once(node or self._random.choice(self._nodes), method, path, body, key, token)
            if answer and answer[0] < 500 and answer[0] != 429:
                self._counts.note(retries, answer[2])
                return answer[:2]
            retries += 1
            time.sleep(self._random.uniform(0.01, 0.2))
        return None

    def _once(self, node, method, path, body, key, token):
        headers = {"Authorization": f"Bearer {token}"}
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers["Content-Type"] = "application/json"
        place = (node.name, node.port)
        connection = self._connections.pop(place, None)
        connection = connection or http.client.HTTPConnection("127.0.0.1", node.port, timeout=TIMEOUT_SECONDS)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, f"/holdfast/v1{path}", body=text, headers=headers)
            answer = connection.getresponse()
            bytes = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return None
        self._connections[place] = connection
        is_replay = answer.headers.get("Idempotent-Replayed") == "true"
        return answer.status, json.loads(bytes) if bytes else {}, is_replay


class Shop(threading.Thread):
    """Takes one payment after the other until told to stop; finishes what it has begun."""

    def __init__(self, client, merchants, deals, seed):
        super().__init__(daemon=True)
        self._client = client
        self._merchants = merchants
        self._deals = deals
        self._random = random.Random(seed)
        self.ending = threading.Event()
        self.trouble = None

    def run(self):
        try:
            while not self.ending.is_set():
                self._deal(self._random.choice(self._merchants))
        except Exception as error:
            self.trouble = error

    def _deal(self, merchant):
        captures_itself = self._random.random() < 0.4
        order = {"amount": {"value": 10_000, "currency": "EUR"}}
        if captures_itself:
            order |= {"capture": "automatic", "captureAfter": f"PT{self._random.randint(1, 6)}S"}
        made = self._post(merchant, "/payments", order)
        if made is None:
            return
        deal = Deal(made["id"], merchant, captures_itself)
        self._deals.append(deal)
        if self._post(merchant, f"/payments/{deal.id}/payer", {"action": "approve"}) is None:
            deal.lacks_answer = True
            return
        if captures_itself:
            return
        for what, value in self._random.choice(
            [
                [("captures", 4_000), ("captures", 6_000), ("refunds", 2_500)],
                [("captures", 9_000), ("captures", BEYOND)],
                [("captures", 3_000), ("refunds", 3_000)],
            ]
        ):
            self._operate(deal, what, value)

    def _operate(self, deal, what, value):
        body = {"amount": {"value": value, "currency": "EUR"}}
        answer = self._client.ask(
            "POST", f"/payments/{deal.id}/{what}", body, key=str(uuid.uuid4()), token=deal.merchant.key
        )
        if answer is None:
            deal.lacks_answer = True
        elif answer[0] == 201:
            deal.operations.append((answer[1]["id"], what, value))
        else:
            # The capture beyond what is held.
            assert (answer[0], value) == (422, BEYOND), answer
            deal.refused += 1

    def _post(self, merchant, path, body):
        answer = self._client.ask("POST", path, body, key=str(uuid.uuid4()), token=merchant.key)
        if answer is None:
            return None
        assert answer[0] in (200, 201), answer
        return answer[1]
