"""Every route of the console and of the server itself, for those who may not: without a session, with another merchant's, with
a form of somebody else's. And what one merchant's key does to the sandbox, which is nothing to any other merchant.

The routes come from the server, as in test_sweep.py: one that is added fails here until somebody says what it is asked.
"""

import json
import re
import secrets

import pytest
import requests
from console.desk import Browser, signed_in

from server.belongings import plain, stranger_to
from server.client import DEMO_ADMINISTRATOR
from server.sweeping import routes

OPEN = {
    "GET /": "the page for newcomers",
    "GET /console/sign-in": "how one gets in",
    "POST /console/sign-in": "the same: its form is of a browser, see console/test_safety.py",
    "GET /console/assets/console.css": "the same for everybody",
    "GET /console/assets/console.js": "the same for everybody",
    "GET /console/assets/mark.svg": "the same for everybody",
}
"""Routes of the console that ask for no session."""

OF_THE_SERVER = {
    "GET /health": "for a load balancer",
    "POST /health": "for the benchmark",
    "GET /health/live": "for a load balancer",
    "GET /health/ready": "for a load balancer",
    "GET /metrics": "figures of all merchants together; see operations/test_metrics.py",
}

FORMS = {
    "/console/clock": [{"move": "day"}, {"move": "freeze", "back": "/console/payments/{payment}"}],
    "/console/faults": [{"effect": "request status:503"}],
    "/console/faults/remove": [{"fault": "{fault}"}, {"which": "all"}],
    "/console/merchants": [{"name": "Anybody Ltd"}],
    "/console/merchants/pick": [{"merchant": "{merchant}"}],
    "/console/payments/{payment}/actions/{action}": [{"amount": "1.00", "once": "{once}"}],
    "/console/payments/{payment}/payer/{action}": [{"once": "{once}"}],
    "/console/sign-out": [{}],
    "/console/webhooks/replay": [{"delivery": "{delivery}"}, {"which": "failed"}],
}
"""What is sent to every route that does more than show."""

WORDS = {
    "/console/payments/{payment}/actions/{action}": ["capture", "void", "refund", "withdraw"],
    "/console/payments/{payment}/payer/{action}": ["approve", "decline", "abandon", "instruct"],
}

OF_THE_ADMINISTRATOR = {"/console/merchants", "/console/merchants/pick"}
"""Whose forms no merchant may send."""

CONTROLS = {
    "POST /holdfast/v1/sandbox/clock": [{"freeze": False}, {"advance": "P1D"}, {"freeze": True}],
    "POST /holdfast/v1/sandbox/faults": [{"dialect": "mollie", "operation": "read", "effect": "status:503", "times": 9}],
    "DELETE /holdfast/v1/sandbox/faults": [None],
    "POST /holdfast/v1/sandbox/snapshots": [{"name": "A stranger's"}],
    "PUT /holdfast/v1/sandbox/settings": [{"captureWindow": "P3D"}],
    "POST /holdfast/v1/payments": [{"amount": {"value": 100, "currency": "EUR"}, "reference": "a-strangers-own"}],
    "POST /holdfast/v1/webhook-endpoints": [{"url": "http://127.0.0.1:9/x", "events": ["*"]}],
    "POST /holdfast/v1/webhook-deliveries/replay": [{"endpoint": "{endpoint}"}],
    "POST /holdfast/v1/merchants": [{"name": "A stranger's other"}],
    "DELETE /holdfast/v1/sandbox/data": [None],
}
"""What a merchant may ask for by a path that names nothing, in an order that leaves what is asked later something to meet."""


class Desk:
    """The console as one browser sees it."""

    def __init__(self, base, key):
        self.browser = signed_in(base, key)
        self.token = self.browser.token()

    def ask(self, method, path, form=None, token=None):
        if method == "GET":
            return self.browser.at(path, allow_redirects=False)
        return self.browser.press(path, {**(form or {}), "token": token or self.token})


@pytest.fixture(scope="module")
def desks(world):
    """The owner's, the stranger's and the administrator's consoles; the owner's clock stands still."""
    instance, owner, stranger = world
    owner.ask("holdfast", "POST", "/holdfast/v1/sandbox/clock", {"freeze": True})
    instance.quiet()
    keys = [owner.keys["holdfast merchant"], stranger.keys["holdfast merchant"], DEMO_ADMINISTRATOR]
    return [Desk(instance.base, key) for key in keys]


@pytest.fixture(scope="module")
def names(world, desks):
    """What the owner's things are called in the console."""
    _, owner, _ = world
    found = re.search(r"/console/webhooks/(pmt_[\w-]+)", desks[0].ask("GET", "/console/webhooks").text)
    ids = owner.ids["holdfast"]
    return {"payment": ids["payment"], "fault": ids["fault"], "merchant": ids["merchant"], "delivery": found[1]}


def of_the_console(instance):
    """Method, path and words of every route that asks for a session. What nobody has described fails."""
    found = []
    for method, route, dialect in routes(instance):
        if dialect != "console" or f"{method} {route}" in OPEN:
            continue
        if "*" in route:
            route = route.replace("**", "no-such-page")
        elif method != "GET":
            assert route in FORMS, f"{method} {route}: nobody has written what it is asked: see FORMS"
        unknown = set(re.findall(r"\{(\w+)\}", route)) - {"payment", "delivery", "action"}
        assert not unknown, f"{route}: nobody knows what {unknown} of the owner's is: see names"
        found += [(method, route.replace("{action}", word)) for word in WORDS.get(route, ["x"])]
    assert len(found) > 25
    return found


def filled(text, names):
    return re.sub(r"\{(\w+)\}", lambda match: secrets.token_hex(16) if match[1] == "once" else names[match[1]], text)


def forms(method, path, names):
    """Every form that a route takes, with those names. Nothing for a page."""
    if method == "GET":
        return [None]
    route = next((route for route in FORMS if re.fullmatch(re.sub(r"\\\{\w+\\\}", r"[^/]+", re.escape(route)), path)), None)
    return [{name: filled(value, names) for name, value in form.items()} for form in FORMS.get(route, [{}])]


def state(instance, owner):
    """All that the owner sees of itself through our own API."""
    told = {
        route: plain(owner.send("holdfast", "GET", route).text)
        for method, route, dialect in routes(instance)
        if method == "GET" and dialect == "holdfast" and not re.search(r"[{*]", route)
    }
    assert len(told) > 8
    named = f"/holdfast/v1/payments/{owner.ids['holdfast']['payment']}/timeline"
    return told | {named: plain(owner.send("holdfast", "GET", named).text)}


def test_without_a_session_nothing_is_told_and_nothing_is_done(world, desks, names):
    instance, owner, _ = world
    over = Desk(instance.base, owner.keys["holdfast merchant"])
    kept = over.browser.cookies.get("holdfast_console")
    assert over.ask("POST", "/console/sign-out").status_code == 303
    key = owner.keys["holdfast merchant"]
    strangers = {
        "nobody": {},
        "a forged session": {"Cookie": f"holdfast_console={secrets.token_hex(32)}"},
        "no session at all": {"Cookie": "holdfast_console=x"},
        "an empty session": {"Cookie": "holdfast_console="},
        "a session that was ended": {"Cookie": f"holdfast_console={kept}"},
        "the guest's cookie as a session": {"Cookie": f"holdfast_console={over.browser.cookies.get('holdfast_guest')}"},
        "a merchant's key": {"Authorization": f"Bearer {key}"},
        "a merchant's key as a session": {"Cookie": f"holdfast_console={key}"},
        "the administrator's key": {"Authorization": f"Bearer {DEMO_ADMINISTRATOR}"},
    }
    before, troubles = state(instance, owner), []
    for method, route in of_the_console(instance):
        path = filled(route, names)
        for form in forms(method, route, names):
            for who, headers in strangers.items():
                data = None if form is None else {**form, "token": desks[0].token}
                answer = requests.request(
                    method, instance.base + path, data=data, headers=headers, timeout=20, allow_redirects=False
                )
                place = answer.headers.get("Location", "")
                if answer.status_code != 303 or not place.startswith("/console/sign-in") or answer.text:
                    troubles.append(f"{method} {path} answers {who}: {answer.status_code} {place} {answer.text[:200]}")
    assert not troubles, "\n".join(troubles[:20])
    assert state(instance, owner) == before


def test_a_merchants_session_tells_and_does_nothing_of_anothers(world, desks, names):
    instance, owner, _ = world
    _, desk, _ = desks
    before, troubles, named = state(instance, owner), [], 0
    absent = {name: stranger_to(value) for name, value in names.items()}
    for method, route in of_the_console(instance):
        if route in ("/console/live", "/console/sign-out") or method not in ("GET", "POST"):
            continue
        for seen_form, absent_form in zip(forms(method, route, names), forms(method, route, absent), strict=True):
            seen = desk.ask(method, filled(route, names), seen_form)
            troubles += [
                f"{method} {route} {seen_form} tells {secret}"
                for secret in owner.secrets - set(names.values()) if secret in seen.text
            ]  # fmt: skip
            if route in OF_THE_ADMINISTRATOR and method == "POST":
                if seen.status_code != 403:
                    troubles.append(f"{method} {route} {seen_form} is done for a merchant: {seen.status_code}")
                continue
            other = desk.ask(method, filled(route, absent), absent_form)
            if filled(route, names) == filled(route, absent) and seen_form == absent_form:
                continue
            named += 1
            known = lambda answer, names: (  # noqa: E731
                answer.status_code, plain(answer.text, *names.values()), plain(answer.headers.get("Location", ""), *names.values()),
            )  # fmt: skip
            if known(seen, names) != known(other, absent):
                troubles.append(f"{method} {route} {seen_form} tells that it exists: {seen.status_code}, not {other.status_code}")
            if seen.status_code != 404 and route != "/console/clock":
                troubles.append(f"{method} {route} {seen_form} answers {seen.status_code}")
    assert not troubles, "\n".join(troubles[:20])
    assert named >= 15, f"only {named} requests named something of the owner's"
    assert state(instance, owner) == before


def test_a_stream_tells_of_nothing_that_happens_to_another_merchant(world, desks, names):
    instance, owner, _ = world
    own, desk, _ = desks
    streams = [
        each.browser.get(f"{instance.base}/console/live{query}", stream=True, timeout=(10, 2))
        for each, query in [(own, ""), (desk, ""), (desk, "?payment=" + names["payment"])]
    ]
    order = {"amount": {"value": 100, "currency": "EUR"}, "reference": secrets.token_hex(8)}
    owner.ask("holdfast", "POST", "/holdfast/v1/payments", order)
    heard = []
    for stream in streams:
        text = ""
        try:
            for piece in stream.iter_content(None):
                text += piece.decode()
        except requests.RequestException:
            pass
        heard.append(text)
        stream.close()
    assert all("event: ready" in text for text in heard)
    assert ["event: changed" in text for text in heard] == [True, False, False]


def test_a_form_of_somebody_elses_page_does_nothing(world, desks, names):
    instance, owner, _ = world
    own, desk, administrator = desks
    guest = Browser(instance.base).token("/console/sign-in")
    before, sent = state(instance, owner), 0
    for method, route in of_the_console(instance):
        if method != "POST":
            continue
        for form in forms(method, route, names):
            for token in ["x", guest, desk.token, administrator.token, own.token[:-1] + ("0" if own.token[-1] != "0" else "1")]:
                answer = own.ask(method, filled(route, names), form, token=token)
                sent += 1
                assert answer.status_code == 403, f"{route} {form}: {answer.status_code} {answer.text[:300]}"
    assert sent > 50
    assert state(instance, owner) == before


def test_the_administrator_sees_the_merchant_that_was_picked_and_no_other(world, desks, names):
    instance, owner, stranger = world
    _, _, desk = desks
    form = {"merchant": stranger.ids["holdfast"]["merchant"]}
    assert desk.ask("POST", "/console/merchants/pick", form).status_code == 303
    before, troubles = state(instance, owner), []
    for method, route in of_the_console(instance):
        if route in ("/console/live", "/console/sign-out", *OF_THE_ADMINISTRATOR) or method not in ("GET", "POST"):
            continue
        for form in forms(method, route, names):
            answer = desk.ask(method, filled(route, names), form)
            is_named = "{" in route or form and any("{" in value for value in FORMS.get(route, [{}])[0].values())
            if is_named and answer.status_code != 404 and route != "/console/clock" and "which" not in form:
                troubles.append(f"{method} {route} {form} answers {answer.status_code}")
            troubles += [
                f"{method} {route} tells {secret}" for secret in owner.secrets - set(names.values()) if secret in answer.text
            ]  # fmt: skip
    assert not troubles, "\n".join(troubles[:20])
    assert state(instance, owner) == before
    assert desk.ask("POST", "/console/merchants/pick", {"merchant": names["merchant"]}).status_code == 303
    assert owner.mark in desk.ask("GET", f"/console/payments/{names['payment']}").text


def test_the_servers_own_routes_tell_nothing_of_anybody(world):
    instance, owner, _ = world
    own = {f"{method} {route}" for method, route, dialect in routes(instance) if dialect == "server"}
    assert own == set(OF_THE_SERVER), "a route of the server's own is new: say who may ask it"
    for route in own:
        method, path = route.split()
        for headers in ({}, owner.headers("holdfast"), {"Authorization": f"Bearer {DEMO_ADMINISTRATOR}"}):
            answer = requests.request(method, instance.base + path, headers=headers, timeout=20)
            assert answer.status_code == 200, route
            for secret in owner.secrets:
                assert secret not in answer.text, f"{route} tells {secret}"


def test_what_one_key_does_to_the_sandbox_is_nothing_to_another_merchant(world, desks, names):
    """Clock, faults, snapshots, data and exchanges: asked for without a name, they are the key's own."""
    instance, owner, stranger = world
    asked = {
        f"{method} {route}"
        for method, route, dialect in routes(instance)
        if dialect == "holdfast" and method != "GET" and not re.search(r"[{*]", route)
    }
    key = {"Authorization": "Bearer " + stranger.keys["holdfast merchant"]}

    def is_taken(route):
        method, path = route.split()
        return requests.request(method, instance.base + path, headers=key, json={}, timeout=30).status_code != 405

    before = state(instance, owner)
    for route in sorted(asked - set(CONTROLS)):
        assert not is_taken(route), f"{route}: nobody has written what it is asked: see CONTROLS"
    done = 0
    for route, bodies in CONTROLS.items():
        method, path = route.split()
        for body in bodies:
            named = json.loads(json.dumps(body).replace("{endpoint}", owner.ids["holdfast"]["endpoint"]))
            answer = stranger.send("holdfast", method, path, named)
            assert named == body or answer.status_code in (403, 404), f"{route} {named}: {answer.status_code}"
            done += answer.status_code < 300
            after = state(instance, owner)
            assert after == before, f"{route} {body}: {[place for place in after if after[place] != before[place]]}"
    assert done > 8, f"only {done} did anything to the stranger itself"
    # A fault of the stranger's strikes nobody else, and what the stranger asked is not among the owner's exchanges.
    stranger.ask("holdfast", "POST", "/holdfast/v1/sandbox/faults", CONTROLS["POST /holdfast/v1/sandbox/faults"][0])
    path = f"/v2/payments/{owner.ids['mollie']['payment']}"
    assert stranger.send("mollie", "GET", path).status_code == 503
    assert owner.send("mollie", "GET", path).status_code == 200


def test_a_session_that_is_over_shows_nothing(world, desks, names):
    """Comes last: the machine's clock goes on by half a day."""
    instance, owner, _ = world
    own, _, administrator = desks
    assert own.ask("GET", f"/console/payments/{names['payment']}").status_code == 200
    instance.jump(12 * 3_600 + 60)
    for method, route in of_the_console(instance):
        for desk in (own, administrator):
            for form in forms(method, route, names):
                answer = desk.ask(method, filled(route, names), form)
                place = answer.headers.get("Location", "")
                assert answer.status_code == 303 and place.startswith("/console/sign-in"), f"{method} {route}"
