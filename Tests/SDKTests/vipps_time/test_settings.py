"""What an operator can switch. Source: wire/vipps.md §0.6."""

import pytest
import requests
from vipps_unit import SaleUnit, problem


@pytest.mark.parametrize(
    ("flags", "settings"), [(["--return-urls", "unchecked"], {}), ([], {"HOLDFAST_RETURN_URLS": "unchecked"})]
)
def test_an_address_to_return_to_without_a_scheme_is_taken_where_that_is_unchecked(instance, flags, settings):
    instance.settings = settings
    unit = SaleUnit(instance.start(*flags).base)

    name = unit.created(returnUrl="example.com/test")
    page = requests.get(unit.get(name)["redirectUrl"], timeout=10)
    answer = requests.post(page.url, data={"act": "approve"}, allow_redirects=False, timeout=10)
    assert (answer.status_code, "Location" in answer.headers) == (200, False), "nobody is sent there"
    assert unit.get(name)["state"] == "AUTHORIZED"
    for url in ["http://example.com", "javascript:alert(1)", "data:text/html,x", "a b", "//example.com", "/test"]:
        problem(unit.epayment("POST", "", unit.order(returnUrl=url)), 400, 4090)
    problem(unit.epayment("POST", "", unit.order(receiptUrl="example.com/test")), 400, 4090)
    assert unit.created(returnUrl="https://example.com/test") and unit.created(returnUrl="myshop://done")
    instance.audit()


def test_it_is_checked_or_unchecked_and_nothing_else(instance):
    for flags, settings in [(["--return-urls", "strict"], {}), ([], {"HOLDFAST_RETURN_URLS": "strict"})]:
        instance.settings = settings
        answer = instance.refuse(*flags)
        assert answer.returncode != 0 and "return-urls" in answer.stderr
