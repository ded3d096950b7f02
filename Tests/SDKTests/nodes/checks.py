"""What must hold in the end, by what the shops were told and what their webhook address heard."""

import json
import time
from collections import Counter

SETTLE_SECONDS = 90


class Findings:
    """What is wrong, and what was counted."""

    def __init__(self):
        self.wrong = []
        self.figures = Counter()
        self.quiet_after = None
        """Seconds until no webhook waited any more."""

    def check(self, holds, what):
        if not holds:
            self.wrong.append(what)


def timeline(client, deal):
    answer = client.ask("GET", f"/payments/{deal.id}/timeline", token=deal.merchant.key)
    assert answer and answer[0] == 200, answer
    return answer[1]["events"]


def settled(client, deals):
    """Timelines of all payments, once every timer of theirs has fired."""
    end = time.monotonic() + SETTLE_SECONDS
    found, waiting = {}, list(deals)
    while True:
        for deal in waiting:
            found[deal.id] = timeline(client, deal)
        waiting = [deal for deal in waiting if deal.captures_itself and not captures(found[deal.id])]
        waiting = [deal for deal in waiting if not deal.lacks_answer]
        if not waiting or time.monotonic() > end:
            return found
        time.sleep(0.3)


def captures(events):
    return [event for event in events if event["type"] == "capture.succeeded"]


def check_deal(deal, events, findings):
    """No acknowledged operation lost, none doubled, each timer once."""
    types = Counter(event["type"] for event in events)
    findings.figures["events"] += len(events)
    findings.check([event["sequence"] for event in events] == list(range(1, len(events) + 1)), f"{deal.id}: a gap")
    times = [event["at"] for event in events]
    findings.check(times == sorted(times), f"{deal.id}: time goes back: {times}")
    findings.check(types["payment.created"] == 1 and types["payment.authorized"] <= 1, f"{deal.id}: {types}")
    if deal.captures_itself:
        findings.figures["timers"] += types["capture.succeeded"]
        allowed = {0, 1} if deal.lacks_answer else {1}
        findings.check(types["capture.succeeded"] in allowed, f"{deal.id}: its timer fired {types['capture.succeeded']} times")
        return
    done = [event["operation"]["id"] for event in events if event["type"] in ("capture.succeeded", "refund.succeeded")]
    told = [operation[0] for operation in deal.operations]
    findings.figures["operations"] += len(told)
    for operation in told:
        findings.check(done.count(operation) == 1, f"{deal.id}: {operation} was acknowledged, and is there {done.count(operation)} times")
    # What was never answered happened once or not at all.
    extra = len(done) - len(told)
    findings.check(extra == 0 or (deal.lacks_answer and extra == 1), f"{deal.id}: {extra} operations more than were asked for")


def check_webhooks(deal, events, arrivals, findings):
    """Everything was told at least once; what came first, came in order."""
    heard, seen = [], set()
    for arrival in arrivals:
        message = json.loads(arrival.body)
        findings.figures["webhooks"] += 1
        if message["id"] in seen:
            findings.figures["webhooks told again"] += 1
            continue
        seen.add(message["id"])
        heard.append(name(message["type"], message["data"]))
    wanted = [name(event["type"], event) for event in events]
    findings.check(heard == wanted, f"{deal.id}: heard {heard}, not {wanted}")


def name(type, facts):
    operation = facts.get("operation")
    return (type, operation["id"]) if operation else (type,)


def by_payment(receiver):
    found = {}
    for arrival in list(receiver.arrivals):
        payment = json.loads(arrival.body)["data"]["payment"]["id"]
        found.setdefault(payment, []).append(arrival)
    return found


def until_quiet(client, merchants, seconds=SETTLE_SECONDS):
    """Until no webhook waits any more. False when some still do."""
    end = time.monotonic() + seconds
    waiting = True
    while waiting and time.monotonic() < end:
        answers = [client.ask("GET", "/webhook-deliveries?state=pending", token=merchant.key) for merchant in merchants]
        waiting = any(answer[1]["webhookDeliveries"] for answer in answers)
        time.sleep(0.3)
    return not waiting


def everything(client, merchants, deals, receiver):
    findings = Findings()
    timelines = settled(client, deals)
    begin = time.monotonic()
    findings.check(until_quiet(client, merchants), "webhooks wait without an end")
    findings.quiet_after = time.monotonic() - begin
    heard = by_payment(receiver)
    findings.figures["payments"] = len(deals)
    for deal in deals:
        events = timeline(client, deal)
        findings.check(events[: len(timelines[deal.id])] == timelines[deal.id], f"{deal.id}: its past has changed")
        check_deal(deal, events, findings)
        check_webhooks(deal, events, heard.get(deal.id, []), findings)
    return findings
