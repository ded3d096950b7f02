"""What the shop cannot know: the answer was lost after the commit. mollie-api-py retries after a 5xx, not after a
connection that was closed without a byte; with a key of its own for each attempt, unless the shop gives one."""

import httpx
import pytest
import shop
from mollie import models
from mollie.utils import BackoffStrategy, RetryConfig

OWN_KEY = "hf_test_holdfastdemomerchant0000000001"
RETRIES = RetryConfig("backoff", BackoffStrategy(50, 200, 1.5, 5_000), retry_connection_errors=True)


@pytest.fixture
def strike(ask):
    """The next capture meets that effect; what did not strike is taken back."""
    made = []

    def set_fault(effect):
        fault = {"dialect": "mollie", "operation": "capture", "effect": effect, "times": 1}
        answer = ask("POST", "/holdfast/v1/sandbox/faults", key=OWN_KEY, json=fault)
        assert answer.status_code == 201
        made.append(answer.json()["id"])

    yield set_fault
    for fault in made:
        ask("DELETE", f"/holdfast/v1/sandbox/faults/{fault}", key=OWN_KEY)


@pytest.fixture
def capture(client):
    def create(payment, value, key=None):
        return client.captures.create(
            payment_id=payment.id, idempotency_key=key, entity_capture={"amount": shop.eur(value)}, retries=RETRIES
        )

    return create


@pytest.fixture
def listed(client):
    return lambda payment: client.captures.list(payment_id=payment.id).result.embedded.captures


def test_after_a_dropped_connection_the_shops_retry_with_the_same_key_makes_no_second_capture(
    authorized, capture, listed, strike, answers
):
    payment, key = authorized(shop.klarna_payment()), shop.new_key()
    strike("loseAnswer")
    with pytest.raises(httpx.RemoteProtocolError):
        capture(payment, "35.95", key)
    [made] = listed(payment)

    assert capture(payment, "35.95", key).id == made.id

    assert answers.last.headers["idempotent-replayed"] == "true"
    assert len(listed(payment)) == 1


def test_with_a_key_of_the_shops_the_sdks_own_retry_makes_one_capture(authorized, capture, listed, strike, answers):
    payment = authorized(shop.klarna_payment())
    strike("statusAfterCommit:500")

    capture(payment, "35.95", shop.new_key())

    assert answers.last.headers["idempotent-replayed"] == "true"
    assert len(listed(payment)) == 1


def test_without_one_the_sdks_own_retry_is_another_capture_judged_on_what_is_left(
    authorized, settled, capture, listed, strike
):
    payment = authorized(shop.klarna_payment())
    strike("statusAfterCommit:500")

    with pytest.raises(models.ErrorResponse) as caught:
        capture(payment, "60.00")

    assert (caught.value.data.status, caught.value.data.field) == (422, "amount")
    assert len(listed(payment)) == 1
    assert settled(payment).amount_captured.value == "60.00"


def test_without_one_a_capture_that_fits_twice_is_made_twice(authorized, settled, capture, listed, strike):
    payment = authorized(shop.klarna_payment())
    strike("statusAfterCommit:500")

    capture(payment, "40.00")

    assert len(listed(payment)) == 2
    assert settled(payment).amount_captured.value == "80.00"
