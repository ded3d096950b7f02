"""Seed 002, "Create capture": the request body."""

import pytest
import shop


def test_if_no_amount_is_provided_the_full_authorized_amount_is_captured(captured):
    assert captured()["amount"] == shop.eur("100.00")


def test_the_amount_may_be_null(captured):
    assert captured(amount=None)["amount"] == shop.eur("100.00")


def test_the_full_authorized_amount_is_what_is_still_authorized(captured):
    captured(amount=shop.eur("35.95"))

    assert captured()["amount"] == shop.eur("64.05")


def test_an_amount_requires_a_currency(hold, capture, problem):
    for amount in [{"value": "10.00"}, {"currency": None, "value": "10.00"}]:
        problem(
            capture(hold, amount=amount), 422, "The amount does not contain a currency", "amount.currency"
        )


def test_an_amount_requires_a_value(hold, capture, problem):
    for amount in [{"currency": "EUR"}, {"currency": "EUR", "value": None}]:
        problem(capture(hold, amount=amount), 422, "The value is missing from the amount", "amount.value")


@pytest.mark.parametrize("currency", ["US", "EURO", "eur", "€", "", 978, ["EUR"]])
def test_the_currency_is_a_three_character_iso_4217_code(hold, capture, problem, currency):
    problem(
        capture(hold, amount={"currency": currency, "value": "10.00"}),
        422,
        "The amount contains an invalid currency",
        "amount.currency",
    )


@pytest.mark.parametrize(
    "value", ["10", "10.0", "10.000", "10,00", ".50", "1e1", " 1.00", "٣.٠٠", 10.00, 10, ["1.00"]]
)
def test_the_value_is_a_string_containing_an_exact_monetary_amount_in_the_given_currency(hold, capture, problem, value):
    problem(
        capture(hold, amount={"currency": "EUR", "value": value}),
        422,
        "The amount contains an invalid value",
        "amount.value",
    )


def test_the_amount_is_an_object_or_null(hold, capture):
    for amount in ["10.00", 10, [shop.eur("10.00")], True]:
        answer = capture(hold, amount=amount)
        assert (answer.status_code, answer.json()["field"]) == (422, "amount")


def test_a_description_is_a_string_of_at_most_255_characters(hold, captured, capture):
    for text in ["x", "x" * 255, "é" * 255, "🪑" * 255]:
        assert captured(amount=shop.eur("1.00"), description=text)["description"] == text
    for text in ["x" * 256, "🪑" * 256, 5, {"a": 1}]:
        answer = capture(hold, amount=shop.eur("1.00"), description=text)
        assert (answer.status_code, answer.json()["field"]) == (422, "description")


@pytest.mark.parametrize(
    "metadata",
    ["a text", 12345, 1.5, {"bookkeeping_id": 12345}, {}, ["a", "b"], [], '{"bookkeeping_id":12345}'],
    ids=repr,
)
def test_metadata_is_a_string_a_number_an_object_an_array_of_strings_or_null(captured, metadata):
    found = captured(metadata=metadata)["metadata"]

    assert (type(found), found) == (type(metadata), metadata)


def test_metadata_that_is_null_is_none(captured):
    assert "metadata" not in captured(metadata=None)


def test_whenever_you_fetch_the_entity_we_will_also_include_the_metadata(hold, captured, ask):
    metadata = {"bookkeeping_id": 12345, "tags": ["a"]}
    capture = captured(metadata=metadata)

    for path in [f"{hold}/captures/{capture['id']}"]:
        assert ask("GET", path).json()["metadata"] == metadata
    assert ask("GET", f"{hold}/captures").json()["_embedded"]["captures"][0]["metadata"] == metadata
    assert ask("GET", f"{hold}?embed=captures").json()["_embedded"]["captures"][0]["metadata"] == metadata


def test_you_can_use_up_to_approximately_1_kb(hold, captured, capture, problem):
    assert captured(amount=shop.eur("1.00"), metadata="x" * 1022)
    problem(
        capture(hold, amount=shop.eur("1.00"), metadata="x" * 1023),
        422,
        "The metadata storage is currently limited to 1024 bytes.",
        "metadata",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("resource", "payment"),
        ("id", shop.UNKNOWN_CAPTURE),
        ("mode", "live"),
        ("settlementAmount", shop.eur("1.00")),
        ("status", "succeeded"),
        ("paymentId", shop.UNKNOWN_PAYMENT),
        ("shipmentId", "shp_5x4xQJDWGNcY3tKGL7X5J"),
        ("settlementId", "stl_5B8cwPMGnU"),
        ("createdAt", "2024-03-20T09:13:37+00:00"),
        ("_links", {}),
    ],
)
def test_what_is_read_only_is_not_written(captured, name, value):
    assert captured(**{name: value}).get(name) != value
