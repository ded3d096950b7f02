"""Seed 000, "Capture a payment": one test for each rule, with its examples verbatim."""

import json

from vipps_unit import aggregate, problem

FULL_REQUEST = """
{
   "modificationAmount":{
      "currency":"NOK",
      "value":49900
   }
}
"""
FULL_RESPONSE = """
{
   "aggregate":{
      "authorizedAmount":{
         "currency":"NOK",
         "value":49900
      },
      "cancelledAmount":{
         "currency":"NOK",
         "value":0
      },
      "capturedAmount":{
         "currency":"NOK",
         "value":49900
      },
      "refundedAmount":{
         "currency":"NOK",
         "value":0
      }
   }
}
"""
PARTIAL_REQUEST = """
{
   "modificationAmount":{
      "currency":"NOK",
      "value":10000
   }
}
"""
PARTIAL_RESPONSE = """
{
   "aggregate":{
      "authorizedAmount":{
         "currency":"NOK",
         "value":49900
      },
      "cancelledAmount":{
         "currency":"NOK",
         "value":0
      },
      "capturedAmount":{
         "currency":"NOK",
         "value":10000
      },
      "refundedAmount":{
         "currency":"NOK",
         "value":0
      }
   }
}
"""


def capture(unit, name, text, key):
    """The example as it stands, byte for byte."""
    import requests

    return requests.post(
        f"{unit.base}/epayment/v1/payments/{name}/capture",
        data=text,
        headers={
            "Authorization": f"Bearer {unit.token}",
            "Ocp-Apim-Subscription-Key": unit.subscription,
            "Merchant-Serial-Number": unit.number,
            "Idempotency-Key": key,
            "Content-Type": "application/json",
        },
        timeout=10,
    )


def test_a_capture_can_be_made_in_full(unit):
    name = unit.authorized()
    answer = capture(unit, name, FULL_REQUEST, "full")

    assert answer.status_code == 200
    assert answer.json()["aggregate"] == json.loads(FULL_RESPONSE)["aggregate"]


def test_or_partial_the_aggregate_will_be_updated_to_reflect_this(unit):
    name = unit.authorized()
    answer = capture(unit, name, PARTIAL_REQUEST, "part")

    assert answer.status_code == 200
    assert answer.json()["aggregate"] == json.loads(PARTIAL_RESPONSE)["aggregate"]
    assert unit.get(name)["aggregate"] == json.loads(PARTIAL_RESPONSE)["aggregate"]


def test_the_capture_amount_must_be_defined(unit):
    name = unit.authorized()
    for body in [None, {}, {"modificationAmount": None}, {"modificationAmount": {}}]:
        problem(unit.epayment("POST", f"/{name}/capture", body), 400, field="modificationAmount")


def test_a_smaller_amount_than_authorized_can_be_captured_multiple_times(unit):
    name = unit.authorized()
    for time in range(1, 5):
        answer = capture(unit, name, PARTIAL_REQUEST, f"part-{time}")
        assert answer.json()["aggregate"] == aggregate(49900, time * 10000)
    problem(capture(unit, name, PARTIAL_REQUEST, "part-5"), 400, 6090)
    assert unit.capture(name, 9900).json()["aggregate"] == aggregate(49900, 49900)


def test_the_idempotency_key_helps_you_ensure_at_most_once_operation(unit):
    name = unit.authorized()
    answers = [capture(unit, name, PARTIAL_REQUEST, "once") for _ in range(3)]

    assert len({answer.content for answer in answers}) == 1
    assert unit.get(name)["aggregate"] == aggregate(49900, 10000)
    problem(unit.epayment("POST", f"/{name}/capture", json.loads(PARTIAL_REQUEST), key=None), 400, field="Idempotency-Key")


def test_if_you_are_not_going_to_capture_the_rest_you_cancel_the_remaining_amount(unit, payer):
    name = unit.authorized()
    capture(unit, name, PARTIAL_REQUEST, "part")
    assert payer.books(name)["capturable"]["value"] == 39900

    assert unit.cancel(name).json()["aggregate"] == aggregate(49900, 10000, 39900)
    assert payer.books(name)["capturable"]["value"] == 0, "free at once"
    problem(unit.capture(name, 10000), 400, 6070)
