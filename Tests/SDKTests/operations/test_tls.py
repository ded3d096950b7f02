"""The server's own TLS. Certificates are made here, each signed by itself."""

import http.client
import signal
import socket
import ssl
import subprocess
import warnings

import pytest
import requests
import shop

from server.client import Merchant


class Pair:
    """A certificate and its key, for `localhost` and 127.0.0.1."""

    def __init__(self, folder, name):
        folder.mkdir(exist_ok=True)
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.name = name
        subprocess.run(
            [
                *"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(),
                "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout", self.key, "-out", self.certificate,
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip

    def flags(self):
        return ["--tls-certificate", str(self.certificate), "--tls-key", str(self.key)]

    def pem(self):
        return self.certificate.read_text()


@pytest.fixture
def pair(tmp_path):
    return Pair(tmp_path / "first", "first")


def shown(base, **more):
    """The certificate that the server shows to a new connection, in PEM."""
    port = int(base.rsplit(":", 1)[1])
    return ssl.get_server_certificate(("127.0.0.1", port), **more)


def test_with_a_certificate_the_server_speaks_tls_alone_and_says_so(instance, pair):
    instance.start(*pair.flags())
    assert instance.base.startswith("https://127.0.0.1:")
    health = requests.get(instance.base + "/health", verify=pair.certificate, timeout=30)
    assert (health.status_code, health.json()) == (200, {"status": "ok"})
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(instance.base + "/health", timeout=30)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(instance.base.replace("https", "http") + "/health", timeout=30)


def test_a_payment_over_tls_has_links_over_tls(instance, pair):
    merchant = Merchant.demo(instance.start(*pair.flags()).base)
    answer = merchant.send("POST", "/v2/payments", shop.card_payment(), verify=pair.certificate)
    assert answer.status_code == 201, answer.text
    links = answer.json()["_links"]
    assert links["self"]["href"].startswith(instance.base) and links["checkout"]["href"].startswith(instance.base)
    page = requests.get(links["checkout"]["href"], verify=pair.certificate, timeout=30)
    assert page.status_code == 200


@pytest.mark.parametrize(("most", "works"), [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True)])
def test_nothing_older_than_tls_1_2_is_spoken(instance, pair, most, works):
    instance.start(*pair.flags())
    context = ssl.create_default_context(cafile=pair.certificate)
    # What OpenSSL itself would not even offer at its usual level.
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = most
    port = int(instance.base.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        if works:
            with context.wrap_socket(plain, server_hostname="localhost") as secure:
                assert secure.version() == "TLSv1.2"
        else:
            with pytest.raises((ssl.SSLError, ConnectionError)):
                context.wrap_socket(plain, server_hostname="localhost")


def test_a_renewed_certificate_is_shown_after_sighup_and_open_connections_stay(instance, pair, tmp_path):
    instance.start(*pair.flags())
    first = pair.pem()
    assert shown(instance.base) == first
    # No certificate is looked at here: what counts is that the connection is the same one.
    port = int(instance.base.rsplit(":", 1)[1])
    open_one = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=ssl._create_unverified_context())
    assert healthy(open_one)
    socket_then = open_one.sock
    second = Pair(tmp_path / "second", "second")
    second.certificate.replace(pair.certificate)
    second.key.replace(pair.key)
    instance._process.send_signal(signal.SIGHUP)
    shop.eventually(lambda: shown(instance.base), lambda now: now == pair.pem(), 20)
    assert pair.pem() != first
    assert healthy(open_one) and open_one.sock is socket_then
    open_one.close()


def healthy(connection):
    connection.request("GET", "/health")
    answer = connection.getresponse()
    return answer.status == 200 and b"ok" in answer.read()


def test_a_renewal_that_cannot_be_used_leaves_the_old_certificate(instance, pair, tmp_path):
    instance.start(*pair.flags())
    first = pair.pem()
    # Half of a renewal: the key is another one's.
    Pair(tmp_path / "second", "second").key.replace(pair.key)
    instance._process.send_signal(signal.SIGHUP)
    shop.eventually(lambda: "the old certificate stays" in instance.logged(), bool, 20)
    assert shown(instance.base) == first
    assert requests.get(instance.base + "/health", verify=pair.certificate, timeout=30).ok


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda pair, other: pair.certificate.write_text("no certificate"), "--tls-certificate"),
        (lambda pair, other: pair.certificate.unlink(), "--tls-certificate"),
        (lambda pair, other: pair.key.write_text("no key"), "--tls-key"),
        (lambda pair, other: other.key.replace(pair.key), "not that of the certificate"),
    ],
)
def test_files_that_cannot_be_used_are_refused_before_anything_is_made(instance, pair, tmp_path, spoil, words):
    spoil(pair, Pair(tmp_path / "other", "other"))
    done = instance.refuse(*pair.flags())
    assert done.returncode not in (0, 1) and words in done.stderr
    assert not instance.data.exists()


def test_a_certificate_without_its_key_is_refused(instance, pair):
    done = instance.refuse("--tls-certificate", str(pair.certificate))
    assert done.returncode != 0 and "go together" in done.stderr


def test_without_a_certificate_sighup_changes_nothing(instance):
    instance.start()
    instance._process.send_signal(signal.SIGHUP)
    Merchant.demo(instance.base).capture(Merchant.demo(instance.base).authorized())
    assert instance.is_running
