"""Access tokens with mollie-api-python: one token, both modes."""

import pytest
import shop


@pytest.fixture
def tests(client_with):
    """A client with a token, set to test mode: the SDK puts `testmode` where it belongs."""
    client = client_with(shop.ACCESS_TOKEN)
    client.set_testmode(True)
    return client


@pytest.fixture
def token(client_with):
    return client_with(shop.ACCESS_TOKEN)


def test_a_token_is_live_unless_testmode_is_set(token, tests):
    assert token.payments.create(shop.card_payment()).mode == "live"
    assert tests.payments.create(shop.card_payment()).mode == "test"
    assert token.payments.create(shop.card_payment(testmode=False)).mode == "live"
    assert token.payments.create(shop.card_payment(testmode=True)).mode == "test"


def test_a_token_and_the_key_of_the_mode_see_the_same_payments(tests, client):
    payment = client.payments.create(shop.card_payment())

    read = tests.payments.get(payment.id)
    assert read["_links"]["self"]["href"] == payment["_links"]["self"]["href"] + "?testmode=true"
    assert {**read, "_links": None} == {**payment, "_links": None}
    assert client.payments.get(tests.payments.create(shop.card_payment()).id).mode == "test"


def test_a_token_forgets_its_mode_from_call_to_call(token, tests, refused):
    payment = tests.payments.create(shop.card_payment())

    refused(lambda: token.payments.get(payment.id), 404, shop.wrong_mode(payment.id))
    assert token.payments.get(payment.id, testmode="true").id == payment.id
    refused(lambda: token.payments.get(payment.id, testmode="false"), 404, shop.wrong_mode(payment.id))


def test_everything_can_be_done_in_test_mode(tests, payer, ask):
    payment = tests.payments.create(shop.klarna_payment())
    payer.approve(payment.id)
    assert tests.payments.update(payment.id, {"description": "Later"}).description == "Later"
    capture = payment.captures.create({"amount": shop.eur("35.95")})
    assert capture["_links"]["self"]["href"].endswith("?testmode=true")
    shop.eventually(lambda: payment.captures.get(capture.id)["status"], lambda status: status == "succeeded")
    assert [one.id for one in payment.captures.list()] == [capture.id]
    refund = payment.refunds.create({"amount": shop.eur("5.95")})
    assert payment.refunds.get(refund.id) == refund
    assert tests.refunds.list(limit=1)[0].id == refund.id
    assert payment.refunds.delete(refund.id) == {}
    # The SDK's own call for this fails before it sends anything when testmode is set.
    release = f"/v2/payments/{payment.id}/release-authorization"
    assert ask("POST", release, key=shop.ACCESS_TOKEN, json={"testmode": True}).status_code == 202
    assert tests.payments.get(payment.id).status == "paid"
    transfer = tests.payments.create(shop.bank_transfer())
    assert tests.payments.delete(transfer.id).status == "canceled"


def test_pages_keep_the_mode(token, tests):
    made = [tests.payments.create(shop.card_payment()).id for _ in range(3)]

    first = token.payments.list(limit=2, testmode="true")
    second = first.get_next()
    assert [payment.id for payment in first] == made[:0:-1]
    assert second[0].id == made[0]
    assert [payment.id for payment in second.get_previous()] == made[:0:-1]


def test_the_tokens_profile_may_be_named_and_no_other(token, client, refused):
    profile = client.payments.create(shop.card_payment()).profile_id

    assert token.payments.create(shop.card_payment(profileId=profile, testmode=True)).profile_id == profile
    assert len(token.payments.list(profileId=profile, testmode="true", limit=1)) == 1
    for call in [
        lambda: token.payments.create(shop.card_payment(profileId="pfl_another", testmode=True)),
        lambda: token.payments.list(profileId="pfl_another", testmode="true"),
    ]:
        refused(call, 422, "The profileId is invalid", "profileId")


@pytest.mark.parametrize("word", ["yes", "1", "True"])
def test_testmode_is_true_or_false(token, refused, word):
    detail = "The 'testmode' field should be true or false"
    refused(lambda: token.payments.list(testmode=word), 422, detail, "testmode")
    refused(lambda: token.payments.create(shop.card_payment(testmode=word)), 422, detail, "testmode")


def test_testmode_of_a_capture_belongs_in_the_body(ask, authorized):
    payment = authorized(shop.card_payment())

    answer = ask("POST", f"/v2/payments/{payment.id}/captures?testmode=true", key=shop.ACCESS_TOKEN)
    assert answer.status_code == 422
    assert answer.json()["detail"] == 'Non-existent query parameter "testmode" for this API call.'
    assert answer.json()["field"] == "testmode"


def test_the_cancellation_of_a_refund_takes_testmode_in_the_query(ask, authorized):
    payment = authorized(shop.paid_at_once())
    refund = payment.refunds.create({"amount": shop.eur("1.00")})
    path = f"/v2/payments/{payment.id}/refunds/{refund.id}"

    assert ask("DELETE", path, key=shop.ACCESS_TOKEN).status_code == 404
    assert ask("DELETE", f"{path}?testmode=true").status_code == 422, "an API key has its mode"
    assert ask("DELETE", f"{path}?testmode=true", key=shop.ACCESS_TOKEN).status_code == 204


@pytest.mark.parametrize(("method", "where"), [("GET", "query"), ("POST", "body")])
def test_an_api_key_has_its_mode_and_takes_no_testmode(ask, method, where):
    answer = ask(
        method,
        "/v2/payments" + ("?testmode=true" if where == "query" else ""),
        json=shop.card_payment(testmode=True) if where == "body" else None,
    )
    assert answer.status_code == (400 if where == "query" else 422)
    assert answer.json()["detail"] == f'Non-existent {where} parameter "testmode" for this API call.'
