"""Our own API's webhook routes, and signatures checked without the server's code."""

import hashlib
import hmac
import json
import re
import time

import shop


def by_hand(secret, text):
    """HMAC-SHA256 written out, so that nothing is taken on trust."""
    key = secret.encode()
    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).hexdigest()


def signatures(arrival):
    """The time that was signed and the signatures over it."""
    [header] = [value for name, value in arrival.lines if name == "holdfast-signature"]
    found = re.fullmatch(r"t=(\d+)((?:,v1=[0-9a-f]{64})+)", header)
    assert found, header
    return int(found.group(1)), found.group(2).removeprefix(",v1=").split(",v1=")


def is_signed(arrival, secret):
    """Whether one of the signatures is by `secret`, over this body, now."""
    at, given = signatures(arrival)
    assert abs(at - time.time()) < 60, "the time that is signed is real time"
    wanted = by_hand(secret, f"{at}.".encode() + arrival.body)
    assert wanted == hmac.new(secret.encode(), f"{at}.".encode() + arrival.body, "sha256").hexdigest()
    return wanted in given


def message(arrival):
    return json.loads(arrival.body)


def types(receiver, path=None):
    """Types in the order in which they came."""
    return [message(arrival)["type"] for arrival in receiver.at(path)]


class Desk:
    """A merchant's hands on `/holdfast/v1`."""

    def __init__(self, merchant):
        self.merchant = merchant

    def send(self, method, path, body=None, **more):
        return self.merchant.send(method, "/holdfast/v1" + path, body, key="holdfast merchant", **more)

    def ask(self, method, path, body=None, status=200):
        answer = self.send(method, path, body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def endpoint(self, url, events=("*",)):
        return self.ask("POST", "/webhook-endpoints", {"url": url, "events": list(events)}, 201)

    def get(self, endpoint):
        return self.ask("GET", f"/webhook-endpoints/{endpoint['id']}")

    def deliveries(self, **query):
        words = "&".join(f"{name}={value}" for name, value in query.items())
        return self.ask("GET", f"/webhook-deliveries?{words}")["webhookDeliveries"]

    def advance(self, length, **more):
        return self.ask("POST", "/sandbox/clock", {"advance": length, **more})

    def freeze(self):
        return self.ask("POST", "/sandbox/clock", {"freeze": True})

    def heard(self, receiver, count, path=None, seconds=20, recorded=True):
        """Waits until so many have come, and no more, and what came of them is written down."""
        shop.eventually(lambda: len(receiver.at(path)), lambda number: number >= count, seconds)
        assert len(receiver.at(path)) == count, types(receiver, path)
        if recorded:
            shop.eventually(lambda: self._recorded(receiver.base, path), lambda number: number >= count, seconds)
        return receiver.at(path)

    def _recorded(self, base, path):
        sent = [
            attempt["request"]["url"]
            for delivery in self.deliveries(limit=250)
            for attempt in delivery["attempts"]
            if "request" in attempt
        ]
        return sum(url.startswith(base) and (path is None or url.removeprefix(base) == path) for url in sent)
