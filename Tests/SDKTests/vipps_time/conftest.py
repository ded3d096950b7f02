"""Every test here has a server of its own, whose clock can jump; what it left behind must pass the audit."""

import pytest
from server.conftest import instance, library, receiver, receivers  # noqa: F401
from vipps_unit import DIRECT_UNIT, SaleUnit


class Clock:
    """Moves a server's clock, and has its shops ask for new tokens, which live for an hour."""

    def __init__(self, instance):
        self._instance = instance
        self.units = []

    def days(self, count):
        self.seconds(count * 86_400)

    def seconds(self, count):
        self._instance.jump(count)
        for unit in self.units:
            unit.forget_token()


@pytest.fixture
def clock(instance):  # noqa: F811
    yield Clock(instance.start())
    instance.audit()


@pytest.fixture
def unit(clock, instance):  # noqa: F811
    unit = SaleUnit(instance.base)
    clock.units.append(unit)
    return unit


@pytest.fixture
def direct_unit(clock, instance):  # noqa: F811
    unit = SaleUnit(instance.base, DIRECT_UNIT)
    clock.units.append(unit)
    return unit


@pytest.fixture
def payer(clock, instance):  # noqa: F811
    from payer import Payer

    return Payer(instance.base)
