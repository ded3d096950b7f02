"""What is described is what is given: the document is valid, its examples work, and each of its answers happens."""

import re
import uuid

import pytest
import requests
import shop
from holdfast_server import PROJECT
from openapi_spec_validator import validate

from openapi.conftest import ADMINISTRATOR
from server.receiver import Receiver, status

NOBODY = {
    "payment": "nobody",
    "fault": "flt_1ChFfFz5XiT5u5zoh3ZNjU",
    "settlement": "stl_1ChFfFz5XiT5u5zoh3ZNjU",
    "endpoint": "whe_1ChFfFz5XiT5u5zoh3ZNjU",
    "delivery": "del_1ChFfFz5XiT5u5zoh3ZNjU_1_0",
    "snapshot": "snp_1ChFfFz5XiT5u5zoh3ZNjU",
    "merchant": "mer_1ChFfFz5XiT5u5zoh3ZNjU",
    "number": "0000",
}

#: What only trouble inside the server brings about; tested in the rooms where the trouble is made.
TROUBLE = {500, 503}

#: What only another request at the same moment brings about.
UNDER_WAY = {("eraseData", 409), ("restoreSnapshot", 409), ("deleteSnapshot", 409)}


def test_the_document_is_valid(description):
    validate(description.document)


@pytest.mark.parametrize(
    "schema, operation, asked",
    [
        ("Dialect", "addFault", {"body": {"effect": "drop", "dialect": "x"}}),
        ("Dialect", "listPayments", {"query": "?dialect=x"}),
        ("FaultOperation", "addFault", {"body": {"effect": "drop", "operation": "x"}}),
        ("Status", "listPayments", {"query": "?status=x"}),
        ("Reason", "actAsPayer", {"body": {"action": "decline", "reason": "x"}}),
    ],
)
def test_the_words_it_lists_are_the_servers(merchant, description, schema, operation, asked):
    place = {"payment": merchant.created()} if operation == "actAsPayer" else {}
    said = merchant.ask(operation, 400, **asked, **place)["detail"]
    words = re.fullmatch(r"(?:The )?\w+ is one of (.*)", said)[1].split(", ")
    assert set(words) == set(description.document["components"]["schemas"][schema]["enum"])


def test_the_codes_it_lists_are_those_of_the_rules(description):
    refusals = (PROJECT / "Sources/Dialects/Holdfast/Refusals.swift").read_text()
    codes = set(re.findall(r'"([a-z]+[A-Z]\w*|closed|ended)"', refusals))
    assert codes == set(description.document["components"]["schemas"]["ProblemCode"]["enum"])


def test_the_types_of_webhooks_it_lists_are_the_servers(merchant, description):
    wish = {"url": "https://shop.example/hook", "events": ["x"]}
    words = merchant.ask("createWebhookEndpoint", 400, wish)["detail"].split("the types are ")[1].split(", ")
    schemas = description.document["components"]["schemas"]
    assert set(words) == set(schemas["WebhookType"]["enum"])
    families = {word.split(".")[0] + ".*" for word in words}
    assert families | {"*"} == set(schemas["WebhookPattern"]["anyOf"][1]["enum"])


def test_every_example_of_a_request_works(merchant, description):
    """On the payment that fits it: nothing is wrong with the example."""
    captured = lambda: captured_payment(merchant)  # noqa: E731
    places = {
        "createCapture": merchant.authorized,
        "createVoid": merchant.authorized,
        "createRefund": captured,
        "createIncrement": merchant.authorized,
        "actAsPayer": merchant.created,
    }
    tried = 0
    for name, operation in description.operations.items():
        for title, example in operation.examples.items():
            place = {"payment": places[name]()} if name in places else {}
            key = merchant.key_for(name)
            if "{merchant}" in operation.path:
                place = {"merchant": merchant.id, "number": merchant.units[0]["number"]}
            if title == "instruct":
                place = {"payment": merchant.authorized()}
            if "{endpoint}" in operation.path:
                place = {"endpoint": merchant.told()["id"]}
            if name == "replayWebhookDeliveries":
                # Nor is its endpoint anybody's.
                merchant.ask(name, 404, example)
            elif title == "resolve":
                # Its operation is nobody's: the rules say so, and the request was understood.
                refused = merchant.ask(name, 409, example, **place)
                assert refused["code"] == "operationNotPending"
            elif (name, title) == ("moveClock", "reset"):
                # Time went on a thousand years in an earlier example, and there are payments.
                merchant.ask(name, 409, example)
            else:
                merchant.ask(name, min(operation.responses), example, key=key, **place)
            tried += 1
        if name == "addFault":
            merchant.ask("removeFaults", 204)
    assert tried > 20


def captured_payment(merchant):
    payment = merchant.authorized()
    merchant.ask("createCapture", 201, {}, payment=payment)
    return payment


def test_every_answer_that_is_described_is_given(merchant, admitted, description):
    for operation in description.operations.values():
        operation.given.clear()
    readings(merchant)
    settled(merchant)
    told(merchant, admitted())
    kept(merchant)
    strangers(merchant, description)
    nonsense(merchant, description)
    refusals(merchant)
    missing = {
        (name, status)
        for name, operation in description.operations.items()
        for status in operation.responses
        if status not in operation.given | TROUBLE and (name, status) not in UNDER_WAY
    }
    assert not missing


def readings(merchant):
    """A payment's life, and everything that can be read or changed on the way."""
    payment = merchant.created(reference="order-1", metadata={"order": 1}, description="Two chairs")
    merchant.ask("actAsPayer", 200, {"action": "approve", "instrument": {"method": "visa"}}, payment=payment)
    amount = {"amount": {"value": 2_500, "currency": "EUR"}}
    merchant.ask("createIncrement", 201, amount, payment=payment)
    merchant.ask("createCapture", 201, amount, payment=payment)
    merchant.ask("createRefund", 201, amount, payment=payment)
    merchant.ask("createVoid", 201, {}, payment=payment)
    for name in ("getPayment", "listCaptures", "listVoids", "listRefunds", "listIncrements", "getTimeline"):
        merchant.ask(name, 200, payment="order-1")
    merchant.ask("moveClock", 200, {"advance": "P2D"})
    assert merchant.ask("getTimeline", 200, payment=payment)["events"][-1]["type"] == "payment.settled"
    for name in ("getTrialBalance", "getClock", "getSettings", "listFaults", "getDescription"):
        merchant.ask(name, 200)
    assert len(merchant.ask("listPayments", 200, query="?limit=1&status=captured&dialect=holdfast")["data"]) == 1
    assert merchant.ask("listWireExchanges", 200, query=f"?payment={payment}")["exchanges"]
    merchant.ask("changeSettings", 200, {"settlesEvery": "P7D", "captureWindow": None})
    fault = merchant.ask("addFault", 201, {"effect": "delay:PT1S", "operation": "refund"})["id"]
    merchant.ask("removeFault", 204, fault=fault)
    merchant.ask("removeFaults", 204)
    merchant.ask("createMerchant", 201, {"name": "Another"}, key=ADMINISTRATOR)
    units_of(merchant)


def units_of(merchant):
    """Every merchant, and one merchant's sale units."""
    listed = merchant.ask("listMerchants", 200, key=ADMINISTRATOR, query="?limit=1")
    merchant.ask("listMerchants", 200, key=ADMINISTRATOR, query=f"?limit=250&from={listed['next']}")
    place = {"merchant": merchant.id}
    made = merchant.ask("createSaleUnit", 201, {"number": "234567"}, key=ADMINISTRATOR, **place)
    assert made == {"number": "234567", "captureType": "reserve", "hasApprovals": True} and made in merchant.units
    merchant.ask("createSaleUnit", 409, {"number": "234567"}, key=ADMINISTRATOR, **place)
    merchant.ask("changeSaleUnit", 200, {"captureType": "direct"}, key=ADMINISTRATOR, number="234567", **place)


def settled(merchant):
    """What was paid out, as JSON and as a table."""
    merchant.ask("changeSettings", 200, {"settlement": {"fee": "1.80%", "currency": "NOK", "rates": {"EUR": "11.46"}}})
    merchant.ask("changeSettings", 200, {"settlesEvery": "P1D"})
    payments = [captured_payment(merchant) for _ in range(2)]
    merchant.ask("createRefund", 201, {"amount": {"value": 500, "currency": "EUR"}}, payment=payments[0])
    merchant.ask("moveClock", 200, {"advance": "P2D"})
    listed = merchant.ask("listSettlements", 200, query="?limit=1")
    merchant.ask("listSettlements", 200, query=f"?limit=1&from={listed['next']}")
    settlement = listed["data"][0]["id"]
    first = merchant.ask("getSettlement", 200, query="?limit=1", settlement=settlement)
    assert first["totals"]["paidOut"]["currency"] == "NOK" and first["captures"] and first["refunds"]
    merchant.ask("getSettlement", 200, query=f"?from={first['next']}", settlement=settlement)
    for table in ({"query": "?format=csv"}, {"headers": {"Accept": "text/csv"}}):
        assert merchant.ask("listSettlements", 200, **table).startswith("settlement,")
        assert merchant.ask("getSettlement", 200, settlement=settlement, **table).count("\r\n") == 4
    for query in ("?limit=0", "?from=x", "?format=xml", "?wish=1"):
        merchant.ask("listSettlements", 400, query=query)
        merchant.ask("getSettlement", 400, query=query, settlement=settlement)


def told(merchant, other):
    """Endpoints of this API and of another, deliveries that arrive and that do not, and sending them once more."""
    receiver = Receiver()
    try:
        endpoint = merchant.told(f"{receiver.base}/hook", ["payment.created"])["id"]
        merchant.created()
        read = lambda: merchant.ask("listWebhookDeliveries", 200, query=f"?endpoint={endpoint}")["webhookDeliveries"]  # noqa: E731
        [delivery] = shop.eventually(read, lambda found: found and found[0]["state"] == "delivered")
        receiver.answer = status(500)
        place = {"delivery": delivery["id"]}
        merchant.ask("replayWebhookDelivery", 202, **place)
        shop.eventually(read, lambda found: len(found[0]["attempts"]) == 2)
        assert merchant.ask("getWebhookDelivery", 200, **place)["attempts"][1]["response"]["status"] == 500
        merchant.ask("getWebhookEndpoint", 200, endpoint=endpoint)
    finally:
        receiver.close()
    merchant.ask("replayWebhookDeliveries", 202, {"endpoint": endpoint})
    merchant.ask("replayWebhookDeliveries", 404, {"endpoint": NOBODY["endpoint"]})
    assert "secret" in merchant.ask("rotateWebhookSecret", 200, {"overlap": "PT1H"}, endpoint=endpoint)
    merchant.ask("rotateWebhookSecret", 400, {"overlap": "P31D"}, endpoint=endpoint)
    merchant.ask("changeWebhookEndpoint", 200, {"enabled": False}, endpoint=endpoint)
    merchant.ask("replayWebhookDelivery", 409, **place)
    merchant.ask("replayWebhookDeliveries", 409, {"endpoint": endpoint})
    for query in ("?limit=0", "?payment=nobody", "?state=well", "?wish=1"):
        merchant.ask("listWebhookDeliveries", 400, query=query)
    hook = {"name": "Mollie's", "url": "https://shop.example/hook", "eventTypes": "*", "testmode": True}
    made = requests.post(
        f"{other.base}/v2/webhooks", json=hook, headers={"Authorization": f"Bearer {other.keys['mollie access']}"}, timeout=10
    )
    assert made.status_code == 201, made.text
    [foreign] = other.ask("listWebhookEndpoints", 200)["webhookEndpoints"]
    assert foreign["dialect"] == "mollie"
    other.ask("changeWebhookEndpoint", 400, {"events": ["*"]}, endpoint=foreign["id"])
    other.ask("deleteWebhookEndpoint", 409, endpoint=foreign["id"])
    for _ in range(20):
        own = other.told()["id"]
    other.ask("createWebhookEndpoint", 409, {"url": "https://shop.example/hook"})
    other.ask("deleteWebhookEndpoint", 204, endpoint=own)


def kept(merchant):
    """Data kept, brought back, forgotten and erased."""
    snapshots = [merchant.ask("createSnapshot", 201, {"name": "one"})["id"]]
    snapshots += [merchant.ask("createSnapshot", 201)["id"] for _ in range(19)]
    merchant.ask("createSnapshot", 409)
    merchant.ask("restoreSnapshot", 200, snapshot=snapshots[0])
    assert len(merchant.ask("listSnapshots", 200)["snapshots"]) == 20
    for snapshot in snapshots[1:]:
        merchant.ask("deleteSnapshot", 204, snapshot=snapshot)
    merchant.ask("eraseData", 204)
    assert merchant.ask("listPayments", 200)["data"] == []


def strangers(merchant, description):
    """Without a key, with another's, and about what is not there."""
    for name, operation in description.operations.items():
        body = {} if operation.takes_body else None
        if operation.needs_key:
            merchant.ask(name, 401, body, key="", **NOBODY)
            merchant.ask(name, 401, body, key="hf_test_nobody", **NOBODY)
        if "{" in operation.path:
            merchant.ask(name, 404, body, key=merchant.key_for(name), **NOBODY)
        if operation.is_for_administrator:
            merchant.ask(name, 403, body, merchant=merchant.id, number="0000")


def nonsense(merchant, description):
    """Bodies, queries and headers that cannot be understood."""
    endpoint = merchant.told()["id"]
    for name, operation in description.operations.items():
        if operation.takes_body:
            merchant.ask(name, 413, raw=b" " * 1_048_577, **NOBODY)
            key = merchant.key_for(name)
            for raw in (b"[", b"[]", b"null", b"\xff", b'{"wish": 1}'):
                place = {"payment": merchant.created()} if "{payment}" in operation.path else {}
                if "{endpoint}" in operation.path:
                    place = {"endpoint": endpoint}
                if "{merchant}" in operation.path:
                    place = {"merchant": merchant.id, "number": merchant.units[0]["number"]}
                merchant.ask(name, 400, raw=raw, key=key, **place)
        elif 400 in operation.responses and name != "listWireExchanges":
            merchant.ask(name, 400, headers={"Holdfast-Fault": "mood"}, **NOBODY)
    for query in ("?wish=1", "?payment=x&payment=x", "?payment[]=x", "?payment=%FF"):
        merchant.ask("listWireExchanges", 400, query=query)
    for query in ("?limit=0", "?limit=1&limit=1", "?limit[]=1", "?limit=1e1", "?status=well", "?dialect=nobody", "?from=x"):
        merchant.ask("listPayments", 400, query=query)


def refusals(merchant):
    """The rules say no."""
    merchant.created(reference="taken")
    amount = {"value": 1, "currency": "EUR"}
    merchant.ask("createPayment", 409, {"amount": amount, "reference": "taken"})
    payment = merchant.created()
    for name in ("createCapture", "createVoid", "createRefund", "createIncrement"):
        merchant.ask(name, 409, {"amount": amount}, payment=payment)
    merchant.ask("actAsPayer", 200, {"action": "approve"}, payment=payment)
    merchant.ask("actAsPayer", 409, {"action": "approve"}, payment=payment)
    merchant.ask("createCapture", 201, {"amount": amount}, payment=payment)
    for name in ("createCapture", "createVoid", "createRefund", "createIncrement"):
        merchant.ask(name, 422, {"amount": {"value": 1, "currency": "NOK"}}, payment=payment)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    merchant.ask("createPayment", 201, {"amount": amount}, headers=key)
    merchant.ask("createPayment", 422, {"amount": {"value": 2, "currency": "EUR"}}, headers=key)
    merchant.ask("actAsPayer", 422, {"action": "abandon"}, headers=key, payment=payment)
    merchant.ask("moveClock", 409, {"set": "2000-01-01T00:00:00Z"})
    for _ in range(100):
        merchant.ask("addFault", 201, {"effect": "drop"})
    merchant.ask("addFault", 409, {"effect": "drop"})


@pytest.mark.parametrize("reference", ["order 1", "50%", "a+b", "å", "a/b", "a&b=c", "?"])
def test_a_reference_of_any_characters_names_its_payment_in_a_path(merchant, reference):
    payment = merchant.created(reference=reference)
    assert merchant.ask("getPayment", 200, payment=requests.utils.quote(reference, safe=""))["id"] == payment


@pytest.mark.parametrize("key", ["", "x" * 256, "\xe5"])
def test_an_idempotency_key_is_printable_ascii(merchant, key):
    body = {"amount": {"value": 1, "currency": "EUR"}}
    refused = merchant.ask("createPayment", 400, body, headers={"Idempotency-Key": key.encode("latin-1")})
    assert refused["field"] == "Idempotency-Key"
    assert merchant.ask("listPayments", 200)["data"] == []


def test_a_text_is_as_long_as_its_code_points(merchant):
    """Not as its graphemes: one of them may have any number of code points."""
    one = "e" + "\u0301" * 300
    refused = merchant.ask("createPayment", 400, {"amount": {"value": 1, "currency": "EUR"}, "reference": one})
    assert refused["field"] == "reference"


@pytest.mark.parametrize(
    "action, field",
    [
        ({"action": "abandon", "reason": "declined"}, "reason"),
        ({"action": "approve", "script": {}}, "script"),
        ({"action": "approve", "instrument": {"method": 1}}, "instrument.method"),
        ({"action": "approve", "instrument": {"wish": 1}}, "wish"),
    ],
)
def test_the_payer_is_told_what_makes_no_sense(merchant, action, field):
    payment = merchant.created()
    assert merchant.ask("actAsPayer", 400, action, payment=payment)["field"] == field
    assert merchant.ask("getPayment", 200, payment=payment)["status"] == "open"


@pytest.mark.parametrize("lines", [1, {}, [1]])
def test_order_lines_are_an_array_of_objects(merchant, lines):
    payment = merchant.authorized()
    assert merchant.ask("createCapture", 400, {"lines": lines}, payment=payment)["field"] == "lines"
