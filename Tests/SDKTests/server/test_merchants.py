"""Who may admit merchants, and that none ever sees another's payments (I10). Source: docs, design §8."""

import concurrent.futures

import pytest
import requests
import shop

from server.client import DEMO, DEMO_ADMINISTRATOR, Merchant, answered_credentials, paid_at_once, printed_credentials

ADMIT = "/holdfast/v1/merchants"


@pytest.fixture
def demo(instance):
    return Merchant.demo(instance.start().base)


def admitted(demo, name="Second shop"):
    answer = demo.send("POST", ADMIT, {"name": name}, key=DEMO_ADMINISTRATOR)
    assert answer.status_code == 201, answer.text
    return Merchant(demo.base, answered_credentials(answer))


# The commands


def test_a_merchant_that_is_created_while_a_server_runs_works_there_at_once(instance, demo):
    done = instance.command("merchant", "create", "Second shop")
    assert done.returncode == 0, done.stderr
    merchant = Merchant(demo.base, printed_credentials(done.stdout))
    assert set(merchant.keys) == set(DEMO)
    payment = merchant.authorized()
    assert merchant.get(payment)["status"] == "authorized"
    for key in ("mollie live", "mollie access"):
        assert merchant.send("GET", "/v2/payments", key=key).status_code == 200
    instance.audit()


def test_a_merchant_that_is_created_while_no_server_runs_works_once_one_does(instance):
    """Also on a directory that does not exist yet, and beside the demo merchant."""
    done = instance.command("merchant", "create", "Early shop")
    assert done.returncode == 0, done.stderr
    merchant = Merchant(instance.start().base, printed_credentials(done.stdout))
    assert merchant.get(merchant.authorized())["status"] == "authorized"
    Merchant.demo(instance.base).authorized()


def test_merchants_are_listed_oldest_first_with_a_server_and_without(instance, demo):
    names = ["First", "Zweiter Laden", "dritter", "店四", "First"]
    for name in names[:2]:
        assert instance.command("merchant", "create", name).returncode == 0
    admitted(demo, names[2])
    listed = instance.command("merchant", "list")
    assert (listed.returncode, listed.stdout.splitlines()) == (0, names[:3])
    instance.stop()
    for name in names[3:]:
        assert instance.command("merchant", "create", name).returncode == 0
    listed = instance.command("merchant", "list")
    assert (listed.returncode, listed.stdout.splitlines()) == (0, names)


def test_a_list_shows_no_credential(instance, demo):
    done = instance.command("merchant", "create", "Second shop")
    listed = instance.command("merchant", "list").stdout
    assert not [key for key in printed_credentials(done.stdout).values() if key in listed]


def test_many_merchants_can_be_created_beside_a_busy_server(instance, demo):
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        orders = [pool.submit(demo.authorized) for _ in range(40)]
        made = [instance.command("merchant", "create", f"Shop {number}") for number in range(5)]
        assert [order.result()["status"] for order in orders] == ["open"] * 40
    assert [done.returncode for done in made] == [0] * 5, made
    keys = [printed_credentials(done.stdout)["mollie test"] for done in made]
    assert len(set(keys)) == 5
    for key in keys:
        assert demo.send("GET", "/v2/payments", key=key).json()["count"] == 0
    assert demo.send("GET", "/v2/payments").json()["count"] == 40
    instance.stop()
    instance.audit()


@pytest.mark.parametrize("name", ["", "x" * 201], ids=["empty", "long"])
def test_the_command_asks_of_a_name_what_the_endpoint_asks(instance, demo, name):
    assert instance.command("merchant", "create", name).returncode != 0


# The endpoint


def test_the_administrator_admits_a_merchant_who_works_at_once(instance, demo):
    answer = demo.send("POST", ADMIT, {"name": "Second shop"}, key=DEMO_ADMINISTRATOR)
    assert answer.status_code == 201
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.json()["name"] == "Second shop" and answer.json()["id"].startswith("mer_")
    merchant = Merchant(demo.base, answered_credentials(answer))
    assert set(merchant.keys) == set(DEMO)
    payment = merchant.authorized()
    merchant.capture(payment)
    merchant.becomes(payment, "paid")
    assert merchant.get(payment)["profileId"] != demo.create()["profileId"]
    instance.kill()
    merchant.base = instance.start().base
    assert merchant.get(payment)["status"] == "paid"


def test_a_merchants_key_admits_nobody(instance, demo):
    for key in ("holdfast merchant", admitted(demo).keys["holdfast merchant"]):
        answer = demo.send("POST", ADMIT, {"name": "x"}, key=key)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert instance.command("merchant", "list").stdout.splitlines() == ["Second shop"]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer nobody",
        f"Basic {DEMO_ADMINISTRATOR}",
        f"Bearer {shop.API_KEY}",
        f"Bearer {DEMO_ADMINISTRATOR}x",
        f"Bearer {DEMO_ADMINISTRATOR[:-1]}",
        DEMO_ADMINISTRATOR,
    ],
)
def test_nobody_is_admitted_without_the_administrators_key(instance, demo, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    for body in ({"name": "x"}, {"name": 5}):
        answer = requests.post(demo.base + ADMIT, json=body, headers=headers, timeout=30)
        assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert instance.command("merchant", "list").stdout == ""


@pytest.mark.parametrize(
    "body, field",
    [
        ('{"name": ""}', "name"),
        ('{"name": 5}', "name"),
        ('{"name": null}', "name"),
        ("{}", "name"),
        ('{"name": ["x"]}', "name"),
        ('{"name": "' + "x" * 201 + '"}', "name"),
        ('{"name": "x", "nmae": 1}', "nmae"),
        ("", None),
        ("nonsense", None),
        ("[]", None),
        ('"x"', None),
        ('{"name": "x"', None),
        ("null", None),
    ],
)
def test_a_bad_body_is_refused_naming_the_field(instance, demo, body, field):
    answer = requests.post(
        demo.base + ADMIT,
        data=body.encode(),
        timeout=30,
        headers={"Authorization": f"Bearer {DEMO_ADMINISTRATOR}", "Content-Type": "application/json"},
    )
    assert (answer.status_code, answer.json().get("field")) == (400, field), answer.text
    assert answer.json()["detail"]
    assert instance.command("merchant", "list").stdout == ""


@pytest.mark.parametrize("name", ["x", "x" * 200, "ö" * 200, 'Ångström & Söhne "GmbH"', "a'; DROP TABLE payments;--"])
def test_a_name_of_up_to_200_characters_comes_back_as_it_was(instance, demo, name):
    answer = demo.send("POST", ADMIT, {"name": name}, key=DEMO_ADMINISTRATOR)
    assert (answer.status_code, answer.json()["name"]) == (201, name)
    assert instance.command("merchant", "list").stdout == name + "\n"


@pytest.mark.parametrize("name", ["two\nlines", "\x1b[2Jred"], ids=["line-break", "escape"])
def test_a_name_with_control_characters_does_not_reach_the_terminal(instance, demo, name):
    answer = demo.send("POST", ADMIT, {"name": name}, key=DEMO_ADMINISTRATOR)
    listed = instance.command("merchant", "list").stdout
    assert answer.status_code == 400 or (listed.count("\n") == 1 and "\x1b" not in listed)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_merchants_take_no_other_method(demo, method):
    assert demo.send(method, ADMIT, key=DEMO_ADMINISTRATOR).status_code in (404, 405)


# I10


@pytest.fixture
def two(demo):
    """The demo merchant with a payment of every kind, and another merchant."""
    payment = demo.authorized(shop.klarna_payment())
    capture = demo.capture(payment, "40.00")
    path = f"/v2/payments/{payment['id']}"
    shop.eventually(
        lambda: demo.send("GET", f"{path}/captures/{capture['id']}").json()["status"],
        lambda now: now == "succeeded",
        20,
    )
    refund = demo.refund(payment, "1.00")
    return demo, admitted(demo), payment, capture, refund


def test_every_endpoint_treats_anothers_ids_as_ids_that_do_not_exist(instance, two):
    demo, other, payment, capture, refund = two
    own = other.authorized(shop.klarna_payment())
    unknown = {payment["id"]: shop.UNKNOWN_PAYMENT, capture["id"]: shop.UNKNOWN_CAPTURE, refund["id"]: "re_4qqhO89gsT"}
    theirs, mine = f"/v2/payments/{payment['id']}", f"/v2/payments/{own['id']}"
    before = instance.rows("SELECT count(*) AS number FROM events")[0]["number"]
    amount = {"amount": shop.eur("1.00")}
    sweep = [
        ("GET", theirs, None),
        ("GET", theirs + "?embed=captures,refunds", None),
        ("PATCH", theirs, {"description": "Mine now"}),
        ("DELETE", theirs, None),
        ("POST", theirs + "/release-authorization", {}),
        ("POST", theirs + "/captures", amount),
        ("POST", theirs + "/captures", {}),
        ("GET", theirs + "/captures", None),
        ("GET", f"{theirs}/captures/{capture['id']}", None),
        ("GET", f"{mine}/captures/{capture['id']}", None),
        ("GET", f"{theirs}/captures/{capture['id']}?embed=payment", None),
        ("POST", theirs + "/refunds", {**amount, "description": "x"}),
        ("GET", theirs + "/refunds", None),
        ("GET", f"{theirs}/refunds/{refund['id']}", None),
        ("GET", f"{mine}/refunds/{refund['id']}", None),
        ("DELETE", f"{theirs}/refunds/{refund['id']}", None),
        ("DELETE", f"{mine}/refunds/{refund['id']}", None),
    ]
    for key in ("mollie test", "mollie live", "mollie access"):
        for method, path, body in sweep:
            if key == "mollie access":
                testmode = "testmode=true"
                if method in ("GET", "DELETE"):
                    path += ("&" if "?" in path else "?") + testmode
                else:
                    body = {**(body or {}), "testmode": True}
            if key == "mollie live" and mine in path:
                continue
            seen = other.send(method, path, body, key=key)
            absent_path = path
            for name, nobody in unknown.items():
                absent_path = absent_path.replace(name, nobody)
            absent = other.send(method, absent_path, body, key=key)
            said = seen.text
            for name, nobody in unknown.items():
                said = said.replace(name, nobody)
            assert seen.status_code == absent.status_code == 404, f"{key} {method} {path}: {seen.status_code} {said}"
            assert said == absent.text, f"{key} {method} {path} tells that it exists"
    ours = f"/holdfast/v1/payments/{payment['id']}"
    pages = [("GET", ours, None)] + [
        ("POST", ours + "/payer", {"action": action}) for action in ("approve", "decline", "abandon")
    ]
    for method, path, body in pages:
        seen = other.send(method, path, body, key="holdfast merchant")
        absent = other.send(method, path.replace(payment["id"], shop.UNKNOWN_PAYMENT), body, key="holdfast merchant")
        assert (seen.status_code, seen.text) == (absent.status_code, absent.text) and seen.status_code == 404
    assert instance.rows("SELECT count(*) AS number FROM events")[0]["number"] == before
    assert demo.get(payment)["amountCaptured"] == shop.eur("40.00")


def test_an_open_payment_of_another_cannot_be_paid_or_canceled(instance, demo):
    other = admitted(demo)
    payment = demo.create({**paid_at_once(), "method": "banktransfer"})
    assert payment["isCancelable"] is True
    assert other.send("DELETE", f"/v2/payments/{payment['id']}").status_code == 404
    for action in ("approve", "decline", "abandon"):
        path = f"/holdfast/v1/payments/{payment['id']}/payer"
        assert other.send("POST", path, {"action": action}, key="holdfast merchant").status_code == 404
    assert demo.get(payment)["status"] == "open"


def test_lists_hold_ones_own_only_and_take_no_cursor_of_anothers(two):
    _, other, payment, capture, refund = two
    own = other.authorized(shop.klarna_payment())
    for sort in ("", "?sort=asc", "?sort=desc", "?limit=250"):
        for path, name in (("/v2/payments", "payments"), ("/v2/refunds", "refunds")):
            answer = other.send("GET", path + sort)
            assert answer.status_code == 200, answer.text
            found = [entity["id"] for entity in answer.json()["_embedded"][name]]
            assert found == ([own["id"]] if name == "payments" else [])
    for path, cursor in (("/v2/payments", payment), ("/v2/refunds", refund)):
        answer = other.send("GET", f"{path}?from={cursor['id']}")
        held = answer.json().get("_embedded", {})
        assert cursor["id"] not in str(held), f"{path}: {answer.text}"
    answer = other.send("GET", f"/v2/payments/{own['id']}/captures?from={capture['id']}")
    assert capture["id"] not in str(answer.json().get("_embedded", {}))


def test_test_and_live_data_of_one_merchant_are_apart(demo):
    test, live = demo.create(), demo.send("POST", "/v2/payments", shop.card_payment(), key="mollie live").json()
    for key, own, foreign in (("mollie test", test, live), ("mollie live", live, test)):
        assert [
            entity["id"] for entity in demo.send("GET", "/v2/payments", key=key).json()["_embedded"]["payments"]
        ] == [own["id"]]
        refused = demo.send("GET", f"/v2/payments/{foreign['id']}", key=key)
        assert refused.status_code == 404
        assert refused.json()["detail"] == (
            f"Payment {foreign['id']} exists, but the wrong mode is used. Try switching live / test API keys."
        )


def test_one_idempotency_key_serves_each_merchant_by_itself(demo):
    other = admitted(demo)
    headers = {"Idempotency-Key": shop.new_key()}
    first = demo.send("POST", "/v2/payments", shop.card_payment(), headers=headers)
    second = other.send("POST", "/v2/payments", shop.card_payment("20.00"), headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]
    assert second.headers.get("Idempotent-Replayed") is None
    assert demo.send("POST", "/v2/payments", shop.card_payment(), headers=headers).json() == first.json()


def test_a_tokens_profile_is_its_own(demo):
    other = admitted(demo)
    theirs, own = demo.create()["profileId"], other.create()["profileId"]
    assert theirs != own
    body = {**shop.card_payment(), "testmode": True}
    refused = other.send("POST", "/v2/payments", {**body, "profileId": theirs}, key="mollie access")
    assert (refused.status_code, refused.json()["field"]) == (422, "profileId")
    assert other.send("POST", "/v2/payments", {**body, "profileId": own}, key="mollie access").status_code == 201
    assert other.send("GET", f"/v2/payments?testmode=true&profileId={theirs}", key="mollie access").status_code == 422


def test_an_applications_secret_is_good_for_its_own_merchant_only(demo):
    other = admitted(demo)
    client = demo.keys["mollie application client"]
    secret = other.keys["mollie application client and secret"].split(":")[1]
    answer = requests.post(
        demo.base + "/oauth2/tokens",
        auth=(client, secret),
        timeout=30,
        data={"grant_type": "refresh_token", "refresh_token": "refresh_x"},
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_key_of_one_wire_opens_no_other(demo):
    payment = demo.create()
    for key in (
        "holdfast merchant",
        DEMO_ADMINISTRATOR,
        "mollie application client",
        "mollie application client and secret",
    ):
        assert demo.send("GET", f"/v2/payments/{payment['id']}", key=key).status_code == 401
    for key in ("mollie test", "mollie access", DEMO_ADMINISTRATOR):
        assert demo.send("GET", f"/holdfast/v1/payments/{payment['id']}", key=key).status_code == 401
