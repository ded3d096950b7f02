"""`/metrics`: what it says, that it moves by exactly what happened, and who may read it."""

import shutil
import subprocess

import pytest
import requests
import shop

from operations import figures
from server.client import DEMO_ADMINISTRATOR, Merchant, printed_credentials
from server.process import BINARY

TOKEN = "a-token-for-prometheus-alone"


def settled(instance, merchant):
    """The figures, once nothing is on its way."""
    instance.quiet()
    shop.eventually(lambda: figures.read(merchant.base).of("holdfast_timers_due"), lambda due: due == 0, 20)
    return figures.read(merchant.base)


def test_the_text_is_what_prometheus_reads(merchant):
    merchant.capture(merchant.authorized())
    merchant.send("GET", f"/v2/payments/{shop.UNKNOWN_PAYMENT}")
    found = figures.families(merchant.base)
    assert len({family.name for family in found}) == len(found)
    for family in found:
        assert family.documentation and family.type in ("counter", "gauge", "histogram"), family
        if family.type == "histogram":
            check_histogram(family)
    if shutil.which("promtool"):
        checked = subprocess.run(
            ["promtool", "check", "metrics"], input=figures.text(merchant.base), capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stderr + checked.stdout


def check_histogram(family):
    """Buckets grow, and the last one is all."""
    series = {}
    for sample in family.samples:
        labels = frozenset((name, value) for name, value in sample.labels.items() if name != "le")
        series.setdefault(labels, []).append(sample)
    for samples in series.values():
        buckets = [sample for sample in samples if sample.name.endswith("_bucket")]
        assert [b.value for b in buckets] == sorted(b.value for b in buckets)
        assert buckets[-1].labels["le"] == "+Inf"
        [count] = [sample.value for sample in samples if sample.name.endswith("_count")]
        assert buckets[-1].value == count


def test_payments_move_the_figures_by_exactly_what_happened(instance, merchant, receiver):
    before = settled(instance, merchant)
    payments = [merchant.create(webhookUrl=f"{receiver.base}/hook") for _ in range(5)]
    for payment in payments[:4]:
        merchant.payer(payment, "approve")
    merchant.payer(payments[4], "decline")
    key = {"Idempotency-Key": shop.new_key()}
    for payment in payments[:3]:
        merchant.capture(payment, headers=key if payment is payments[0] else None)
    assert merchant.send("POST", f"/v2/payments/{payments[0]['id']}/captures", {}, headers=key).status_code == 201
    # Twice more than is left, and once of a payment that is over.
    too_much = {"amount": shop.eur("10.01")}
    assert merchant.send("POST", f"/v2/payments/{payments[3]['id']}/captures", too_much).status_code == 422
    assert merchant.send("POST", f"/v2/payments/{payments[4]['id']}/captures", {}).status_code == 422
    for payment in payments[:3]:
        merchant.becomes(payment, "paid")
    grown = settled(instance, merchant).since(before)

    def decided(command, outcome):
        return grown.of("holdfast_decisions_total", command=command, outcome=outcome)

    assert decided("create", "accepted") == 5
    assert decided("authorize", "accepted") == 4
    assert decided("decline", "accepted") == 1
    assert decided("capture", "accepted") == 3
    assert decided("capture", "replayed") == 1
    assert decided("capture", "refused") == 2
    assert grown.of("holdfast_refusals_total", reason="exceeds_capturable") == 1
    assert grown.of("holdfast_refusals_total") == 2
    # Each capture was pending, and its answer came by a timer.
    assert decided("resolve", "accepted") == 3
    assert grown.of("holdfast_timers_fired_total") == decided("resolve", "accepted") + decided("dispatch", "accepted")
    assert grown.of("holdfast_decisions_total", outcome="broken") == 0
    # One webhook for each that reached the receiver, and none besides.
    assert grown.of("holdfast_webhook_attempts_total", outcome="delivered") == len(receiver.arrivals) > 0
    assert grown.of("holdfast_webhook_attempts_total") == len(receiver.arrivals)
    assert grown.of("holdfast_webhook_duration_seconds_count") == len(receiver.arrivals)
    # Every batch was written, and each decision was in one.
    batches = grown.of("holdfast_batches_total", outcome="written")
    assert batches == grown.of("holdfast_batches_total") == grown.of("holdfast_batch_duration_seconds_count")
    assert batches == grown.of("holdfast_commit_duration_seconds_count") == grown.of("holdfast_batch_size_count")
    assert grown.of("holdfast_batch_size_sum") >= grown.of("holdfast_decisions_total")
    # 5 + 3 created and captured, 1 repeated; 2 refused; payers came by our own API.
    assert grown.of("holdfast_http_requests_total", dialect="holdfast", status="2xx") == 5
    assert grown.of("holdfast_http_requests_total", dialect="mollie", status="4xx") == 2
    assert grown.of("holdfast_http_requests_total", dialect="mollie", status="5xx") == 0
    assert grown.of("holdfast_http_request_duration_seconds_count", dialect="mollie") == grown.of(
        "holdfast_http_requests_total", dialect="mollie"
    )


def test_each_dialect_is_counted_under_its_own_name(instance, merchant):
    before = figures.read(merchant.base)
    asked = {
        "mollie": ("GET", "/v2/payments"),
        "vipps": ("POST", "/accesstoken/get"),
        "vipps-epayment": ("GET", "/epayment/v1/payments/unknown-reference"),
        "vipps-ecom": ("GET", "/ecomm/v2/payments/unknown-order/details"),
        "checkoutcom": ("GET", "/payments/pay_unknown"),
        "swedbankpay-invoice": ("GET", "/psp/invoice/payments/00000000-0000-4000-8000-00000000000f"),
        "holdfast": ("GET", "/holdfast/v1/payments"),
        "none": ("GET", "/there/is/nothing"),
    }
    for method, path in asked.values():
        merchant.send(method, path, key="nobody's key")
    grown = figures.read(merchant.base).since(before)
    for dialect in asked:
        assert grown.of("holdfast_http_requests_total", dialect=dialect) == 1, dialect
        assert grown.of("holdfast_http_request_duration_seconds_count", dialect=dialect) == 1


def test_a_webhook_that_fails_waits_and_says_for_how_long(instance, merchant, receivers):
    receiver = receivers()
    receiver.close()
    merchant.authorized(webhookUrl=f"{receiver.base}/hook")
    shop.eventually(
        lambda: figures.read(merchant.base).of("holdfast_webhook_attempts_total", outcome="failed"), lambda n: n == 1, 20
    )
    assert figures.read(merchant.base).of("holdfast_webhook_attempts_total", outcome="given_up") == 0


def test_the_process_and_its_build_are_described(instance, merchant):
    now = figures.read(merchant.base)
    assert now.of("holdfast_build_info", mode="sandbox") == 1
    version = next(dict(labels)["version"] for name, labels in now if name == "holdfast_build_info")
    assert instance.run([BINARY, "--version"]).stdout.strip() == version
    assert abs(now.of("process_resident_memory_bytes") - instance.memory()) < 64 * 1024 * 1024
    assert 5 < now.of("process_open_fds") < now.of("process_max_fds")
    assert 0 < now.of("holdfast_uptime_seconds") < 600
    assert abs(now.of("process_start_time_seconds") + now.of("holdfast_uptime_seconds") - instance.now()) < 30
    assert now.of("process_cpu_seconds_total") > 0
    assert now.of("holdfast_inbox_capacity") == 4096 and now.of("holdfast_inbox_depth") == 0
    assert now.of("holdfast_store_reachable") == 1


@pytest.mark.sqlite
def test_what_a_data_directory_takes_is_told(merchant):
    now = figures.read(merchant.base)
    assert now.of("holdfast_store_bytes", part="database") > 0 and now.of("holdfast_disk_free_bytes") > 0


def test_no_merchant_and_no_payment_is_in_the_figures(merchant):
    payment = merchant.authorized(description="A secret order", metadata={"shop": "hidden"})
    said = figures.text(merchant.base)
    for word in [payment["id"], "secret order", "hidden", *merchant.keys.values()]:
        if len(word) > 8:
            assert word not in said


def test_a_client_cannot_make_series(merchant):
    before = len(figures.read(merchant.base))
    for number in range(50):
        requests.request(f"METHOD{number}", merchant.base + f"/path/{number}", timeout=30)
        merchant.send("GET", f"/v2/payments/tr_{number}")
        merchant.send("GET", f"/holdfast/v1/payments/{number}", key=f"key-{number}")
    assert len(figures.read(merchant.base)) == before


# Who may read them


def scrape(base, **headers):
    return requests.get(f"{base}/metrics", headers=headers, timeout=30)


def test_on_loopback_they_are_open_to_loopback_names_alone(instance):
    instance.start("--allow-host", "pay.example.org")
    assert scrape(instance.base).status_code == 200
    # What a proxy on this machine passes on for others.
    port = instance.base.rsplit(":", 1)[1]
    refused = scrape(instance.base, Host=f"pay.example.org:{port}")
    assert refused.status_code == 401 and refused.headers["WWW-Authenticate"] == "Bearer"
    assert scrape(instance.base, Host="elsewhere.example").status_code == 421
    known = scrape(instance.base, Host="pay.example.org", Authorization=f"Bearer {DEMO_ADMINISTRATOR}")
    assert known.status_code == 200


def test_with_a_token_it_or_the_administrators_key_is_needed_on_loopback_too(instance):
    instance.start("--metrics-token", TOKEN)
    assert scrape(instance.base).status_code == 401
    for wrong in [TOKEN[:-1], TOKEN + "x", "", "test_holdfastdemomerchant00000000001"]:
        assert scrape(instance.base, Authorization=f"Bearer {wrong}").status_code == 401
    assert scrape(instance.base, Authorization=f"Basic {TOKEN}").status_code == 401
    assert scrape(instance.base, Authorization=f"bearer {TOKEN}").status_code == 200
    assert scrape(instance.base, Authorization=f"Bearer {DEMO_ADMINISTRATOR}").status_code == 200
    # The token opens nothing else.
    admit = requests.post(
        instance.base + "/holdfast/v1/merchants",
        json={"name": "x"},
        headers={"Authorization": f"Bearer {TOKEN}"},
        timeout=30,
    )
    assert admit.status_code in (401, 403)


def test_bound_elsewhere_they_are_closed_to_strangers(instance):
    instance.start("--host", "0.0.0.0")
    keys = shop.eventually(lambda: printed_credentials(instance.printed()), bool, 20)
    base = f"http://127.0.0.1:{instance.base.rsplit(':', 1)[1]}"
    assert scrape(base).status_code == 401
    assert scrape(base, Authorization=f"Bearer {DEMO_ADMINISTRATOR}").status_code == 401
    assert scrape(base, Authorization=f"Bearer {keys['holdfast merchant']}").status_code == 401
    assert scrape(base, Authorization=f"Bearer {keys['holdfast administrator']}").status_code == 200


def test_a_token_that_is_too_short_to_be_one_is_refused(instance):
    done = instance.refuse("--metrics-token", "short")
    assert done.returncode not in (0, 1) and "metrics-token" in done.stderr


def test_a_request_is_under_way_until_it_is_answered(instance):
    merchant = Merchant.demo(instance.start().base)
    # This very one.
    assert figures.read(merchant.base).of("holdfast_http_requests_in_flight") == 1
    assert figures.read(merchant.base).of("holdfast_http_requests_in_flight") == 1
