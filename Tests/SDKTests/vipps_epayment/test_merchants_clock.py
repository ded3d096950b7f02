"""A payment's life goes by its merchant's clock, which can be moved; tokens and signatures go by real time."""

import datetime

import pytest
import requests
from vipps_unit import admitted, problem


@pytest.fixture
def own(server):
    """A unit of a merchant whose clock no other test moves."""
    return admitted(server)


def moved(unit, **move):
    headers = {"Authorization": f"Bearer {unit.merchant_key}"}
    answer = requests.post(f"{unit.base}/holdfast/v1/sandbox/clock", json=move, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return datetime.datetime.fromisoformat(answer.json()["now"])


def spelled(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


RECEIPT = {
    "orderLines": [
        {"name": "Socks", "id": "1", "totalAmount": 49900, "totalAmountExcludingTax": 39920, "totalTaxAmount": 9980, "taxRate": 2500}
    ],
    "bottomLine": {"currency": "NOK"},
}


def long_living(unit, end):
    return unit.order(expiresAt=spelled(end), receipt=RECEIPT)


def test_expires_at_is_a_time_of_the_merchants_clock(own):
    now = moved(own, advance="P90D")
    real = datetime.datetime.now(datetime.timezone.utc)
    problem(own.epayment("POST", "", long_living(own, real + datetime.timedelta(days=1))), 400, 6120)
    problem(own.epayment("POST", "", long_living(own, now + datetime.timedelta(days=60, hours=1))), 400, 6110)
    order = long_living(own, now + datetime.timedelta(days=30))
    assert own.epayment("POST", "", order).status_code == 201
    moved(own, advance="P29D")
    assert own.get(order["reference"])["state"] == "CREATED"
    moved(own, advance="P1D")
    assert own.get(order["reference"])["state"] == "EXPIRED"


@pytest.mark.parametrize(
    ("ahead", "code"),
    [({"minutes": 10}, 6120), ({"minutes": 10, "seconds": 1}, None), ({"days": 60}, 6110), ({"days": 59, "hours": 23}, None)],
)
def test_expires_at_is_more_than_10_minutes_and_less_than_60_days_ahead(own, ahead, code):
    moved(own, freeze=True)
    now = moved(own, set=spelled(datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)))
    answer = own.epayment("POST", "", long_living(own, now + datetime.timedelta(**ahead)))
    if code:
        problem(answer, 400, code)
    else:
        assert answer.status_code == 201, answer.text


def test_a_repeat_is_answered_as_it_was_however_near_the_end_has_come(own):
    order = long_living(own, moved(own, freeze=True) + datetime.timedelta(minutes=11))
    first = own.epayment("POST", "", order, "k-long")
    moved(own, advance="PT5M")
    again = own.epayment("POST", "", order, "k-long")

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert len(own.log(order["reference"])) == 1
    problem(own.epayment("POST", "", long_living(own, moved(own, freeze=True)), "k-short"), 400, 6120)


def test_a_token_lives_in_real_time(own):
    token = own.token
    moved(own, advance="P90D")
    assert own.token == token
    assert own.get(own.created())["state"] == "CREATED"
    issued = own.fresh_token().json()
    assert abs(int(issued["expires_on"]) - 3600 - datetime.datetime.now(datetime.timezone.utc).timestamp()) < 60


def test_what_is_personal_is_told_for_7_days_of_the_merchants_clock(own):
    order = own.reserved(scope="name email")
    assert own.details(order)["userDetails"]["firstName"] == "Ada"
    moved(own, advance="P6DT23H")
    assert own.details(order)["userDetails"]["firstName"] == "Ada"
    moved(own, advance="PT1H")
    assert set(own.details(order)["userDetails"].values()) == {"[Expired]"}
