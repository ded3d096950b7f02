"""Keys and secrets that take each other's place while the server runs and nobody is turned away. Source: docs/OPERATIONS.md."""

import os
import threading
import time

import pytest
import requests
import shop
import swedbank_payee as invoices
from vipps_unit import SaleUnit

from console.desk import Browser
from server.client import Merchant, printed_credentials

FORGETTING_SECONDS = 5
"""How long a running server may still take a credential that was ended elsewhere."""


def created(instance, name="My shop"):
    done = instance.command("merchant", "create", name)
    assert done.returncode == 0, done.stderr
    return Merchant(instance.base, printed_credentials(done.stdout))


def rotate(instance, merchant, *what, overlap="PT0S"):
    done = instance.command("merchant", "rotate", merchant, *what, "--overlap", overlap)
    assert done.returncode == 0, done.stdout + done.stderr
    [(_, secret)] = printed_credentials(done.stdout).items()
    return secret


def uses(merchant):
    """For every credential that proves something: what a program does with it; whether it was let in."""

    def bearer(path, method="GET", key="", body=None):
        answer = requests.request(
            method, merchant.base + path, json=body, timeout=20, headers={"Authorization": f"Bearer {merchant.keys[key]}"}
        )
        return answer.status_code not in (401, 403)

    def oauth(path, key, data):
        client, secret = merchant.keys[key].split(":")
        answer = requests.post(merchant.base + path, auth=(client, secret), data=data, timeout=20)
        return answer.status_code != 401 and "invalid_client" not in answer.text

    def unit():
        client, secret = merchant.keys["vipps client id and secret"].split(":")
        number = merchant.keys["vipps sale unit reserve capture"]
        return SaleUnit(merchant.base, number, client, secret, merchant.keys["vipps subscription key"])

    return {
        ("mollie", "test"): lambda: bearer("/v2/payments", key="mollie test"),
        ("mollie", "live"): lambda: bearer("/v2/payments", key="mollie live"),
        ("mollie", "access"): lambda: bearer("/v2/payments?testmode=true", key="mollie access"),
        ("mollie application", "client and secret"): lambda: oauth(
            "/oauth2/tokens", "mollie application client and secret",
            {"grant_type": "refresh_token", "refresh_token": "refresh_x"},
        ),
        ("vipps client", "id and secret"): lambda: unit().fresh_token().status_code == 200,
        ("vipps subscription", "key"): lambda: unit().fresh_token().status_code == 200,
        ("checkoutcom", "nas secret"): lambda: bearer("/workflows", key="checkoutcom nas secret"),
        ("checkoutcom", "nas public"): lambda: bearer(
            "/tokens", "POST", "checkoutcom nas public",
            {"type": "card", "number": "4242424242424242", "expiry_month": 6, "expiry_year": 2030},
        ),
        ("checkoutcom", "classic secret"): lambda: requests.get(
            merchant.base + "/webhooks", headers={"Authorization": merchant.keys["checkoutcom classic secret"]}, timeout=20
        ).status_code != 401,
        ("checkoutcom application", "client and secret"): lambda: oauth(
            "/connect/token", "checkoutcom application client and secret", {"grant_type": "client_credentials"}
        ),
        ("swedbankpay-invoice", "bearer"): lambda: invoices.Payee(
            merchant.base, merchant.keys["swedbankpay-invoice bearer"], merchant.keys["swedbankpay payee id"]
        ).get(f"{invoices.PAYMENTS}/00000000-0000-4000-8000-000000000000").status_code not in (401, 403),
        ("holdfast", "merchant"): lambda: bearer("/holdfast/v1/payments", key="holdfast merchant"),
    }  # fmt: skip


def test_every_credential_of_a_merchant_is_renewed_and_the_old_one_ends(instance):
    instance.start()
    merchant = created(instance)
    for (dialect, kind), let_in in uses(merchant).items():
        name = f"{dialect} {kind}"
        assert let_in(), f"{name} before"
        old = merchant.keys[name]
        new = rotate(instance, "My shop", dialect, kind)
        merchant.keys[name] = new
        assert let_in(), f"{name}, the new one, at once"
        assert new != old and new.split(":")[:-1] == old.split(":")[:-1], "what is beside the secret stays"
        merchant.keys[name] = old
        shop.eventually(let_in, lambda is_in: not is_in, FORGETTING_SECONDS + 3)
        merchant.keys[name] = new
        assert let_in(), name
    instance.audit()


def test_during_the_overlap_both_are_good_also_after_a_restart(instance):
    instance.start()
    merchant = created(instance)
    old = merchant.keys["mollie test"]
    new = rotate(instance, "My shop", "mollie", "test", overlap="P2D")
    instance.stop()
    instance.start()
    merchant.base = instance.base
    assert [merchant.send("GET", "/v2/payments", key=key).status_code for key in (old, new)] == [200, 200]
    listed = instance.command("merchant", "credentials", "My shop").stdout
    assert listed.count("mollie test: since") == 2 and listed.count(", until ") == 1
    assert old not in listed and new not in listed
    instance.jump(2 * 86_400 + 10)
    assert [merchant.send("GET", "/v2/payments", key=key).status_code for key in (old, new)] == [401, 200]


def test_nobody_is_turned_away_while_keys_change_under_load(instance):
    instance.start()
    merchant = created(instance)
    refused, counted, ending = [], [0], threading.Event()

    def shop_on():
        while not ending.is_set():
            answer = merchant.send("POST", "/v2/payments", shop.card_payment())
            counted[0] += 1
            if answer.status_code != 201:
                refused.append(f"{answer.status_code} {answer.text}")

    threads = [threading.Thread(target=shop_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        merchant.keys["mollie test"] = rotate(instance, "My shop", "mollie", "test", overlap="PT1H")
    next_key = instance.folder / "next-key"
    done = instance.command("key", "rotate", "--to", next_key)
    assert done.returncode == 0, done.stderr
    time.sleep(0.5)
    ending.set()
    for thread in threads:
        thread.join()
    assert not refused and counted[0] > 10, refused[:3]
    instance.key_file = next_key
    instance.audit()


def test_the_administrators_key_is_renewed_and_the_console_asks_anew(instance):
    instance.start("--mode", "gateway")
    old = printed_credentials(instance.printed())["holdfast administrator"]
    browser = Browser(instance.base)
    assert browser.sign_in(old).status_code == 303
    assert browser.at("/console/merchants", allow_redirects=False).status_code == 200
    new = rotate(instance, "administrator", "holdfast", "administrator")
    assert new.startswith("hf_admin_") and new != old
    assert browser.at("/console/merchants", allow_redirects=False).status_code != 200

    def asked(key):
        headers = {"Authorization": f"Bearer {key}"}
        return requests.get(instance.base + "/holdfast/v1/merchants", headers=headers, timeout=10).status_code

    assert asked(new) == 200
    shop.eventually(lambda: asked(old), lambda status: status == 401, FORGETTING_SECONDS + 3)


@pytest.mark.parametrize(
    "words",
    [
        ("Nobody", "mollie", "test"), ("My shop", "mollie", "text"), ("My shop", "nowhere", "test"),
        ("My shop", "vipps sale unit", "reserve capture"), ("My shop", "vipps client", "id"),
        ("My shop", "mollie", "test", "--overlap", "P91D"), ("My shop", "mollie", "test", "--overlap", "soon"),
    ],
)  # fmt: skip
def test_what_cannot_be_renewed_is_refused_with_advice_and_changes_nothing(instance, words):
    instance.start()
    created(instance)
    before = instance.command("merchant", "credentials", "My shop").stdout
    done = instance.command("merchant", "rotate", *words)
    assert done.returncode not in (0, 1) and "Error: " in done.stderr, done.stdout + done.stderr
    assert instance.command("merchant", "credentials", "My shop").stdout == before


def test_a_key_file_takes_anothers_place_and_everything_is_known_again(instance):
    instance.start()
    merchant = created(instance)
    key = {"Idempotency-Key": shop.new_key()}
    payment = merchant.send("POST", "/v2/payments", shop.card_payment(), headers=key).json()
    hook = merchant.send(
        "POST", "/holdfast/v1/webhook-endpoints", {"url": "http://127.0.0.1:9/", "events": ["*"]}, key="holdfast merchant"
    )
    assert hook.status_code == 201, hook.text
    backup = instance.folder / "before.db"
    assert instance.command("backup", "--to", backup).returncode == 0
    old, new = instance.key_file, instance.folder / "new" / "key"
    done = instance.command("key", "rotate", "--to", new)
    assert done.returncode == 0, done.stderr
    assert new.stat().st_size == 32 and os.stat(new).st_mode & 0o777 == 0o600
    assert merchant.get(payment)["id"] == payment["id"], "the server goes on"
    instance.stop()
    refused = instance.refuse()
    assert refused.returncode != 0 and "another key" in refused.stderr
    instance.key_file = new
    instance.start()
    merchant.base = instance.base
    again = merchant.send("POST", "/v2/payments", shop.card_payment(), headers=key)
    assert (again.json()["id"], again.headers["Idempotent-Replayed"]) == (payment["id"], "true")
    listed = merchant.send("GET", "/holdfast/v1/webhook-endpoints", key="holdfast merchant")
    assert hook.json()["id"] in listed.text, "what was sealed opens"
    instance.audit()
    # A backup from before is the old key's.
    restored = [*map(str, ("--from", backup, "--data", instance.folder / "restored", "--key-file"))]
    assert instance.run([*binary(), "restore", *restored, str(new)]).returncode != 0
    done = instance.run([*binary(), "restore", *restored, str(old)])
    assert done.returncode == 0 and ": clean" in done.stdout, done.stdout + done.stderr


def test_the_old_key_and_a_copy_of_the_data_open_nothing(instance):
    """What the old key file sealed is not left in unused parts of the database or its log."""
    instance.start()
    sealed = instance.rows("SELECT bytes FROM documents WHERE kind = 'key' AND id = x'02'")[0]["bytes"]
    done = instance.command("key", "rotate", "--to", instance.folder / "next")
    assert done.returncode == 0, done.stderr
    instance.key_file = instance.folder / "next"
    for file in instance.data.iterdir():
        assert sealed[4:] not in file.read_bytes(), file.name
    assert instance.rows("SELECT bytes FROM documents WHERE kind = 'key' AND id = x'02'")[0]["bytes"] != sealed


def binary():
    from server.process import BINARY

    return [BINARY]
