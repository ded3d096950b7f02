"""What the page "Create capture" of the seed document speaks of."""

import pytest
import shop


@pytest.fixture
def hold(approved):
    """The path of a payment of EUR 100.00 that its payer approved and that takes many captures."""
    return approved(shop.klarna_payment())


@pytest.fixture
def capture(ask):
    """Captures of the payment at a path."""

    def send(path, key=shop.API_KEY, **body):
        return ask("POST", f"{path}/captures", key=key, json=body)

    return send


@pytest.fixture
def captured(capture, hold):
    """A capture of the hold, as answered."""

    def create(**body):
        answer = capture(hold, **body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return create
