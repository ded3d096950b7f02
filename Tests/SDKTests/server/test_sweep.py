"""Every route that the server has, with one merchant's credentials and another's identifiers.

The routes come from the server itself (it tells them at `--log-level debug`), so that one that is added cannot be forgotten:
a route whose parameter nobody knows, or whose body nobody wrote, fails here.
"""

import json
import re
import uuid

import requests
import swedbank_payee as invoices

from server.belongings import plain, stranger_to
from server.sweeping import routes

WORDS = {"action", "part"}
"""Parameters that choose among words of ours, and name nothing of anybody's."""

PAGES = {
    "/checkout/select-method/{token}": "the payer's page: whoever has the link is the payer",
    "/checkout/test-mode": "the same",
    "/invoice/payments/authorize/{token}": "the same",
    "/sessions-interceptor/{session}": "the same",
    "/dwo-api-application/v1/deeplink/vippsgateway": "the same",
    "/oauth2/authorize": "the consent page: a code that it gives is worth nothing without the application's secret",
}
"""Routes with an identifier that ask for no credentials."""

NOBODYS = {"/v2/methods/{method}": "a way to pay, which every merchant has"}
"""Routes whose identifier names what belongs to nobody."""

CAPTURE = {"amount": {"currency": "EUR", "value": "1.00"}}
MODIFICATION = {"modificationAmount": {"currency": "NOK", "value": 100}}
OWN_AMOUNT = {"amount": {"currency": "EUR", "value": 100}}
FLOW = {"type": "webhook", "url": "http://127.0.0.1:9/x"}
CONDITION = {"type": "event", "events": {"gateway": ["payment_voided"]}}
ECOM = {"merchantInfo": {"merchantSerialNumber": "{unit}"}, "transaction": {"amount": 100, "transactionText": "x"}}
INVOICE = {"transaction": {"activity": "FinancingConsumer", "payeeReference": "{fresh}", "description": "x"}}

BODIES = {
    "PATCH /v2/payments/{payment}": {"description": "Mine now"},
    "DELETE /v2/payments/{payment}": {},
    "POST /v2/payments/{payment}/captures": CAPTURE,
    "POST /v2/payments/{payment}/refunds": {**CAPTURE, "description": "x"},
    "POST /v2/payments/{payment}/release-authorization": {},
    "DELETE /v2/payments/{payment}/refunds/{refund}": {},
    "PATCH /v2/webhooks/{webhook}": {"name": "Mine now"},
    "DELETE /v2/webhooks/{webhook}": {},
    "POST /v2/webhooks/{webhook}/ping": {},
    "POST /epayment/v1/payments/{name}/capture": MODIFICATION,
    "POST /epayment/v1/payments/{name}/refund": MODIFICATION,
    "POST /epayment/v1/payments/{name}/cancel": {},
    "POST /epayment/v1/payments/{name}/approve": {"customer": {"phoneNumber": "4712345678"}},
    "POST /epayment/v1/test/payments/{name}/approve": {"customer": {"phoneNumber": "4712345678"}},
    "DELETE /webhooks/v1/webhooks/{name}": {},
    "POST /ecomm/v2/payments/{name}/capture": ECOM,
    "PUT /ecomm/v2/payments/{name}/cancel": ECOM,
    "POST /ecomm/v2/payments/{name}/refund": ECOM,
    "POST /ecomm/v2/integration-test/payments/{name}/approve": {"customerPhoneNumber": "91234567", "token": "x"},
    "POST /payments/{payment}/captures": {"amount": 100},
    "POST /payments/{payment}/voids": {},
    "POST /payments/{payment}/refunds": {"amount": 100},
    "POST /payments/{payment}/reversals": {},
    "POST /payments/{payment}/cancellations": {},
    "POST /payments/{payment}/authorizations": {"amount": 100},
    "PATCH /instruments/{instrument}": {"expiry_month": 7},
    "DELETE /instruments/{instrument}": {},
    "PATCH /customers/{customer}": {"name": "Mine now"},
    "DELETE /customers/{customer}": {},
    "PATCH /workflows/{workflow}": {"name": "Mine now"},
    "DELETE /workflows/{workflow}": {},
    "POST /workflows/{workflow}/actions": FLOW,
    "PUT /workflows/{workflow}/actions/{part}": FLOW,
    "DELETE /workflows/{workflow}/actions/{part}": {},
    "POST /workflows/{workflow}/conditions": CONDITION,
    "PUT /workflows/{workflow}/conditions/{part}": CONDITION,
    "DELETE /workflows/{workflow}/conditions/{part}": {},
    "POST /workflows/events/subject/{subject}/reflow": {},
    "POST /workflows/events/subject/{subject}/workflow/{workflow}/reflow": {},
    "POST /workflows/events/{event}/reflow": {},
    "POST /workflows/events/{event}/workflow/{workflow}/reflow": {},
    "PUT /webhooks/{webhook}": {"url": "http://127.0.0.1:9/x", "event_types": ["payment_voided"]},
    "PATCH /webhooks/{webhook}": {"active": False},
    "DELETE /webhooks/{webhook}": {},
    "POST /events/{event}/webhooks/retry": {},
    "POST /events/{event}/webhooks/{webhook}/retry": {},
    "PATCH /psp/invoice/payments/{payment}": {
        "payment": {"operation": "Abort", "abortReason": "CancelledByConsumer"}
    },
    "POST /psp/invoice/payments/{payment}/approvedlegaladdress": {
        "addressee": {"socialSecurityNumber": "600307-1161", "zipCode": "19792"}
    },
    "POST /psp/invoice/payments/{payment}/authorizations": "an invoice's payer",
    "POST /psp/invoice/payments/{payment}/captures": "an invoice's capture",
    "POST /psp/invoice/payments/{payment}/cancellations": INVOICE,
    "POST /psp/invoice/payments/{payment}/reversals": {
        "transaction": {**INVOICE["transaction"], "amount": 100, "vatAmount": 0}
    },
    "POST /holdfast/v1/payments/{payment}/captures": OWN_AMOUNT,
    "POST /holdfast/v1/payments/{payment}/voids": {},
    "POST /holdfast/v1/payments/{payment}/refunds": OWN_AMOUNT,
    "POST /holdfast/v1/payments/{payment}/increments": OWN_AMOUNT,
    "POST /holdfast/v1/payments/{payment}/payer": {"action": "decline"},
    "PATCH /holdfast/v1/webhook-endpoints/{endpoint}": {"description": "Mine now"},
    "DELETE /holdfast/v1/webhook-endpoints/{endpoint}": {},
    "POST /holdfast/v1/webhook-endpoints/{endpoint}/rotate-secret": {},
    "POST /holdfast/v1/webhook-deliveries/{delivery}/replay": {},
    "POST /holdfast/v1/merchants/{merchant}/sale-units": {"number": "234567"},
    "PATCH /holdfast/v1/merchants/{merchant}/sale-units/{number}": {"hasApprovals": False},
    "DELETE /holdfast/v1/sandbox/faults/{fault}": {},
    "POST /holdfast/v1/sandbox/snapshots/{snapshot}/restore": {},
    "DELETE /holdfast/v1/sandbox/snapshots/{snapshot}": {},
}
"""What a well-formed request says, for every route that does more than read: it must get as far as the identifier."""

NOT_FOR_MERCHANTS = {"/holdfast/v1/merchants/{merchant}/sale-units", "/holdfast/v1/merchants/{merchant}/sale-units/{number}"}
"""The administrator's: a merchant is refused before anything is looked for."""


def entrances(dialect, path):
    """With which of a merchant's keys the route may be entered, and under which name its identifiers are kept."""
    if dialect == "mollie":
        return [("mollie test", "mollie"), ("mollie access", "mollie")]
    if dialect == "checkoutcom":
        return [(f"checkoutcom {platform} secret", f"checkoutcom {platform}") for platform in ("nas", "classic")]
    if path.startswith("/webhooks/v1"):
        return [(None, "vipps webhooks")]
    if "userinfo" in path:
        return [(None, "vipps userinfo")]
    return [(None, dialect)]


def body_of(method, path, who):
    body = BODIES.get(f"{method} {path}")
    if body == "an invoice's payer":
        return invoices.consumer()
    if body == "an invoice's capture":
        return invoices.capture()
    text = json.dumps(body).replace("{unit}", who.keys["vipps sale unit reserve capture"])
    return json.loads(text.replace("{fresh}", invoices.reference()))


def asked(who, method, path, dialect, key, route):
    body = None if method in ("GET", "HEAD", "OPTIONS") else body_of(method, route, who)
    if key == "mollie access":
        if method in ("GET", "DELETE"):
            path += ("&" if "?" in path else "?") + "testmode=true"
        else:
            body = {**(body or {}), "testmode": True}
    headers = {}
    if dialect == "vipps-epayment":
        headers["Idempotency-Key"] = a_key()
    if dialect == "vipps-ecom":
        headers["X-Request-Id"] = a_key()
    return who.send(dialect, method, path, body, key, **headers)


def a_key():
    return str(uuid.uuid4())


def is_closed(instance, stranger, method, path, dialect, key):
    """Nobody looks at credentials there: the path does not take that method, or leads nowhere."""
    with_key = stranger.send(dialect, method, path, None, key)
    without = requests.request(method, instance.base + path, timeout=20, allow_redirects=False)
    return without.status_code in (404, 405) and plain(without.text) == plain(with_key.text)


def test_no_list_and_no_page_tells_anything_of_anothers(world):
    """Routes without an identifier: what they answer to the stranger, who has not asked for anything of the owner's yet, holds
    nothing of it."""
    instance, owner, stranger = world
    troubles, asked_for = [], 0
    for method, route, dialect in routes(instance):
        if method != "GET" or "{" in route or "*" in route or dialect in ("console", "server"):
            continue
        if route in ("/holdfast/v1/sandbox/clock",) or dialect.startswith("none"):
            continue
        for key, _ in entrances(dialect, route):
            for query in ("", "?testmode=true", "?limit=250", "?limit=100"):
                answer = stranger.send(dialect, "GET", route + query, None, key)
                asked_for += 1
                troubles += [
                    f"{dialect} {route}{query} with {key} tells {secret}"
                    for secret in owner.secrets if secret in answer.text
                ]  # fmt: skip
    assert not troubles, "\n".join(troubles)
    assert asked_for > 60


def test_no_route_tells_or_does_anything_with_anothers_identifiers(world):
    instance, owner, stranger = world
    before = instance.rows("SELECT count(*) AS events FROM events")[0]["events"]
    swept, closed, troubles = [], 0, []
    for method, route, dialect in routes(instance):
        names = re.findall(r"\{(\w+)\}", route)
        if not names or "*" in route or dialect in ("console", "server") or route in (*PAGES, *NOBODYS):
            continue
        if method in ("HEAD", "OPTIONS"):
            continue
        for key, kept in entrances(dialect, route):
            ids = owner.ids.get(kept, {})
            if "/conditions/" in route:
                ids = {**ids, "part": ids.get("condition", "x")}
            missing = [name for name in names if name not in ids and name not in WORDS]
            probe = re.sub(r"\{(\w+)\}", lambda found, ids=ids: str(ids.get(found[1], "x")), route)
            if is_closed(instance, stranger, method, probe, dialect, key):
                closed += 1
                continue
            if missing and len(entrances(dialect, route)) > 1 and dialect == "checkoutcom":
                continue  # What one platform has, the other has not.
            if missing:
                troubles.append(f"{dialect} {method} {route}: the owner has no {', '.join(missing)}: see belongings.py")
                continue
            if method != "GET" and f"{method} {route}" not in BODIES:
                troubles.append(f"{dialect} {method} {route}: nobody has written what it is asked: see BODIES")
                continue
            swept.append((method, route, dialect, key, ids, names))
            seen = asked(stranger, method, probe, dialect, key, route)
            wrong = {name: stranger_to(ids[name]) for name in names if name not in WORDS and name != "number"}
            nowhere = re.sub(r"\{(\w+)\}", lambda found, ids={**ids, **wrong}: str(ids.get(found[1], "x")), route)
            absent = asked(stranger, method, nowhere, dialect, key, route)
            values = [ids[name] for name in names if name not in WORDS]
            if (seen.status_code, plain(seen.text, *values)) != (absent.status_code, plain(absent.text, *wrong.values())):
                troubles.append(
                    f"{dialect} {method} {route} with {key} tells that it exists: {seen.status_code} {seen.text[:300]}"
                    f" and not {absent.status_code} {absent.text[:300]}"
                )
            if seen.status_code < 400:
                troubles.append(f"{dialect} {method} {route} with {key} answers {seen.status_code} {seen.text[:300]}")
            troubles += [
                f"{dialect} {method} {route} with {key} tells {secret}"
                for secret in owner.secrets - set(values) if secret in seen.text
            ]  # fmt: skip
    after = instance.rows("SELECT count(*) AS events FROM events")[0]["events"]
    assert not troubles, "\n".join(troubles)
    assert after == before, "something happened to somebody's payment"
    assert len(swept) > 100 and closed > 100, f"{len(swept)} swept, {closed} closed"
    reach(owner, swept)


def reach(owner, swept):
    """What was asked above gets as far as the identifier: its owner is answered otherwise than about one that is not there."""
    order = {"GET": 0, "PATCH": 1, "PUT": 2, "POST": 3, "DELETE": 4}

    def turn(entry):
        """What ends things comes last: first what hangs on them, and the whole at the end."""
        method, route = entry[:2]
        return "snapshots" in route and method != "GET", order[method], -route.count("/")

    reached, tried = set(), set()
    for method, route, dialect, key, ids, names in sorted(swept, key=turn):
        if route in NOT_FOR_MERCHANTS:
            continue
        tried.add((method, route))
        own = asked(owner, method, re.sub(r"\{(\w+)\}", lambda found, ids=ids: str(ids.get(found[1], "x")), route), dialect, key, route)
        wrong = {name: stranger_to(ids[name]) for name in names if name not in WORDS and name != "number"}
        nowhere = re.sub(r"\{(\w+)\}", lambda found, ids={**ids, **wrong}: str(ids.get(found[1], "x")), route)
        absent = asked(owner, method, nowhere, dialect, key, route)
        if plain(own.text, *ids.values()) != plain(absent.text, *ids.values(), *wrong.values()):
            reached.add((method, route))
        elif own.status_code != absent.status_code:
            reached.add((method, route))
    assert not tried - reached, "these requests do not get to the identifier:\n" + "\n".join(
        f"{method} {route}" for method, route in sorted(tried - reached)
    )


def test_the_owners_references_are_free_to_the_stranger(world):
    """That somebody else uses a reference cannot be told by using it oneself."""
    instance, owner, stranger = world
    order = {"amount": {"value": 10000, "currency": "EUR"}, "reference": "the-same-reference"}
    for who in (owner, stranger):
        assert who.send("holdfast", "POST", "/holdfast/v1/payments", order).status_code == 201
    vipps = {
        "amount": {"currency": "NOK", "value": 100}, "paymentMethod": {"type": "WALLET"},
        "customer": {"phoneNumber": "4712345678"},
        "reference": owner.ids["vipps-epayment"]["name"], "returnUrl": "https://example.com/", "paymentDescription": "socks",
        "userFlow": "WEB_REDIRECT",
    }  # fmt: skip
    key = {"Idempotency-Key": a_key()}
    answer = stranger.send("vipps-epayment", "POST", "/epayment/v1/payments", vipps, **key)
    assert answer.status_code == 201, answer.text
    instance.audit()
