"""A short look each time, and everything that was ever found."""

import os
import pathlib

from fuzz.corpus import gathered
from fuzz.fuzzer import Fuzzer

FINDINGS = pathlib.Path(__file__).parent / "findings"
SECONDS = float(os.environ.get("HOLDFAST_FUZZ_SECONDS", "8"))
SEED = int(os.environ.get("HOLDFAST_FUZZ_SEED", "1"))


def test_damaged_requests_are_answered_in_time_and_change_nothing_that_they_may_not(instance, receiver):
    instance.start("--log-level", "debug", "--log-format", "json")
    fuzzer = Fuzzer(instance, gathered(instance, receiver))
    for file in sorted(FINDINGS.glob("*.http")):
        fuzzer.exchange(file.read_bytes())
    last = fuzzer.run(SECONDS, SEED)
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(fuzzer.statuses.items()))
    print(f"fuzz: {fuzzer.sent} requests, seeds {SEED} to {last}, answers {statuses}, findings 0")
    assert fuzzer.sent > 100
    instance.audit()
