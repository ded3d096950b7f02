"""One real server for a run, and its payer."""

import database
import pytest
import requests
import shop
from holdfast_server import HoldfastServer
from payer import Payer


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL, tests of what lies in a data directory are left out."""
    if database.IS_POSTGRES:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("sqlite")])
        items[:] = [item for item in items if not item.get_closest_marker("sqlite")]


if database.IS_POSTGRES:

    @pytest.fixture(autouse=True)
    def databases(tmp_path):
        yield
        database.drop(tmp_path)

    @pytest.fixture(scope="session", autouse=True)
    def all_databases():
        yield
        database.drop("/")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The base address of a server that the run has for itself; it must end well."""
    server = HoldfastServer(tmp_path_factory.mktemp("holdfast"))
    try:
        server.start()
    except RuntimeError as trouble:
        pytest.exit(str(trouble), returncode=3)
    yield server.base
    server.stop()


@pytest.fixture(scope="session")
def payer(server):
    return Payer(server)


@pytest.fixture(scope="session")
def ask(server):
    """Sends a request with the demo key; None stands for no key, and no body for an empty one."""

    def send(method, path, key=shop.API_KEY, headers=None, **body):
        credential = {"Authorization": f"Bearer {key}"} if key else {}
        return requests.request(method, server + path, headers={**credential, **(headers or {})}, timeout=10, **body)

    return send


@pytest.fixture
def created(ask):
    """Creates a payment and returns it as answered; its path is `/v2/payments/` and its id."""

    def create(order, **more):
        answer = ask("POST", "/v2/payments", json=order, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return create


@pytest.fixture
def approved(created, payer):
    """Creates a payment, has its payer approve it, and returns its path."""

    def create(order, method=None):
        payment = created(order)
        payer.approve(payment["id"], method)
        return f"/v2/payments/{payment['id']}"

    return create


@pytest.fixture
def settled_at(ask):
    """Waits until no capture of the payment at a path is pending; returns the payment as read afterwards."""

    def wait(path):
        def states():
            return [capture["status"] for capture in ask("GET", f"{path}/captures").json()["_embedded"]["captures"]]

        shop.eventually(states, lambda states: "pending" not in states)
        return ask("GET", path).json()

    return wait


@pytest.fixture
def problem():
    """Checks that an answer is a refusal, and how."""

    def check(answer, status, detail, field=None):
        body = answer.json()
        assert (answer.status_code, body["detail"], body.get("field")) == (status, detail, field)
        assert body["status"] == status

    return check
