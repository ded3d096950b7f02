"""What is kept of requests and answers, and what is not."""

import requests
import shop
from server.client import Merchant, printed_credentials

CARD = "4111111111111111"


def test_a_payments_requests_are_kept_in_order_with_their_answers(merchant):
    payment = merchant.authorized(shop.klarna_payment())
    other = merchant.create()
    merchant.capture(payment, "35.95")
    merchant.send("POST", f"/v2/payments/{payment['id']}/captures", {"amount": shop.eur("99.00")})
    merchant.get(payment)

    kept = merchant.exchanges(payment)

    assert [(one["dialect"], one["operation"], one["answer"]["status"]) for one in kept] == [
        ("mollie", "create", 201),
        ("holdfast", "authorize", 200),
        ("mollie", "capture", 201),
        ("mollie", "capture", 422),
        ("mollie", "read", 200),
    ]
    assert [one.get("event") for one in kept] == [1, 2, 3, None, None]
    assert kept[2]["request"]["target"] == f"/v2/payments/{payment['id']}/captures"
    assert '"35.95"' in kept[2]["request"]["body"] and '"capture"' in kept[2]["answer"]["body"]
    assert all(one["answer"]["arrived"] and "fault" not in one for one in kept)
    assert len(merchant.exchanges(other)) == 1


def test_a_fault_shows_on_the_exchange_it_struck(merchant):
    payment = merchant.authorized()
    for effect in ["dropBefore", "loseAnswer"]:
        merchant.raw("POST", f"/v2/payments/{payment['id']}/captures", headers={"Holdfast-Fault": effect})

    dropped, lost = merchant.exchanges(payment)[-2:]

    assert dropped["fault"] == "dropBefore" and "answer" not in dropped
    assert lost["fault"] == "loseAnswer" and lost["answer"]["status"] == 201 and lost["answer"]["arrived"] is False
    assert [strike["payment"] for strike in merchant.strikes()] == [dropped["payment"]] * 2


def test_nothing_secret_is_kept(merchant, house):
    payment = merchant.authorized()
    path = f"/v2/payments/{payment['id']}/captures"
    json = {"Content-Type": "application/json"}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for body, headers in [
        (b'{"card":{"number":"4111111111111111","cvv":"987654"}}', json),
        (b'{"description":"4111 1111 1111 1111","client_secret":"987654"}', json),
        (b'{"broken":4111111111111111,"cvv":"987654', json),
        (b"card[number]=4111-1111-1111-1111&cvv=987654", form),
        (b"description=4111+1111+1111+1111&client%5Fsecret=987654", form),
        (b'{"cvv":"987654"}', {"Content-Type": "text/plain", "X-Api-Key": "987654", "Cookie": "a=987654"}),
        (b"987654 4111111111111111", {"Content-Type": "text/plain", "X-Card": CARD}),
    ]:
        merchant.raw("POST", f"{path}?cvv=987654&note={CARD}", body, headers=headers)
        merchant.raw("POST", path, body, headers=headers)
    application = tuple(merchant.keys["mollie application client and secret"].split(":"))
    merchant.send("POST", f"/v2/payments/{CARD}/captures", {})
    tokens = requests.post(
        house.base + "/oauth2/tokens",
        data={"grant_type": "authorization_code", "code": "auth_wrong987654"},
        auth=application,
        timeout=10,
    )
    assert tokens.status_code >= 400
    merchant.own("POST", f"/payments/{payment['id']}/payer", {"action": "approve", "instrument": {"cvv": "987654"}})

    text = merchant.own("GET", "/wire-exchanges").text

    assert len(merchant.exchanges()) >= 16
    assert "987654" not in text and "[redacted]" in text
    assert "41111111" not in text.replace(" ", "").replace("-", "").replace("+", "")
    for name, secret in merchant.keys.items():
        for part in secret.split(":"):
            assert part not in text, name


def test_what_is_kept_is_bounded(merchant):
    long = shop.card_payment(description="d", metadata={"note": "x" * 900})
    for number in range(230):
        merchant.send("GET", f"/v2/payments?limit={number % 250 + 1}")
    kept = merchant.exchanges()
    assert len(kept) == 200
    assert kept[-1]["request"]["target"] == "/v2/payments?limit=230"

    for _ in range(90):
        merchant.send("POST", "/v2/payments", {**long, "unknown": "y" * 60_000})
    kept = merchant.exchanges()
    assert all(len(one["request"]["body"]) <= 16_384 for one in kept)
    assert sum(len(one["request"]["body"]) + len(one["answer"]["body"]) for one in kept) <= 1 << 20


def test_a_body_passes_whole_though_only_its_beginning_is_kept(merchant):
    """As large as a request may be, and one byte more, which the wire itself refuses."""
    for size, status in [(1 << 20, 201), ((1 << 20) + 1, 413)]:
        body = b'{"amount":{"currency":"EUR","value":"10.00"},"description":"d","redirectUrl":"https://shop.example/"}'
        answer = merchant.raw(
            "POST", "/v2/payments", body + b" " * (size - len(body)), headers={"Content-Type": "application/json"}
        )
        assert answer.bytes.startswith(b"HTTP/1.1 %d " % status)


def test_who_is_nobody_leaves_nothing(merchant):
    before = len(merchant.exchanges())
    assert merchant.send("GET", "/v2/payments", key=shop.UNKNOWN_KEY).status_code == 401
    assert len(merchant.exchanges()) == before


def test_exchanges_are_the_merchants_own(merchant, admit):
    payment = merchant.create()
    other = admit()
    assert other.exchanges() == [] and other.exchanges(payment) == []
    assert other.send("GET", "/holdfast/v1/wire-exchanges", key="hf_test_nobody").status_code == 401
    answer = other.own("GET", "/wire-exchanges?payments=1")
    assert (answer.status_code, answer.json()["field"]) == (400, "payments")
    assert other.own("GET", "/wire-exchanges?payment=nonsense").json()["field"] == "payment"


def test_keeping_can_be_turned_off_and_a_gateway_can_be_told_to(instance):
    instance.start("--no-record-exchanges")
    demo = Merchant.demo(instance.base)
    assert demo.send("GET", "/holdfast/v1/wire-exchanges", key="holdfast merchant").status_code == 404
    assert demo.send("GET", "/v2/payments", headers={"Holdfast-Fault": "status:503"}).status_code == 503
    instance.stop()

    instance.start("--mode", "gateway", "--record-exchanges")
    made = instance.command("merchant", "create", "A shop")
    merchant = Merchant(instance.base, printed_credentials(made.stdout))
    assert merchant.send("GET", "/v2/payments", headers={"Holdfast-Fault": "status:503"}).status_code == 200
    [kept] = merchant.send("GET", "/holdfast/v1/wire-exchanges", key="holdfast merchant").json()["exchanges"]
    assert (kept["operation"], kept["answer"]["status"]) == ("read", 200)
