"""Invoices by e-mail: a real mail server with STARTTLS and a password, that is down at times; a server that is killed."""

import json
import os
import signal
import socket
import subprocess
import time

import pytest
import requests
import shop as shops
import swedbank_payee as shop
from holdfast_server import PROJECT, HoldfastServer
from mail_server import PASSWORD, USER, MailServer, certificate, free_port
from swedbank_payee import Payee, running

OWN_KEY = "hf_test_holdfastdemomerchant0000000001"


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def post(pem):
    server = MailServer(pem)
    yield server
    server.stop()


def settings(post, pem, **more):
    return {
        "invoice_distribution": "email", "smtp_server": post if isinstance(post, str) else post.address,
        "smtp_ca_file": str(pem[0]), "smtp_user": USER, "smtp_password": PASSWORD, "smtp_sender": "fakturor@shop.example",
        **more,
    }  # fmt: skip


def own(payee, method, path, body=None):
    answer = requests.request(
        method, f"{payee.base}/holdfast/v1{path}", json=body, headers={"Authorization": f"Bearer {OWN_KEY}"}, timeout=30
    )
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def invoices(payee, path):
    return own(payee, "GET", f"/payments/{path.rsplit('/', 1)[1]}/timeline")["invoices"]


def dispatches(payee, path):
    """How the one invoice of a payment goes out, by channel."""
    [invoice] = shops.eventually(lambda: invoices(payee, path), lambda found: found)
    return {dispatch["channel"]: dispatch for dispatch in invoice["dispatches"]}


def dispatched(payee, path, channel, state):
    found = shops.eventually(
        lambda: dispatches(payee, path).get(channel), lambda found: found and found["state"] == state
    )
    return found


def copies(payee, path):
    return [payee.ask("GET", f"{path}/invoicecopy", Accept=kind).content for kind in ["application/pdf", "application/xml"]]


def kill(server):
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    server._reader.join(1)
    server._process.stdout.close()


def test_an_invoice_and_its_credit_note_arrive_as_the_api_serves_them(tmp_path, post, pem):
    with running(tmp_path, **settings(post, pem)) as payee:
        path, capture = payee.captured(body=shop.capture(description="Två stolar"))
        [mail] = post.got(1)
        assert mail.secured and mail.authenticated
        assert (mail.sender, mail.recipients) == ("fakturor@shop.example", ["a@example.com"])
        assert mail.message["Subject"] == "Faktura 100001 från Merchant1"
        assert mail.message["From"] == "Merchant1 <fakturor@shop.example>"
        assert mail.message["To"] == "Azra Oliveira <a@example.com>"
        assert mail.message["Reply-To"] == "kundservice@example.com"
        text = mail.message.get_body().get_content()
        assert "Att betala: SEK 135,00" in text.replace("\u00a0", " ") and "Bankgiro: 5050-1055" in text
        pdf, xml = copies(payee, capture)
        assert mail.attachments() == [
            ("faktura-100001.pdf", "application/pdf", pdf), ("faktura-100001.xml", "application/xml", xml)
        ]  # fmt: skip
        found = dispatched(payee, path, "email", "delivered")
        assert (found["to"], found["messageId"]) == ("a@example.com", mail.message["Message-ID"])
        assert [attempt["succeeded"] for attempt in found["attempts"]] == [True]
        assert "directory" not in dispatches(payee, path)

        reversal = payee.post(f"{path}/reversals", shop.reversal(5000, 1000)).json()["reversal"]["id"]
        _, note = post.got(2)
        assert note.message["Subject"] == "Kreditfaktura 100002 från Merchant1"
        assert [name for name, _, _ in note.attachments()] == ["kreditfaktura-100002.pdf", "kreditfaktura-100002.xml"]
        assert [content for _, _, content in note.attachments()] == copies(payee, reversal)
        assert note.message["Message-ID"] != mail.message["Message-ID"]


def test_letters_of_every_language_arrive_and_nothing_begins_a_header(tmp_path, post, pem):
    with running(tmp_path, **settings(post, pem, invoice_distribution="both")) as payee:
        order = shop.order("NO")
        name = "Bjørns Båter\r\nBcc: t@thief.example"
        order["payment"]["payeeInfo"]["payeeName"] = name
        path = payee.post(shop.PAYMENTS, order).json()["payment"]["id"]
        consumer = shop.consumer("NO", "olivia.nyhuus+faktura@example.com")
        consumer["legalAddress"]["addressee"] = 'Olivia "Ærlig" Ø\nBcc: t@thief.example'
        assert payee.post(f"{path}/authorizations", consumer).status_code == 200
        payee.post(f"{path}/captures", shop.capture())
        [mail] = post.got(1)
        assert mail.recipients == ["olivia.nyhuus+faktura@example.com"] and mail.message["Bcc"] is None
        seller = " ".join(name.split())
        assert " ".join(mail.message["Subject"].split()) == f"Faktura 100001 fra {seller}"
        assert " ".join(mail.message["From"].addresses[0].display_name.split()) == seller
        buyer = mail.message["To"].addresses[0]
        assert " ".join(buyer.display_name.split()) == 'Olivia "Ærlig" Ø Bcc: t@thief.example'
        assert dispatched(payee, path, "directory", "delivered")


def test_a_mail_server_that_is_down_gets_it_once_it_can_though_the_process_was_killed(tmp_path, pem, monkeypatch):
    port = free_port()
    for name, value in settings(f"smtp://127.0.0.1:{port}", pem).items():
        monkeypatch.setenv(f"HOLDFAST_{name.upper()}", value)
    server = HoldfastServer(tmp_path)
    server.start()
    payee = Payee(server.base)
    path, capture = payee.captured()
    waiting = shops.eventually(lambda: dispatches(payee, path)["email"], lambda found: found["attempts"])
    assert waiting["state"] == "waiting" and not waiting["attempts"][0]["succeeded"] and waiting["nextAttemptAt"]
    kill(server)
    server = HoldfastServer(tmp_path)
    server.start()
    payee = Payee(server.base)
    [before] = invoices(payee, path)
    post = MailServer(pem, port)
    own(payee, "POST", "/sandbox/clock", {"advance": "PT10M"})
    [mail] = post.got(1)
    after = dispatched(payee, path, "email", "delivered")
    assert mail.message["Message-ID"] == waiting["messageId"] == after["messageId"]
    assert len(after["attempts"]) > len(waiting["attempts"])
    assert [content for _, _, content in mail.attachments()] == copies(payee, capture)
    # The number was not used twice, and the next capture has the next one.
    payee.captured()
    second = post.got(2)[1]
    assert before["number"] == 100001 and "100002" in second.message["Subject"]
    time.sleep(0.5)
    assert len(post.mails) == 2
    server.stop()
    post.stop()
    kept = [file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert not any(PASSWORD.encode() in content for content in kept)
    assert PASSWORD not in server.said()


def test_killed_between_handing_over_and_keeping_that_it_sends_the_same_mail_again(tmp_path, pem, monkeypatch):
    post = MailServer(pem)
    for name, value in settings(post, pem).items():
        monkeypatch.setenv(f"HOLDFAST_{name.upper()}", value)
    server = HoldfastServer(tmp_path)
    server.start()
    # The answer to the mail never comes: the process dies before.
    post.on_message = lambda: os.kill(server._process.pid, signal.SIGKILL)
    Payee(server.base).captured()
    post.got(1)
    kill(server)
    post.on_message = lambda: None
    server = HoldfastServer(tmp_path)
    server.start()
    first, second = post.got(2)
    assert first.message["Message-ID"] == second.message["Message-ID"]
    assert first.attachments() == second.attachments()
    server.stop()
    post.stop()


@pytest.mark.parametrize("address, why", [(None, "no e-mail address"), ("a@b@example.com", "is none"), ("å@example.com", "is none")])
def test_a_payer_without_an_address_is_shown_and_the_invoice_is_in_the_directory(tmp_path, post, pem, address, why):
    with running(tmp_path, **settings(post, pem)) as payee:
        path, capture = payee.captured(email=address)
        found = dispatched(payee, path, "email", "undeliverable")
        assert why in found["reason"] and found["attempts"] == []
        assert dispatched(payee, path, "directory", "delivered")
        file = tmp_path / "data" / "invoices" / shop.PAYEE_ID / "100001.pdf"
        assert file.read_bytes() == copies(payee, capture)[0]


def test_a_mailbox_that_does_not_exist_is_given_up_and_the_invoice_is_in_the_directory(tmp_path, post, pem):
    post.refused = {"a@example.com"}
    with running(tmp_path, **settings(post, pem)) as payee:
        path, _ = payee.captured()
        found = dispatched(payee, path, "email", "undeliverable")
        assert "550" in found["reason"] and len(found["attempts"]) == 1
        assert dispatched(payee, path, "directory", "delivered")


@pytest.mark.parametrize(
    "changes", [{"smtp_password": "wrong"}, {"smtp_ca_file": None}], ids=["password", "certificate"]
)
def test_what_is_set_wrong_fails_no_capture_and_is_tried_again(tmp_path, post, pem, changes):
    chosen = {name: value for name, value in settings(post, pem, **changes).items() if value is not None}
    with running(tmp_path, **chosen) as payee:
        path, _ = payee.captured()
        found = shops.eventually(lambda: dispatches(payee, path)["email"], lambda found: found["attempts"])
        assert found["state"] == "waiting" and not found["attempts"][0]["succeeded"]
        assert post.mails == []
        for _ in range(20):
            own(payee, "POST", "/sandbox/clock", {"advance": "PT12H"})
            tried = dispatches(payee, path)["email"]["attempts"][-1]["number"]
            if dispatches(payee, path)["email"]["state"] == "undeliverable":
                break
            shops.eventually(lambda: dispatches(payee, path)["email"], lambda now: now["attempts"][-1]["number"] > tried or now["state"] != "waiting")
        assert dispatched(payee, path, "email", "undeliverable")["attempts"][-1]["number"] == 15
        assert dispatched(payee, path, "directory", "delivered")


@pytest.mark.parametrize("security, arrives", [("required", False), ("opportunistic", True), ("none", True)])
def test_tls_is_required_unless_it_is_not(tmp_path, pem, security, arrives):
    post = MailServer()
    chosen = settings(post, pem, smtp_security=security)
    del chosen["smtp_user"], chosen["smtp_password"]
    with running(tmp_path, **chosen) as payee:
        path, _ = payee.captured()
        if arrives:
            [mail] = post.got(1)
            assert not mail.secured
        else:
            found = shops.eventually(lambda: dispatches(payee, path)["email"], lambda found: found["attempts"])
            assert not found["attempts"][0]["succeeded"] and post.mails == []
    post.stop()


def test_tls_is_used_where_it_is_offered(tmp_path, post, pem):
    with running(tmp_path, **settings(post, pem, smtp_security="opportunistic")) as payee:
        payee.captured()
        assert post.got(1)[0].secured


def test_a_mail_server_that_never_answers_holds_up_no_capture_and_no_shutdown(tmp_path, pem):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        chosen = settings(f"smtp://127.0.0.1:{silent.getsockname()[1]}", pem, invoice_distribution="both")
        with running(tmp_path, **chosen) as payee:
            paths = [payee.captured()[0] for _ in range(20)]
            assert dispatched(payee, paths[-1], "directory", "delivered")
            assert dispatches(payee, paths[0])["email"]["state"] == "waiting"
            begun = time.monotonic()
        assert time.monotonic() - begun < 5


def test_an_agreement_says_where_a_merchants_invoices_go(tmp_path, post, pem):
    file = tmp_path / "agreements.json"
    file.write_text(json.dumps({shop.PAYEE_ID: {"distribution": "both", "name": "Björks Möbler", "email": "hej@björk.example"}}))
    chosen = settings(post, pem, invoice_agreements=str(file), invoice_distribution="directory")
    with running(tmp_path, **chosen) as payee:
        path, _ = payee.captured()
        [mail] = post.got(1)
        assert mail.message["From"].addresses[0].display_name == "Björks Möbler"
        assert mail.message["Reply-To"] is None, "an address that mail cannot carry is left out"
        assert dispatched(payee, path, "directory", "delivered") and dispatched(payee, path, "email", "delivered")


@pytest.mark.parametrize(
    "settings, says",
    [
        ({"invoice_distribution": "email"}, "--smtp-server"),
        ({"smtp_server": "smtp://localhost"}, "--smtp-sender"),
        ({"smtp_server": "http://localhost", "smtp_sender": "a@b.example"}, "smtp://"),
        ({"smtp_server": "smtp://localhost", "smtp_sender": "nobody"}, "--smtp-sender"),
        ({"smtp_server": "smtp://localhost", "smtp_sender": "a@b.example", "smtp_ca_file": "/nowhere"}, "--smtp-ca-file"),
        ({"invoice_distribution": "pigeon"}, "invoice-distribution"),
    ],
)
def test_nonsense_is_refused_at_the_start(tmp_path, settings, says):
    names = {f"HOLDFAST_{name.upper()}": value for name, value in settings.items()}
    binary = PROJECT / os.environ.get("HOLDFAST_BINARY", ".build/debug/holdfast")
    answer = subprocess.run(
        [binary, "serve", "--port", "0", "--data", tmp_path / "data"], env={**os.environ, **names}, capture_output=True,
        text=True, timeout=20,
    )  # fmt: skip
    assert answer.returncode != 0 and says in answer.stderr
    assert not (tmp_path / "data").exists()


def test_a_snapshot_that_comes_back_brings_the_mails_that_waited(tmp_path, pem):
    port = free_port()
    with running(tmp_path, **settings(f"smtp://127.0.0.1:{port}", pem)) as payee:
        path, _ = payee.captured()
        shops.eventually(lambda: dispatches(payee, path)["email"], lambda found: found["attempts"])
        snapshot = own(payee, "POST", "/sandbox/snapshots", {})["id"]
        own(payee, "DELETE", "/sandbox/data")
        time.sleep(0.3)
        own(payee, "POST", f"/sandbox/snapshots/{snapshot}/restore", {})
        post = MailServer(pem, port)
        own(payee, "POST", "/sandbox/clock", {"advance": "PT10M"})
        assert post.got(1)[0].message["Message-ID"] == dispatches(payee, path)["email"]["messageId"]
        post.stop()
