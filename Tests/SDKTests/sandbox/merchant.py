"""A merchant who rehearses: payments by Mollie's wire, time and data by our own."""

import shop

from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials

API = "/holdfast/v1/sandbox"


def demo(instance):
    return Rehearsal(Merchant.demo(instance.base), instance)


def admitted(instance):
    """Another merchant on the same server."""
    answer = Merchant.demo(instance.base).send(
        "POST", "/holdfast/v1/merchants", {"name": "Another shop"}, key=DEMO_ADMINISTRATOR
    )
    return Rehearsal(Merchant(instance.base, answered_credentials(answer)), instance)


class Rehearsal:
    def __init__(self, merchant, instance):
        self.merchant = merchant
        self.instance = instance

    def ask(self, method, path, body=None, status=200):
        """One of our own requests under /sandbox; the server may have moved to another port since the last one."""
        self.merchant.base = self.instance.base
        answer = self.merchant.send(method, API + path, body, key="holdfast merchant")
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def keep(self, name=None):
        return self.ask("POST", "/snapshots", {"name": name} if name else None, status=201)

    def restore(self, snapshot, status=200):
        return self.ask("POST", f"/snapshots/{snapshot['id']}/restore", status=status)

    def snapshots(self):
        return self.ask("GET", "/snapshots")["snapshots"]

    def forget(self, snapshot, status=204):
        self.ask("DELETE", f"/snapshots/{snapshot['id']}", status=status)

    def erase(self):
        self.ask("DELETE", "/data", status=204)

    def clock(self, **move):
        return self.ask("POST", "/clock", move) if move else self.ask("GET", "/clock")

    def freeze(self):
        """Time stands still, so that what is read twice is the same twice."""
        return self.clock(freeze=True)["now"]

    def rehearse(self, webhook=None):
        """A little of everything: open, held, captured in part, refunded. Returns the payments."""
        more = {"webhookUrl": webhook} if webhook else {}
        open_, held = self.merchant.create(**more), self.merchant.authorized(**more)
        partial = self.merchant.authorized(shop.klarna_payment(), **more)
        self.capture(partial, "35.95")
        refunded = self.merchant.authorized(**more)
        self.capture(refunded, "10.00")
        self.merchant.refund(refunded, "4.00")
        return [open_, held, partial, refunded]

    def capture(self, payment, value, **more):
        self.merchant.capture(payment, value, **more)
        self.settled(payment)

    def settled(self, payment):
        path = f"/v2/payments/{payment['id']}/captures"
        read = lambda: self.merchant.send("GET", path).json()["_embedded"]["captures"]  # noqa: E731
        shop.eventually(read, lambda captures: all(capture["status"] != "pending" for capture in captures))

    def everything(self, payments):
        """What every GET answers about the payments and their lists, as bytes."""
        self.merchant.base = self.instance.base
        paths = ["/v2/payments", "/v2/refunds"]
        for payment in payments:
            path = f"/v2/payments/{payment['id']}"
            paths += [path, f"{path}?embed=captures,refunds", f"{path}/captures", f"{path}/refunds"]
        seen = {path: self.read(path) for path in paths}
        for payment in payments:
            path = f"/holdfast/v1/payments/{payment['id']}"
            seen[path] = self.read(path, "holdfast merchant")
        return seen

    def read(self, path, key="mollie test"):
        answer = self.merchant.send("GET", path, key=key)
        # Links name the port, and a restarted server has another.
        return answer.status_code, answer.content.replace(self.instance.base.encode(), b"BASE")
