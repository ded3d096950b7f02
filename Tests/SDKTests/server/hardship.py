"""What a machine does to a server: kills, a full disk, more load than it can carry. `scripts/hardship` runs the long forms."""

import asyncio
import contextlib
import json
import os
import pathlib
import random
import resource
import signal
import subprocess
import threading
import time
import uuid
from urllib.parse import urlsplit

import requests
import shop

from server.client import Merchant

# Kills


class Customers:
    """Shops that go on whatever happens: whoever gets no answer asks again with the same key."""

    def __init__(self, instance, receiver, count):
        self.instance = instance
        self.receiver = receiver
        self.acknowledged = []
        """(payment, capture) of every capture that was answered 201."""
        self.troubles = []
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._shop, daemon=True) for _ in range(count)]

    def begin(self):
        for thread in self._threads:
            thread.start()

    def end(self):
        self._ending.set()
        for thread in self._threads:
            thread.join(60)

    def _shop(self):
        session = requests.Session()
        while not self._ending.is_set():
            order = shop.card_payment(webhookUrl=self.receiver.base + "/hook")
            payment = self._insist(session, "POST", "/v2/payments", order)
            if payment is None:
                return
            path = f"/holdfast/v1/payments/{payment['id']}/payer"
            if self._insist(session, "POST", path, {"action": "approve"}, "holdfast merchant") is None:
                return
            capture = self._insist(session, "POST", f"/v2/payments/{payment['id']}/captures", {})
            if capture is None:
                return
            self.acknowledged.append((payment["id"], capture["id"]))
            # So that the books stay small enough to be audited after each of many kills.
            time.sleep(0.1)

    def _insist(self, session, method, path, body, key="mollie test"):
        headers = {
            "Authorization": f"Bearer {Merchant.demo('').keys[key]}", "Idempotency-Key": str(uuid.uuid4()),
        }  # fmt: skip
        while not self._ending.is_set():
            try:
                answer = session.request(method, self.instance.base + path, json=body, headers=headers, timeout=10)
            except requests.RequestException:
                time.sleep(0.02)
                continue
            if answer.status_code in (200, 201):
                return answer.json()
            if answer.status_code == 409 and "payer" in path:
                return {}  # Said yes before the answer was lost.
            if answer.status_code != 503:
                self.troubles.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
                return None
        return None


def kills(instance, receiver, count, shops=6, seed=1, tell=print):
    """Kills the server so many times while shops capture; after each kill the books are audited."""
    dice = random.Random(seed)
    instance.start()
    customers = Customers(instance, receiver, shops)
    customers.begin()
    longest = 0
    for number in range(1, count + 1):
        time.sleep(dice.uniform(0.15, 1.2))
        instance.kill()
        began = time.monotonic()
        instance.start()
        longest = max(longest, time.monotonic() - began)
        instance.audit()
        if number % 10 == 0:
            tell(f"  {number} kills, {len(customers.acknowledged)} captures acknowledged, audit clean each time")
    customers.end()
    assert not customers.troubles, "\n".join(customers.troubles[:5])
    acknowledged = list(customers.acknowledged)
    lost, doubled = [], []
    merchant = Merchant.demo(instance.base)
    for payment, capture in acknowledged:
        answer = merchant.send("GET", f"/v2/payments/{payment}/captures?limit=250").json()
        found = [one["id"] for one in answer["_embedded"]["captures"]]
        lost += [capture] * (capture not in found)
        doubled += [capture] * (len(found) > 1)
    instance.quiet(120)
    heard = {body.removeprefix("id=") for body in receiver.bodies("/hook")}
    silent = [payment for payment, _ in acknowledged if payment not in heard]
    assert not lost and not doubled and not silent, f"lost {lost}, doubled {doubled}, never told {silent}"
    instance.audit()
    return {
        "kills": count, "acknowledged": len(acknowledged), "lost": 0, "doubled": 0, "webhooks": len(receiver.bodies("/hook")),
        "longest start": f"{longest:.2f} s",
    }  # fmt: skip


# A full disk


@contextlib.contextmanager
def small_disk(place, megabytes):
    """A file system of that size at `place`. None where nobody may mount one."""
    place = pathlib.Path(place)
    place.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", place], capture_output=True, text=True
    )
    try:
        yield place if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", place], check=True)


def ballast_in(folder, leaving):
    """A file that takes all space of a disk but so many bytes."""
    ballast = folder / "ballast"
    facts = os.statvfs(folder)
    ballast.write_bytes(b"\0" * max(0, facts.f_bavail * facts.f_frsize - leaving))
    return ballast


def full_disk(instance, tell=print):
    """Pays until the disk is full, reads, frees space, pays on; the disk is at `instance.data` already."""
    instance.start()
    ballast = ballast_in(instance.data, 500 << 10)
    merchant = Merchant.demo(instance.base)
    acknowledged, refusals = [], []
    order = shop.card_payment(metadata={"filler": "x" * 900})
    deadline = time.monotonic() + 120
    while len(refusals) < 5:
        assert time.monotonic() < deadline, f"the disk was never full: {len(acknowledged)} payments"
        answer = merchant.send("POST", "/v2/payments", order)
        assert answer.status_code in (201, 503), answer.text
        if answer.status_code == 201:
            acknowledged.append(answer.json()["id"])
        else:
            refusals.append(answer)
    tell(f"  full after {len(acknowledged)} payments; refused with 503, in Mollie's words: {refusals[0].json()['detail']}")
    assert refusals[0].headers["Content-Type"].startswith("application/hal+json")
    assert merchant.send("GET", f"/v2/payments/{acknowledged[-1]}").status_code == 200, "reading goes on"
    assert "the disk is full" in instance.logged(), "the log says what to do"
    # Space returns, the server goes on by itself.
    ballast.unlink()
    began = time.monotonic()
    made = shop.eventually(
        lambda: merchant.send("POST", "/v2/payments", order), lambda answer: answer.status_code == 201, 30
    )
    recovered = time.monotonic() - began
    acknowledged.append(made.json()["id"])
    # Full again, and a power cut: the data opens once there is space.
    ballast = ballast_in(instance.data, 128 << 10)
    refused = 0
    while refused < 3:
        assert time.monotonic() < deadline, "the disk was not full again"
        answer = merchant.send("POST", "/v2/payments", order)
        if answer.status_code == 201:
            acknowledged.append(answer.json()["id"])
        refused += answer.status_code == 503
    instance.kill()
    ballast.unlink()
    instance.start()
    merchant.base = instance.base
    lost = [one for one in acknowledged if merchant.send("GET", f"/v2/payments/{one}").status_code != 200]
    assert not lost, f"lost {lost}"
    instance.audit()
    return {
        "acknowledged": len(acknowledged), "lost": 0, "refused": len(refusals), "recovered within": f"{recovered:.2f} s",
    }  # fmt: skip


# Too much load


class Load:
    """Requests over kept connections, written and read by hand: cheap enough to ask for more than the server can do."""

    def __init__(self, base, connections):
        self.place = urlsplit(base)
        self.connections = connections
        self.answers = []
        """(status, seconds, payment) of each answer."""
        self.refusals = []
        """(request, head, body) of some answers that are 503."""
        self.broken = 0

    def run(self, seconds, rate=None):
        """Closed loop on every connection; or with `rate`, so many a second whatever becomes of them."""
        self.answers, self.refusals, self.broken = [], [], 0
        asyncio.run(self._run(seconds, rate))
        return self

    async def _run(self, seconds, rate):
        self._end = time.monotonic() + seconds
        self._turns = asyncio.Queue()
        clients = [asyncio.create_task(self._client(rate is not None)) for _ in range(self.connections)]
        if rate:
            began, given = time.monotonic(), 0
            while time.monotonic() < self._end:
                due = int((time.monotonic() - began) * rate)
                for _ in range(due - given):
                    self._turns.put_nowait(time.monotonic())
                given = due
                await asyncio.sleep(0.01)
            self.offered = given
        await asyncio.wait(clients, timeout=(seconds if not rate else 0) + 60)
        self.waiting = self._turns.qsize()
        for client in clients:
            client.cancel()
        await asyncio.gather(*clients, return_exceptions=True)

    async def _client(self, in_turn):
        reader = writer = None
        while time.monotonic() < self._end:
            if in_turn:
                try:
                    await asyncio.wait_for(self._turns.get(), max(0.01, self._end - time.monotonic()))
                except asyncio.TimeoutError:
                    break
            began = time.monotonic()
            try:
                if writer is None:
                    reader, writer = await asyncio.open_connection(self.place.hostname, self.place.port)
                asked = self._request()
                writer.write(asked)
                status, head, body = await asyncio.wait_for(self._answer(reader), 60)
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, ValueError):
                self.broken += 1
                if writer:
                    writer.close()
                reader = writer = None
                continue
            if status == 503 and len(self.refusals) < 50:
                self.refusals.append((asked, head, body))
            payment = json.loads(body)["id"] if status == 201 else None
            self.answers.append((status, time.monotonic() - began, payment))
        if writer:
            writer.close()

    def _request(self):
        body = json.dumps(shop.card_payment()).encode()
        head = (
            f"POST /v2/payments HTTP/1.1\r\nHost: {self.place.netloc}\r\nAuthorization: Bearer {shop.API_KEY}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def _answer(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        return int(head.split(" ")[1]), head, await reader.readexactly(length)

    def of(self, status):
        return sorted(seconds for found, seconds, _ in self.answers if found == status)


def share(values, part):
    return values[min(len(values) - 1, int(len(values) * part))] if values else 0


def refused_well(base, refusals):
    """A refusal is in Mollie's words, and says when to come again; the same request, with its key, is good then, once."""
    for _, head, body in refusals:
        assert "\r\nretry-after: 1\r\n" in head and "\r\ncontent-type: application/hal+json\r\n" in head, head
        assert json.loads(body)["title"] == "Service Unavailable", body
    for asked, _, _ in refusals[:10]:
        head, body = asked.split(b"\r\n\r\n", 1)
        headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
        made = [requests.post(base + "/v2/payments", data=body, headers=headers, timeout=30) for _ in range(2)]
        assert [answer.status_code for answer in made] == [201, 201], made[0].text
        assert made[0].json()["id"] == made[1].json()["id"]


def overload(instance, seconds=20, connections=9_000, times=3, tell=print):
    """Measures what the server can do, asks for `times` as much, and looks whether it recovers. The first 99 of 100 answers must
    come within 15 seconds, whatever they are."""
    wanted = connections + 1_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    instance.start()
    Load(instance.base, 32).run(2)
    calm = Load(instance.base, 64).run(max(3, seconds / 4))
    capacity = len(calm.of(201)) / max(3, seconds / 4)
    memory = instance.memory()
    count = lambda: instance.rows("SELECT count(*) AS number FROM payments")[0]["number"]  # noqa: E731
    before = count()
    tell(f"  it can carry {capacity:.0f} payments a second over 64 connections, in {memory >> 20} MiB")
    load = Load(instance.base, min(connections, hard - 1_000)).run(seconds, rate=times * capacity)
    peak = instance.memory("VmHWM")
    accepted, refused = load.of(201), load.of(503)
    others = {status for status, _, _ in load.answers} - {201, 503}
    tell(
        f"  offered {load.offered / seconds:.0f} a second for {seconds} s: {len(accepted)} accepted"
        f" (99 % within {share(accepted, 0.99):.2f} s), {len(refused)} refused (99 % within {share(refused, 0.99):.2f} s),"
        f" {load.broken} broken off, {load.waiting} never sent; at most {peak >> 20} MiB"
    )
    stored = count() - before
    began = time.monotonic()
    merchant = Merchant.demo(instance.base)
    shop.eventually(
        lambda: merchant.send("POST", "/v2/payments", shop.card_payment()),
        lambda answer: answer.status_code == 201 and answer.elapsed.total_seconds() < 0.25, 30,
    )  # fmt: skip
    recovered = time.monotonic() - began
    again = Load(instance.base, 64).run(max(3, seconds / 4))
    after = len(again.of(201)) / max(3, seconds / 4)
    tell(f"  well again after {recovered:.2f} s: {after:.0f} a second, {instance.memory() >> 20} MiB")
    assert not others, f"answers other than 201 and 503: {others}"
    assert recovered < 15
    ids = [payment for _, _, payment in load.answers if payment]
    assert len(set(ids)) == len(ids) and 0 <= stored - len(ids) <= load.broken, (
        f"{len(ids)} accepted, {load.broken} broken off, {stored} stored"
    )
    refused_well(instance.base, load.refusals)
    slowest = share(sorted(seconds for _, seconds, _ in load.answers), 0.99)
    assert slowest < 15, f"99 of 100 answers came within {slowest:.1f} s"
    for one in random.Random(1).sample(ids, min(200, len(ids))):
        assert merchant.send("GET", f"/v2/payments/{one}").status_code == 200, one
    instance.audit()
    return {
        "capacity": round(capacity), "offered": round(load.offered / seconds), "accepted": len(accepted),
        "refused": len(refused), "broken": load.broken, "accepted within": f"{share(accepted, 0.99):.2f} s",
        "refused within": f"{share(refused, 0.99):.2f} s", "peak": f"{peak >> 20} MiB", "after": round(after),
    }  # fmt: skip


def end(instance):
    if instance.is_running:
        instance.stop(signal.SIGTERM)
