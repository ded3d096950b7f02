"""Pages with mollie-api-python: every one is reached forwards and backwards, and nothing is lost or doubled."""

import pytest
import requests
import shop
from mollie.api.client import Client
from payer import Payer

COUNT = 23


@pytest.fixture(scope="module")
def merchant(server):
    """A merchant of this module's own: nobody else's payments come between."""
    answer = requests.post(
        f"{server}/holdfast/v1/merchants",
        json={"name": "Pages"},
        headers={"Authorization": "Bearer hf_admin_holdfastdemo0000000000000001"},
        timeout=10,
    )
    secrets = {(one["dialect"], one["kind"]): one["secret"] for one in answer.json()["credentials"]}
    client = Client(api_endpoint=server)
    client.set_api_key(secrets["mollie", "test"])
    return client, Payer(server, secrets["holdfast", "merchant"])


@pytest.fixture(scope="module")
def payments(merchant):
    """Newest first: paid, with one refund each."""
    client, payer = merchant
    made = []
    for _ in range(COUNT):
        payment = client.payments.create(shop.paid_at_once())
        payer.approve(payment.id)
        payment.refunds.create({"amount": shop.eur("1.00")})
        made.insert(0, payment.id)
    return made


@pytest.fixture(scope="module")
def captured(merchant):
    """A payment with many captures and as many refunds, once nothing is pending any more."""
    client, payer = merchant
    payment = client.payments.create(shop.klarna_payment())
    payer.approve(payment.id)
    for _ in range(COUNT):
        payment.captures.create({"amount": shop.eur("1.00")})
    shop.eventually(
        lambda: {capture["status"] for capture in payment.captures.list(limit=250)},
        lambda found: found == {"succeeded"},
    )
    for cents in range(1, COUNT + 1):
        payment.refunds.create({"amount": shop.eur(f"0.{cents:02}")})
    return payment


def walk(page, origin, limit):
    """The ids on each page from the first to the last, checked on the way there and on the way back."""
    pages = [page]
    while pages[-1].has_next():
        assert len(pages[-1]) == limit
        pages.append(pages[-1].get_next())
    forwards = [[item.id for item in page] for page in pages]
    backwards = [pages[-1]]
    while backwards[-1].has_previous():
        backwards.append(backwards[-1].get_previous())
    assert [[item.id for item in page] for page in backwards] == forwards[::-1]
    for page in pages:
        assert len(page) == len(list(page))
        for name in ["self", "next", "previous"]:
            address = page._get_link(name)
            assert address is None or address.startswith(origin + "/v2/")
    found = [name for page in forwards for name in page]
    assert len(set(found)) == len(found)
    return found


LIMITS = [1, 2, 5, 22, 23, 24, 250]


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("sort", ["desc", "asc"])
def test_payments(merchant, payments, server, limit, sort):
    found = walk(merchant[0].payments.list(limit=limit, sort=sort), server, limit)

    ours = [name for name in found if name in payments]
    assert ours == (payments if sort == "desc" else payments[::-1])


@pytest.mark.parametrize("limit", LIMITS)
def test_captures(captured, server, limit):
    found = walk(captured.captures.list(limit=limit), server, limit)

    assert len(found) == COUNT


@pytest.mark.parametrize("limit", LIMITS)
def test_refunds_of_a_payment(captured, server, limit):
    found = walk(captured.refunds.list(limit=limit), server, limit)

    assert len(found) == COUNT


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("sort", ["desc", "asc"])
def test_all_refunds(merchant, payments, captured, server, limit, sort):
    found = walk(merchant[0].refunds.list(limit=limit, sort=sort), server, limit)

    assert len(found) == 2 * COUNT
    owners = [refund.payment_id for refund in merchant[0].refunds.list(limit=250, sort=sort)]
    ours = [name for name in owners if name in payments]
    assert ours == (payments if sort == "desc" else payments[::-1])


def test_canceled_refunds_leave_no_gap(merchant, server):
    client, payer = merchant
    made = []
    for _ in range(9):
        payment = client.payments.create(shop.paid_at_once())
        payer.approve(payment.id)
        refund = payment.refunds.create({"amount": shop.eur("1.00")})
        made.insert(0, refund.id)
        if len(made) % 3:
            payment.refunds.delete(refund.id)

    page = client.refunds.list(limit=2)
    assert [refund.id for refund in page] == [made[0], made[3]]
    assert [refund.id for refund in page.get_next()][0] == made[6]
    assert walk(client.refunds.list(limit=2), server, 2)[:3] == made[::3]


def test_a_canceled_refund_begins_no_page(merchant, refused):
    client, payer = merchant
    payment = client.payments.create(shop.paid_at_once())
    payer.approve(payment.id)
    refund = payment.refunds.create({"amount": shop.eur("1.00")})
    payment.refunds.delete(refund.id)

    for list_of in [client.refunds, payment.refunds]:
        refused(lambda: list_of.list(**{"from": refund.id}), 400, "Invalid cursor value", "from")


@pytest.mark.parametrize(
    ("query", "detail", "field"),
    [
        ({"limit": 0}, "The limit must be between 1 and 250", "limit"),
        ({"limit": 251}, "The limit must be between 1 and 250", "limit"),
        ({"limit": "many"}, "The limit must be between 1 and 250", "limit"),
        ({"from": "re_x"}, "Invalid cursor value", "from"),
        ({"from": shop.UNKNOWN_CAPTURE}, "Invalid cursor value", "from"),
        (
            {"form": shop.UNKNOWN_CAPTURE},
            'Non-existent query parameter "form" for this API call.',
            "form",
        ),
    ],
)
@pytest.mark.parametrize("of", ["payments", "captures", "refunds", "all refunds"])
def test_a_page_is_refused(merchant, captured, refused, of, query, detail, field):
    lists = {
        "payments": merchant[0].payments,
        "captures": captured.captures,
        "refunds": captured.refunds,
        "all refunds": merchant[0].refunds,
    }
    refused(lambda: lists[of].list(**query), 400, detail, field)


def test_the_sort_order_is_one_of_two(client, refused):
    refused(lambda: client.payments.list(sort="up"), 400, "The sort order must be asc or desc", "sort")


def test_captures_of_one_payment_have_no_sort_order(captured, refused):
    refused(
        lambda: captured.captures.list(sort="asc"),
        400,
        'Non-existent query parameter "sort" for this API call.',
        "sort",
    )
