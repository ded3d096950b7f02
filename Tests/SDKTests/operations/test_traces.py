"""Traces: from the request that came with a `traceparent`, through the batch, to the webhook."""

import http.server
import json
import secrets
import threading

import pytest
import requests
import shop

from operations import figures
from server.client import Merchant

SERVER, CLIENT = 2, 3


def spans_in(documents):
    found = []
    for document in documents:
        for resource in document["resourceSpans"]:
            names = {a["key"]: a["value"]["stringValue"] for a in resource["resource"]["attributes"]}
            assert names["service.name"] == "holdfast" and names["service.version"]
            for scope in resource["scopeSpans"]:
                found += scope["spans"]
    return found


def attributes(span):
    return {a["key"]: next(iter(a["value"].values())) for a in span["attributes"]}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "spans.jsonl"


@pytest.fixture
def traced(instance, file):
    return Merchant.demo(instance.start("--traces", str(file)).base)


def read(file):
    return spans_in(json.loads(line) for line in file.read_text().splitlines()) if file.exists() else []


def parent():
    trace, span = secrets.token_hex(16), secrets.token_hex(8)
    return trace, span, {"traceparent": f"00-{trace}-{span}-01"}


def test_a_request_goes_on_in_its_callers_trace_and_its_batch_links_back(traced, file):
    trace, caller, headers = parent()
    payment = traced.send("POST", "/v2/payments", shop.card_payment(), headers=headers).json()
    mine = shop.eventually(
        lambda: [span for span in read(file) if span["traceId"] == trace], lambda found: len(found) == 2, 20
    )
    [request] = [span for span in mine if span["kind"] == SERVER]
    [decide] = [span for span in mine if span["name"] == "decide"]
    assert request["parentSpanId"] == caller and request["name"] == "POST /v2/payments"
    assert decide["parentSpanId"] == request["spanId"]
    told = attributes(request)
    assert told["http.route"] == "/v2/payments" and told["http.response.status_code"] == "201"
    assert told["holdfast.dialect"] == "mollie" and told["holdfast.payment"]
    assert attributes(decide) == {"holdfast.command": "create", "holdfast.outcome": "accepted"}
    # The batch is a trace of its own: it may have decided for many.
    [batch] = shop.eventually(
        lambda: [
            span
            for span in read(file)
            if span["name"] == "batch" and {"traceId": trace, "spanId": decide["spanId"]} in span.get("links", [])
        ],
        bool,
        20,
    )
    [commit] = [span for span in read(file) if span.get("parentSpanId") == batch["spanId"]]
    assert commit["name"] == "commit" and commit["traceId"] == batch["traceId"] != trace
    for inner, outer in [(decide, request), (commit, batch), (batch, decide)]:
        assert int(outer["startTimeUnixNano"]) - 5_000_000 <= int(inner["startTimeUnixNano"])
        assert int(inner["startTimeUnixNano"]) <= int(inner["endTimeUnixNano"])
        assert int(inner["endTimeUnixNano"]) <= int(outer["endTimeUnixNano"]) + 5_000_000
    assert payment["id"] not in file.read_text(), "a path was written"


def test_a_webhook_carries_the_trace_of_the_request_that_brought_it_about(traced, file, receiver):
    payment = traced.create(webhookUrl=f"{receiver.base}/hook")
    trace, _, headers = parent()
    answer = traced.send(
        "POST",
        f"/holdfast/v1/payments/{payment['id']}/payer",
        {"action": "approve"},
        key="holdfast merchant",
        headers=headers,
    )
    assert answer.status_code == 200
    [arrival] = shop.eventually(lambda: receiver.arrivals, bool, 20)
    version, told, span, flags = dict(arrival.lines)["traceparent"].split("-")
    assert (version, told, flags) == ("00", trace, "01")
    [webhook] = shop.eventually(
        lambda: [s for s in read(file) if s["name"] == "webhook" and s["spanId"] == span], bool, 20
    )
    assert webhook["kind"] == CLIENT and webhook["traceId"] == trace
    assert attributes(webhook)["http.response.status_code"] == "200"
    assert attributes(webhook)["server.address"] == receiver.base
    assert "/hook" not in file.read_text()


def test_what_time_does_later_goes_on_in_the_last_requests_trace(traced, receiver):
    payment = traced.authorized(webhookUrl=f"{receiver.base}/hook")
    trace, _, headers = parent()
    shop.eventually(lambda: receiver.arrivals, bool, 20)
    traced.capture(payment, headers=headers)
    # A capture is pending, and succeeds by itself a moment later; Mollie tells of the payment then.
    shop.eventually(lambda: receiver.arrivals, lambda all: len(all) == 2, 20)
    assert dict(receiver.arrivals[1].lines)["traceparent"].split("-")[1] == trace


def test_without_tracing_webhooks_carry_no_trace(instance, receiver):
    merchant = Merchant.demo(instance.start().base)
    merchant.authorized(webhookUrl=f"{receiver.base}/hook")
    [arrival] = shop.eventually(lambda: receiver.arrivals, bool, 20)
    assert "traceparent" not in dict(arrival.lines)


@pytest.mark.parametrize("flag", ["00", "01"])
def test_the_caller_decides_whether_its_trace_is_kept(instance, file, flag):
    merchant = Merchant.demo(instance.start("--traces", str(file), "--trace-ratio", "0").base)
    trace, span, _ = parent()
    merchant.send("POST", "/v2/payments", shop.card_payment(), headers={"traceparent": f"00-{trace}-{span}-{flag}"})
    merchant.create()
    instance.stop()
    assert {span["traceId"] for span in read(file) if span["name"] != "batch" and span["name"] != "commit"} == (
        {trace} if flag == "01" else set()
    )


class Collector:
    """Takes OTLP over HTTP, or fails, as it is told."""

    def __init__(self):
        self.documents, self.status = [], 200
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.path == "/v1/traces" and self.headers["Content-Type"] == "application/json"
                if collector.status == 200:
                    collector.documents.append(json.loads(body))
                self.send_response(collector.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture
def collector():
    collector = Collector()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


def test_a_collector_gets_them_and_the_last_ones_at_the_end(instance, collector):
    merchant = Merchant.demo(instance.start("--traces", collector.url).base)
    merchant.create()
    shop.eventually(lambda: spans_in(collector.documents), bool, 20)
    trace, _, headers = parent()
    merchant.send("POST", "/v2/payments", shop.card_payment(), headers=headers)
    instance.stop()
    assert {s["name"] for s in spans_in(collector.documents) if s["traceId"] == trace} == {
        "decide",
        "POST /v2/payments",
    }


def test_a_collector_that_fails_costs_spans_and_nothing_else(instance, collector):
    collector.status = 503
    merchant = Merchant.demo(instance.start("--traces", collector.url).base)
    for _ in range(5):
        merchant.capture(merchant.authorized())
    dropped = shop.eventually(
        lambda: figures.read(merchant.base).of("holdfast_spans_dropped_total"), lambda now: now >= 20, 20
    )
    assert "dropped" in instance.logged() and dropped >= 20
    collector.status = 200
    trace, _, headers = parent()
    merchant.send("POST", "/v2/payments", shop.card_payment(), headers=headers)
    shop.eventually(lambda: [s for s in spans_in(collector.documents) if s["traceId"] == trace], bool, 20)


def test_a_traceparent_that_is_none_begins_a_trace(traced, file):
    answer = requests.get(traced.base + "/health", headers={"traceparent": "00-nonsense"}, timeout=30)
    assert answer.status_code == 200
    [span] = shop.eventually(lambda: [s for s in read(file) if s["name"] == "GET /health"], bool, 20)
    assert "parentSpanId" not in span and len(span["traceId"]) == 32 and int(span["traceId"], 16)
