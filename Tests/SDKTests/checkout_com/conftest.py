"""A shop that uses checkout-sdk as it comes from PyPI: on the current platform with keys or with OAuth, and on the
classic one."""

import warnings
from importlib.metadata import version
from types import SimpleNamespace

import pytest
import requests
from checkout_sdk.checkout_sdk import CheckoutSdk
from checkout_sdk.environment import Environment
from checkout_sdk.exception import CheckoutApiException

from checkout_com import sandbox
from server import preload
from server.process import Instance
from server.receiver import Receiver


@pytest.fixture(scope="session")
def built_for():
    """Builds clients for a sandbox that is here: the SDK wants a merchant's own host name otherwise."""
    assert version("checkout_sdk") == "4.8.1"

    def at(address):
        base = address + "/"
        environment = Environment(base, base + "connect/token", base, base, base, base, base, is_sandbox=True)

        def build(builder):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                return builder.environment(environment).use_legacy_domain().build()

        return build

    return at


@pytest.fixture(scope="session")
def built(built_for, server):
    return built_for(server)


@pytest.fixture(scope="session")
def nas(built):
    return built(CheckoutSdk.builder().secret_key(sandbox.NAS).public_key(sandbox.NAS_PUBLIC))


@pytest.fixture(scope="session")
def classic(built):
    return built(CheckoutSdk.builder().previous().secret_key(sandbox.CLASSIC).public_key(sandbox.CLASSIC_PUBLIC))


@pytest.fixture(scope="session")
def send(server):
    """Sends a request as it is, on the current platform unless another key is given; None stands for no key."""

    def send(method, path, body=None, key=f"Bearer {sandbox.NAS}", headers=None, **more):
        credential = {"Authorization": key} if key else {}
        return requests.request(
            method, server + path, json=body, headers={**credential, **(headers or {})}, timeout=10,
            allow_redirects=False, **more,
        )

    return send


@pytest.fixture
def refused():
    """Makes a call that must be refused, and compares how. An empty body still names the request in a header."""

    def check(call, status, *codes, kind="request_invalid"):
        with pytest.raises(CheckoutApiException) as caught:
            call()
        error = caught.value
        expected = (status, kind, list(codes)) if codes else (status, None, None)
        assert (error.http_metadata.status_code, error.error_type, error.error_details) == expected
        assert error.request_id == error.http_metadata.headers["Cko-Request-Id"]
        return SimpleNamespace(request_id=error.request_id)

    return check


@pytest.fixture(params=["nas", "classic"])
def platform(request):
    """A client of each platform in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def receiver():
    """A shop's address for webhooks."""
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    return preload.build(tmp_path_factory.mktemp("preload"))


@pytest.fixture
def instance(tmp_path, library):
    """A server of the test's own, whose clock can jump and whose books are audited in the end."""
    instance = Instance(tmp_path, library).start()
    yield instance
    instance.stop()
    instance.audit()
