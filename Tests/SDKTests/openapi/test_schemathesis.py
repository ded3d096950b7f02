"""Schemathesis asks for what the description allows, and for what it does not, and finds every answer described.

Seeded, and bounded in time. Faults have a merchant of their own: what they do to other requests is described nowhere.
"""

import pathlib
import subprocess
import sys

import pytest

ADMINISTRATOR = "hf_admin_holdfastdemo0000000000000001"
HERE = pathlib.Path(__file__).parent
MERCHANTS = ("createMerchant", "listMerchants", "getMerchant", "createSaleUnit", "changeSaleUnit")
FAULTS = ("addFault", "listFaults", "removeFaults", "removeFault")
#: Webhooks would go to addresses that are made up, and data would be gone under the other operations' hands.
APART = ["--exclude-tag=Webhooks", "--exclude-tag=Settlements", "--exclude-path-regex=sandbox/(data|snapshots)"]

#: Operations, how long, and what else.
RUNS = {
    "payments": ([f"--exclude-operation-id={name}" for name in (*FAULTS, *MERCHANTS)] + APART, 45),
    "faults": ([f"--include-operation-id={name}" for name in FAULTS], 15),
    "merchants": ([f"--include-operation-id={name}" for name in MERCHANTS] + ["--phases=examples,coverage,fuzzing"], 10),
}


@pytest.mark.parametrize("run", RUNS)
def test_every_answer_is_described_whatever_is_asked(server, admitted, tmp_path, run):
    which, seconds = RUNS[run]
    key = ADMINISTRATOR if run == "merchants" else admitted().key
    command = [sys.executable, "-B", "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml", "run"]
    command += [f"{server}/openapi.yaml", "--url", server, "-H", f"Authorization: Bearer {key}", *which]
    command += ["--max-time", str(seconds), "--seed", "1", "--no-color"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=seconds * 3 + 60)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-4_000:]
    assert "generated" in done.stdout
