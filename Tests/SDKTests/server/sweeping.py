"""What sweeps of every route begin with: the routes, as the server itself tells them, and two merchants."""

import contextlib
import json
import re

from server.belongings import Belongings
from server.client import DEMO_ADMINISTRATOR, Merchant, answered_credentials
from server.process import Instance
from server.receiver import Receiver


def routes(instance):
    """Method, path with `{parameters}`, and dialect of every route."""
    told = [json.loads(line) for line in instance.logged().splitlines() if '"message":"route"' in line]
    found = [(line["method"], re.sub(r":(\w+)", r"{\1}", line["path"]), line["dialect"]) for line in told]
    assert len(found) > 200, "the server tells its routes at --log-level debug"
    return [(method, path if path.startswith("/") else "/" + path, dialect) for method, path, dialect in found]


def admitted(instance, name):
    answer = Merchant.demo(instance.base).send(
        "POST", "/holdfast/v1/merchants", {"name": name}, key=DEMO_ADMINISTRATOR
    )
    assert answer.status_code == 201, answer.text
    return Merchant(instance.base, answered_credentials(answer))


@contextlib.contextmanager
def two_merchants(folder, library):
    """A server, a merchant that has one of everything, and another that has the same for itself."""
    instance = Instance(folder, library)
    receiver = Receiver()
    instance.start("--log-level", "debug", "--log-format", "json")
    owner = Belongings(admitted(instance, "Belongs-to-the-owner Ltd"), receiver)
    stranger = Belongings(admitted(instance, "Stranger Ltd"), receiver, "A-strangers")
    yield instance, owner, stranger
    instance.stop()
    receiver.close()
