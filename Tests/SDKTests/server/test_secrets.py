"""Nothing that proves identity is written down in the clear. Source: docs, design §5 and §8; house rules for logs."""

import base64
import re
import stat
import urllib.parse

import pytest
import requests
import shop

from server.client import DEMO, DEMO_ADMINISTRATOR, Merchant, answered_credentials, printed_credentials
from server.process import BINARY
from vipps_unit import SaleUnit

KEY = "remember-me-idempotency-key"


def spellings(secret):
    """The secret as files may hold it: text, UTF-16, hex, and base64 at each of its three offsets."""
    plain = secret.encode()
    yield "text", plain
    yield "reversed", plain[::-1]
    yield "UTF-16 LE", secret.encode("utf-16-le")
    yield "UTF-16 BE", secret.encode("utf-16-be")
    yield "hex", plain.hex().encode()
    yield "HEX", plain.hex().upper().encode()
    for offset in range(3):
        # Only the characters that depend on nothing but the secret.
        inner = base64.b64encode(b"\0" * offset + plain)[(offset * 8 + 5) // 6 :]
        inner = inner.rstrip(b"=")[: (len(plain) * 8 - (6 - offset * 8 % 6) % 6) // 6]
        yield f"base64 at {offset}", inner
        yield f"base64url at {offset}", inner.replace(b"+", b"-").replace(b"/", b"_")


def told(instance, secrets, printed_once=()):
    """Where a secret stands in what the server left behind."""
    files = instance.kept() + sorted(instance.folder.glob("stderr-*"))
    found = []
    for path in files:
        content = path.read_bytes()
        found += [
            f"{what} as {how} in {path.name}"
            for what, secret in secrets.items()
            for how, bytes_ in spellings(secret)
            if bytes_ in content
        ]
    for path in sorted(instance.folder.glob("stdout-*")):
        text = path.read_text()
        for what, secret in secrets.items():
            allowed = 1 if what in printed_once and path.name == "stdout-1" else 0
            # A client's name is the beginning of its name and secret, and may stand where that does.
            count = len(re.findall(re.escape(secret) + r"(?![:\w])", text))
            if count != allowed:
                found.append(f"{what} {count} times in {path.name}")
    return found


def whole_story(merchant, used):
    """Every kind of credential at work; what is secret of it is added to `used`."""
    keys = merchant.keys
    # Numbers of sale units and names of payees are no secrets: they are on every receipt.
    used.update({what: key for what, key in keys.items() if "sale unit" not in what and "payee" not in what})
    used["idempotency key"] = KEY
    payments = []
    for number, kind in enumerate(["mollie test", "mollie live"]):
        for repeat in range(2):
            answer = merchant.send(
                "POST", "/v2/payments", shop.card_payment(), key=kind, headers={"Idempotency-Key": f"{KEY}-{number}"}
            )
            assert answer.status_code == 201, answer.text
            assert answer.headers.get("Idempotent-Replayed") == ("true" if repeat else None)
        payments.append(answer.json())
    profile = payments[0]["profileId"]
    bad = merchant.send(
        "POST", "/v2/payments", {"amount": shop.eur("x")}, headers={"Idempotency-Key": f"{KEY}-refused"}
    )
    assert bad.status_code == 422
    merchant.payer(payments[0], "approve")
    capture = merchant.send(
        "POST", f"/v2/payments/{payments[0]['id']}/captures", {}, headers={"Idempotency-Key": f"{KEY}-capture"}
    )
    assert capture.status_code == 201
    merchant.becomes(payments[0], "paid")
    refund = merchant.send(
        "POST",
        f"/v2/payments/{payments[0]['id']}/refunds",
        {"amount": shop.eur("1.00"), "description": "x"},
        headers={"Idempotency-Key": f"{KEY}-refund"},
    )
    assert refund.status_code == 201
    by_token = merchant.send(
        "POST", "/v2/payments", {**shop.card_payment(), "profileId": profile, "testmode": True}, key="mollie access"
    )
    assert by_token.status_code == 201, by_token.text
    used["wrong key"] = "test_thisIsNobodysKeyButStillASecret00"
    assert merchant.send("GET", "/v2/payments", key=used["wrong key"]).status_code == 401
    assert merchant.send("GET", "/v2/payments?testmode=true", key=used["wrong key"]).status_code == 401
    assert merchant.send("GET", f"/holdfast/v1/payments/{payments[0]['id']}", key=used["wrong key"]).status_code == 401
    oauth_story(merchant, used)
    webhook_story(merchant, used)
    # A client's own name is no secret.
    del used["mollie application client"]
    used["client secret"] = keys["mollie application client and secret"].split(":")[1]


def webhook_story(merchant, used):
    """Secrets that sign have to be read again: they are sealed."""
    path = "/holdfast/v1/webhook-endpoints"
    made = merchant.send("POST", path, {"url": "https://shop.example/hook-of-ours"}, key="holdfast merchant")
    assert made.status_code == 201, made.text
    used["webhook secret"] = made.json()["secret"]
    rotated = merchant.send("POST", f"{path}/{made.json()['id']}/rotate-secret", key="holdfast merchant")
    used["rotated webhook secret"] = rotated.json()["secret"]
    off = merchant.send("PATCH", f"{path}/{made.json()['id']}", {"enabled": False}, key="holdfast merchant")
    assert off.status_code == 200
    hook = {"name": "Hook", "url": "https://shop.example/hook", "eventTypes": "refund.failed", "testmode": True}
    subscribed = merchant.send("POST", "/v2/webhooks", hook, key="mollie access")
    assert subscribed.status_code == 201, subscribed.text
    used["Mollie webhook secret"] = subscribed.json()["webhookSecret"]
    used["address of an endpoint"] = "https://shop.example/hook-of-ours"
    wire_webhook_story(merchant, used)


def wire_webhook_story(merchant, used):
    """The same of those that Checkout.com's and Vipps' merchants register, changed once and with a payment to tell of."""
    hook = {"url": "https://shop.example/classic", "event_types": ["payment_approved"]}
    classic = merchant.send("POST", "/webhooks", hook, key="checkoutcom classic secret")
    assert classic.status_code == 201, classic.text
    path = f"/webhooks/{classic.json()['id']}"
    assert merchant.send("PATCH", path, {"active": False}, key="checkoutcom classic secret").status_code == 200
    used["workflow key"] = "signs-what-our-workflow-sends"
    used["workflow header"] = "Basic bWVyY2hhbnQ6aG9vaw=="
    action = {
        "type": "webhook",
        "url": "https://shop.example/workflow",
        "headers": {"Authorization": used["workflow header"]},
        "signature": {"method": "HMACSHA256", "key": used["workflow key"]},
    }
    made = merchant.send("POST", "/workflows", {"name": "Hook", "actions": [action]}, key="checkoutcom nas secret")
    assert made.status_code == 201, made.text
    path = f"/workflows/{made.json()['id']}"
    told = merchant.send("GET", path, key="checkoutcom nas secret").json()
    assert told["actions"][0]["signature"]["key"] == used["workflow key"]
    card = {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030}
    payment = {"source": card, "amount": 1_000, "currency": "EUR"}
    assert merchant.send("POST", "/payments", payment, key="checkoutcom nas secret").status_code == 201
    assert merchant.send("PATCH", path, {"active": False}, key="checkoutcom nas secret").status_code == 200
    unit = SaleUnit(
        merchant.base,
        merchant.keys["vipps sale unit reserve capture"],
        *merchant.keys["vipps client id and secret"].split(":", 1),
        merchant.keys["vipps subscription key"],
    )
    hook = {"url": "https://shop.example/vipps", "events": ["epayments.payment.created.v1"]}
    registered = unit.send("POST", "/webhooks/v1/webhooks", hook)
    assert registered.status_code == 201, registered.text
    used["Vipps webhook secret"] = registered.json()["secret"]


def oauth_story(merchant, used):
    client, secret = merchant.keys["mollie application client and secret"].split(":")
    ask = urllib.parse.urlencode(
        {
            "client_id": client,
            "redirect_uri": "https://app.example/back",
            "response_type": "code",
            "scope": "payments.read payments.write",
            "state": "my-state",
        }
    )
    assert requests.get(f"{merchant.base}/oauth2/authorize?{ask}", timeout=30).status_code == 200
    sent = requests.post(
        f"{merchant.base}/oauth2/authorize?{ask}", data={"decision": "approve"}, allow_redirects=False, timeout=30
    )
    assert sent.status_code == 303, sent.text
    code = urllib.parse.parse_qs(urllib.parse.urlparse(sent.headers["Location"]).query)["code"][0]
    tokens = f"{merchant.base}/oauth2/tokens"
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://app.example/back"}
    assert requests.post(tokens, data=body, auth=(client, "not-the-secret-at-all"), timeout=30).status_code == 401
    first = requests.post(tokens, data=body, auth=(client, secret), timeout=30)
    assert first.status_code == 200, first.text
    given = first.json()
    assert requests.post(tokens, data=body, auth=(client, secret), timeout=30).status_code == 400
    again = requests.post(
        tokens,
        timeout=30,
        data={
            "grant_type": "refresh_token",
            "refresh_token": given["refresh_token"],
            "client_id": client,
            "client_secret": secret,
        },
    )
    assert again.status_code == 200, again.text
    used |= {
        "OAuth code": code,
        "access token": given["access_token"],
        "refresh token": given["refresh_token"],
        "second access token": again.json()["access_token"],
        "wrong client secret": "not-the-secret-at-all",
    }
    for token in ("access token", "second access token"):
        assert merchant.send("GET", "/v2/payments?testmode=true", key=used[token]).status_code == 200


def test_the_search_for_secrets_finds_each_spelling():
    secret = "test_anExampleOfASecret0123"
    plain = secret.encode()
    for before in (b"", b"a", b"ab", b"abc"):
        haystack = [
            plain,
            plain.hex().encode(),
            base64.b64encode(before + plain + b"more"),
            base64.urlsafe_b64encode(before + plain),
            secret.encode("utf-16-le"),
        ]
        for hay in haystack:
            assert any(needle in hay for _, needle in spellings(secret)), hay
    assert all(len(needle) >= 20 for _, needle in spellings(secret))


def test_no_demo_credential_that_was_used_is_in_the_data_or_the_log(instance):
    merchant, used = Merchant.demo(instance.start().base), {"administrator key": DEMO_ADMINISTRATOR}
    made = merchant.send("POST", "/holdfast/v1/merchants", {"name": "Second"}, key=DEMO_ADMINISTRATOR)
    assert made.status_code == 201
    whole_story(merchant, used)
    second = {}
    whole_story(Merchant(merchant.base, answered_credentials(made)), second)
    used |= {f"second {what}": secret for what, secret in second.items()}
    assert told(instance, used) == []
    # Also what is on the disk once the write-ahead log has been emptied into the database.
    instance.stop()
    assert told(instance, used) == []
    instance.audit()


def test_no_generated_credential_that_was_used_is_in_the_data_or_the_log(instance):
    instance.start("--host", "0.0.0.0")
    shop.eventually(lambda: printed_credentials(instance.printed()), lambda found: len(found) == len(DEMO) + 1, 20)
    keys = printed_credentials(instance.printed())
    base = f"http://127.0.0.1:{instance.base.rsplit(':', 1)[1]}"
    merchant, used = Merchant(base, {what: key for what, key in keys.items() if "administrator" not in what}), {}
    whole_story(merchant, used)
    used["holdfast administrator"] = keys["holdfast administrator"]
    assert (
        merchant.send("POST", "/holdfast/v1/merchants", {"name": "x"}, key=keys["holdfast administrator"]).status_code
        == 201
    )
    printed = {what for what in used if what in keys}
    del used["client secret"]
    assert told(instance, used, printed_once=printed) == []
    instance.stop()
    assert told(instance, used, printed_once=printed) == []


def test_generated_credentials_are_shown_at_the_first_start_only_and_still_work_at_the_second(instance):
    instance.start("--host", "0.0.0.0")
    keys = shop.eventually(lambda: printed_credentials(instance.printed()), lambda found: len(found) == len(DEMO) + 1, 20)
    assert set(keys) == {*DEMO, "holdfast administrator"}
    assert all(instance.printed().count(f": {key}\n") == 1 for key in keys.values())
    assert not set(keys.values()) & {*DEMO.values(), DEMO_ADMINISTRATOR}
    port = instance.base.rsplit(":", 1)[1]
    payment = Merchant(f"http://127.0.0.1:{port}", keys).authorized()
    instance.stop()
    instance.start("--host", "0.0.0.0")
    merchant = Merchant(f"http://127.0.0.1:{instance.base.rsplit(':', 1)[1]}", keys)
    assert merchant.get(payment)["status"] == "authorized"
    assert merchant.send("POST", "/holdfast/v1/merchants", {"name": "x"}, key="holdfast administrator").ok
    for key in ("mollie live", "mollie access"):
        assert merchant.send("GET", "/v2/payments", key=key).status_code == 200
    instance.stop()
    assert printed_credentials(instance.printed(2)) == {}
    assert "credentials" not in instance.printed(2)


def test_demo_credentials_work_on_loopback_only(instance):
    demo = Merchant.demo(instance.start().base)
    payment = demo.create()
    instance.stop()
    # The same data, bound elsewhere: nobody knows the demo keys any more.
    instance.start("--host", "0.0.0.0")
    stranger = Merchant.demo(f"http://127.0.0.1:{instance.base.rsplit(':', 1)[1]}")
    for key in ("mollie test", "mollie live", "mollie access"):
        assert stranger.send("GET", f"/v2/payments/{payment['id']}", key=key).status_code == 401
        assert stranger.send("POST", "/v2/payments", shop.card_payment(), key=key).status_code == 401
    assert stranger.send("GET", f"/holdfast/v1/payments/{payment['id']}", key="holdfast merchant").status_code == 401
    payer = f"/holdfast/v1/payments/{payment['id']}/payer"
    assert stranger.send("POST", payer, {"action": "approve"}, key="holdfast merchant").status_code == 401
    assert stranger.send("POST", "/holdfast/v1/merchants", {"name": "x"}, key=DEMO_ADMINISTRATOR).status_code == 401
    client, secret = DEMO["mollie application client and secret"].split(":")
    token = requests.post(
        stranger.base + "/oauth2/tokens",
        auth=(client, secret),
        timeout=30,
        data={"grant_type": "refresh_token", "refresh_token": "refresh_x"},
    )
    assert token.status_code == 401


def test_a_first_start_that_fails_has_shown_the_credentials(instance, receiver):
    refused = instance.refuse("--host", "0.0.0.0", "--port", str(receiver.port))
    assert refused.returncode != 0
    assert len(printed_credentials(refused.stdout)) == len(DEMO) + 1
    instance.start("--host", "0.0.0.0")


@pytest.mark.sqlite
def test_the_key_file_is_made_with_32_bytes_that_only_its_owner_reads(instance):
    instance.start()
    assert len(instance.key_file.read_bytes()) == 32
    assert stat.S_IMODE(instance.key_file.stat().st_mode) == 0o600
    key = instance.key_file.read_bytes()
    assert all(key not in path.read_bytes() for path in instance.data.iterdir())
    instance.stop()
    instance.start()
    assert instance.key_file.read_bytes() == key


def test_by_default_the_key_lies_outside_the_data_directory(instance):
    made = instance.run([BINARY, "merchant", "create", "Shop", "--data", instance.data])
    assert made.returncode == 0, made.stderr
    [key] = [path for path in instance.folder.rglob("key") if path.is_file()]
    assert key == instance.folder / ".config/holdfast/key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.fixture
def used_data(instance):
    """A data directory that has been in use, and what it holds, byte for byte."""
    Merchant.demo(instance.start().base).authorized()
    instance.stop()
    return snapshot(instance.data)


def snapshot(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["serve", "merchant list", "merchant create X"])
def test_another_key_file_is_refused_with_advice_and_changes_nothing(instance, used_data, command):
    other = instance.folder / "other-key"
    other.write_bytes(b"k" * 32)
    instance.key_file.rename(instance.folder / "right-key")
    instance.key_file = other
    done = instance.refuse() if command == "serve" else instance.command(*command.split())
    assert done.returncode != 0
    assert "another key" in done.stderr and "--key-file" in done.stderr
    assert "listening" not in done.stdout
    assert snapshot(instance.data)["holdfast.db"] == used_data["holdfast.db"]
    instance.key_file = instance.folder / "right-key"
    merchant = Merchant.demo(instance.start().base)
    assert merchant.send("GET", "/v2/payments").json()["count"] == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("command", ["serve", "merchant list", "merchant create X", "audit"])
def test_a_missing_key_file_is_not_made_for_data_that_has_one_already(instance, used_data, command):
    instance.key_file.rename(instance.folder / "right-key")
    done = instance.refuse() if command == "serve" else instance.command(*command.split())
    assert done.returncode != 0 and "--key-file" in done.stderr
    assert not instance.key_file.exists()
    assert snapshot(instance.data)["holdfast.db"] == used_data["holdfast.db"]


def test_a_key_file_may_be_named_by_one_letter_in_the_working_directory(instance):
    instance.flags = ["--port", "0", "--data", instance.data, "--key-file", "k"]
    instance.start()
    assert len((instance.folder / "k").read_bytes()) == 32


@pytest.mark.parametrize("content", [b"", b"short", b"k" * 31, b"k" * 33])
def test_a_key_file_of_another_size_is_refused_with_advice(instance, content):
    instance.key_file.write_bytes(content)
    done = instance.refuse()
    assert done.returncode != 0
    assert "not a key file" in done.stderr and "--key-file" in done.stderr
    assert instance.key_file.read_bytes() == content


def test_tokens_and_codes_end_when_they_should(instance):
    """An access token after an hour, a code after ten minutes; a refresh token stays."""
    merchant, used = Merchant.demo(instance.start().base), {}
    oauth_story(merchant, used)
    instance.jump(3_590)
    assert merchant.send("GET", "/v2/payments?testmode=true", key=used["access token"]).status_code == 200
    instance.jump(60)
    assert merchant.send("GET", "/v2/payments?testmode=true", key=used["access token"]).status_code == 401
    client, secret = DEMO["mollie application client and secret"].split(":")
    fresh = requests.post(
        merchant.base + "/oauth2/tokens",
        auth=(client, secret),
        timeout=30,
        data={"grant_type": "refresh_token", "refresh_token": used["refresh token"]},
    )
    assert fresh.status_code == 200


def test_a_code_that_is_eleven_minutes_old_gives_no_token(instance):
    base = instance.start().base
    client, secret = DEMO["mollie application client and secret"].split(":")
    ask = urllib.parse.urlencode(
        {"client_id": client, "redirect_uri": "https://app.example/back", "scope": "payments.read"}
    )
    sent = requests.post(
        f"{base}/oauth2/authorize?{ask}", data={"decision": "approve"}, allow_redirects=False, timeout=30
    )
    code = urllib.parse.parse_qs(urllib.parse.urlparse(sent.headers["Location"]).query)["code"][0]
    instance.jump(660)
    answer = requests.post(
        f"{base}/oauth2/tokens",
        auth=(client, secret),
        timeout=30,
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": "https://app.example/back"},
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
