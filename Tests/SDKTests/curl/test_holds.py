"""What is left of a hold: with a card it goes back when a part is captured, with Klarna when the shop lets go."""

import pytest
import shop


@pytest.fixture
def books(payer):
    """The amounts that our own API tells of a payment, in cents: captured, released, capturable, refundable."""

    def read(path):
        found = payer.books(path.rsplit("/", 1)[1])
        names = ["captured", "released", "capturable", "refundable"]
        assert {found[name]["currency"] for name in names} == {"EUR"}
        return found["status"], *(found[name]["value"] for name in names)

    return read


@pytest.fixture
def capture(ask, settled_at):
    """Captures a part and waits until it has succeeded; returns the payment."""

    def make(path, value):
        answer = ask("POST", f"{path}/captures", json={"amount": shop.eur(value)})
        assert answer.status_code == 201, answer.text
        return settled_at(path)

    return make


def test_a_card_captured_in_part_is_final_and_the_rest_goes_back_at_once(approved, capture, books, ask, problem):
    path = approved(shop.card_payment("10.00"))
    assert books(path) == ("authorized", 0, 0, 1000, 0)

    payment = capture(path, "8.00")

    assert payment["status"] == "paid"
    assert payment["paidAt"]
    assert payment["amountCaptured"] == payment["amountRemaining"] == shop.eur("8.00")
    assert books(path) == ("captured", 800, 200, 0, 800)
    problem(ask("POST", f"{path}/captures", json={"amount": shop.eur("2.00")}), 422, shop.NOT_CAPTURABLE)
    problem(ask("POST", f"{path}/captures"), 422, shop.NOT_CAPTURABLE)
    problem(ask("POST", f"{path}/release-authorization"), 422, shop.NOT_RELEASABLE)
    assert books(path) == ("captured", 800, 200, 0, 800)


def test_a_card_captured_in_full_releases_nothing(approved, capture, books):
    path = approved(shop.card_payment("10.00"))

    assert capture(path, "10.00")["status"] == "paid"
    assert books(path) == ("captured", 1000, 0, 0, 1000)


def test_klarna_captured_in_part_is_not_final_and_keeps_the_rest(approved, capture, books):
    path = approved(shop.klarna_payment())

    payment = capture(path, "35.95")

    assert payment["status"] == "authorized"
    assert "paidAt" not in payment
    assert books(path) == ("partiallyCaptured", 3595, 0, 6405, 3595)


def test_klarna_captured_to_the_end_is_paid(approved, capture, books):
    path = approved(shop.klarna_payment())
    capture(path, "35.95")

    assert capture(path, "64.05")["status"] == "paid"
    assert books(path) == ("captured", 10000, 0, 0, 10000)


def test_what_klarna_has_left_goes_back_when_it_is_released(approved, capture, books, ask, problem):
    path = approved(shop.klarna_payment())
    capture(path, "35.95")

    assert ask("POST", f"{path}/release-authorization").status_code == 202

    assert ask("GET", path).json()["status"] == "paid"
    assert books(path) == ("captured", 3595, 6405, 0, 3595)
    problem(ask("POST", f"{path}/captures"), 422, shop.NOT_CAPTURABLE)


@pytest.mark.parametrize("order", [shop.card_payment("100.00"), shop.klarna_payment()], ids=["card", "klarna"])
def test_a_hold_of_which_nothing_was_captured_goes_back_whole(approved, books, ask, order):
    path = approved(order)

    assert ask("POST", f"{path}/release-authorization").status_code == 202
    assert ask("GET", path).json()["status"] == "canceled"
    assert books(path) == ("voided", 0, 10000, 0, 0)


def test_a_release_leaves_a_pending_capture_its_part(approved, books, ask, settled_at):
    path = approved(shop.klarna_payment())
    ask("POST", f"{path}/captures", json={"amount": shop.eur("35.95")})
    assert ask("POST", f"{path}/release-authorization").status_code == 202

    assert settled_at(path)["status"] == "paid"
    assert books(path) == ("captured", 3595, 6405, 0, 3595)


def test_a_refund_gives_back_what_was_captured_and_frees_no_hold(approved, capture, books, ask):
    path = approved(shop.klarna_payment())
    capture(path, "35.95")

    assert ask("POST", f"{path}/refunds", json={"amount": shop.eur("5.95")}).status_code == 201
    assert books(path) == ("partiallyCaptured", 3595, 0, 6405, 3000)
    assert ask("GET", path).json()["amountRemaining"] == shop.eur("30.00")
