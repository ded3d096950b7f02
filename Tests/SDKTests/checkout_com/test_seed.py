"""One test after each sentence of the seed document, on the platform that it describes unless it says otherwise."""

import pytest

from checkout_com import sandbox


@pytest.fixture
def ask(send):
    def ask(method, path, body=None):
        return send(method, path, body, key=sandbox.CLASSIC)

    return ask


@pytest.fixture
def authorized(ask):
    answer = ask("POST", "/payments", sandbox.payment(amount=7000, capture="false"))
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_by_default_payments_are_automatically_captured(ask):
    body = sandbox.payment()
    del body["capture"]
    made = ask("POST", "/payments", body).json()
    assert made["status"] == "Authorized"
    assert ask("GET", f"/payments/{made['id']}").json()["status"] == "Captured"


def test_with_capture_false_also_as_a_text_nothing_is_captured(ask, authorized):
    assert ask("GET", f"/payments/{authorized}").json()["status"] == "Authorized"


def test_a_full_capture(ask, authorized):
    body = {"reference": "ORD-5023-4E88", "metadata": {"coupon_code": "NY2018", "partner_id": 123989}}
    answer = ask("POST", f"/payments/{authorized}/captures", body)
    assert answer.status_code == 202
    answered = answer.json()
    assert list(answered) == ["action_id", "reference", "_links"]
    assert answered["reference"] == "ORD-5023-4E88"
    now = ask("GET", f"/payments/{authorized}").json()
    assert now["status"] == "Captured"
    [capture, _] = ask("GET", f"/payments/{authorized}/actions").json()
    assert (capture["id"], capture["amount"], capture["metadata"]) == (answered["action_id"], 7000, body["metadata"])


def test_a_partial_capture(ask, server, authorized):
    body = {
        "amount": 3500,
        "reference": "ORD-5023-4E89",
        "metadata": {"coupon_code": "NY2018", "partner_id": 123989},
    }
    answer = ask("POST", f"/payments/{authorized}/captures", body)
    assert answer.status_code == 202
    action = answer.json()["action_id"]
    assert action.startswith("act_") and len(action) == 30
    assert answer.json() == {
        "action_id": action,
        "reference": "ORD-5023-4E89",
        "_links": {"payment": {"href": f"{server}/payments/{authorized}"}},
    }
    assert ask("GET", f"/payments/{authorized}").json()["status"] == "Partially Captured"


def test_only_one_partial_capture_can_be_made(ask, authorized):
    assert ask("POST", f"/payments/{authorized}/captures", {"amount": 3500}).status_code == 202
    for body in [{"amount": 3500}, {"amount": 100}, {}]:
        refused = ask("POST", f"/payments/{authorized}/captures", body)
        assert (refused.status_code, refused.content) == (403, b"")
    actions = ask("GET", f"/payments/{authorized}/actions").json()
    assert [action["type"] for action in actions] == ["Capture", "Authorization"]


def test_asking_for_a_capture_that_is_not_final_changes_nothing_of_that(ask, authorized):
    first = ask("POST", f"/payments/{authorized}/captures", {"amount": 3500, "capture_type": "NonFinal"})
    assert first.status_code == 202
    assert ask("POST", f"/payments/{authorized}/captures", {"amount": 3500}).status_code == 403


@pytest.mark.parametrize("capture", [True, "true", None])
def test_manual_capture_is_not_allowed_if_capture_is_true(ask, capture):
    made = ask("POST", "/payments", sandbox.payment(capture=capture)).json()
    refused = ask("POST", f"/payments/{made['id']}/captures", {})
    assert (refused.status_code, refused.content) == (403, b"")


@pytest.mark.parametrize("key", [sandbox.CLASSIC, f"Bearer {sandbox.NAS}"])
def test_nor_while_the_automatic_capture_is_still_to_come(send, key):
    body = sandbox.payment(capture=True, capture_on="2099-01-01T00:00:00Z")
    made = send("POST", "/payments", body, key=key).json()
    assert send("GET", f"/payments/{made['id']}", key=key).json()["status"] == "Authorized"
    assert send("POST", f"/payments/{made['id']}/captures", {}, key=key).status_code == 403
    assert send("POST", f"/payments/{made['id']}/voids", {}, key=key).status_code == 202


def test_an_authorized_payment_can_be_voided_a_captured_one_only_refunded(ask, authorized):
    other = ask("POST", "/payments", sandbox.payment()).json()["id"]
    assert ask("POST", f"/payments/{authorized}/voids").status_code == 202
    assert ask("GET", f"/payments/{authorized}").json()["status"] == "Voided"
    assert ask("POST", f"/payments/{other}/captures").status_code == 202
    assert ask("POST", f"/payments/{other}/voids").status_code == 403
    assert ask("POST", f"/payments/{other}/refunds").status_code == 202


def test_422_invalid_data_was_sent(ask):
    answer = ask("POST", "/payments", {"amount": 100, "currency": "USD"})
    body = answer.json()
    assert answer.status_code == 422
    assert body == {
        "request_id": answer.headers["Cko-Request-Id"],
        "error_type": "request_invalid",
        "error_codes": ["payment_source_required"],
    }
    assert len(body["request_id"]) == len("0HL80RJLS76I7") and body["request_id"].startswith("0HL")


def test_404_payment_not_found(ask):
    for name in ["pay_kladqdb6hm5ebggtq45rtzjati", "pay_aaaaaaaaaaaaaaaaaaaaaaaaaa", "123EDSE", "tr_1"]:
        answer = ask("POST", f"/payments/{name}/captures", {})
        assert (answer.status_code, answer.content) == (404, b"")
