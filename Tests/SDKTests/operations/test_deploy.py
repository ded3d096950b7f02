"""The files of `deploy/`: their own tools read them, and the figures that they name exist."""

import json
import pathlib
import re
import shutil
import subprocess

import dockerfile
import pytest
import requests
import yaml

from operations import figures

PROJECT = pathlib.Path(__file__).resolve().parents[3]
DEPLOY = PROJECT / "deploy"
FIGURE = re.compile(r"\b((?:holdfast|process)_[a-z0-9_]+)\b")
PAGE = (PROJECT / "docs" / "OPERATIONS.md").read_text()


def tool(name):
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not on this machine")
    return found


@pytest.fixture
def known(merchant):
    """Every name that /metrics has, those of a histogram's parts included."""
    return figures.read(merchant.base).names() | {family.name for family in figures.families(merchant.base)}


# Figures


def expressions(node):
    """Every PromQL expression of the dashboard."""
    if isinstance(node, dict):
        found = [node["expr"]] if "expr" in node else []
        return found + [text for value in node.values() for text in expressions(value)]
    return [text for value in node for text in expressions(value)] if isinstance(node, list) else []


@pytest.mark.sqlite
def test_every_figure_that_the_dashboard_draws_exists(known):
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    drawn = expressions(dashboard)
    assert len(drawn) > 20
    named = {name for text in drawn for name in FIGURE.findall(text)}
    assert named - known == set()
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            assert set(FIGURE.findall(variable["query"]["query"])) - known == set()
    identifiers = [panel["id"] for panel in dashboard["panels"]]
    assert len(set(identifiers)) == len(identifiers)
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        assert panel["title"] and panel["targets"] and place["x"] + place["w"] <= 24


def test_panels_do_not_lie_on_each_other():
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text())
    taken = {}
    for panel in dashboard["panels"]:
        place = panel["gridPos"]
        for x in range(place["x"], place["x"] + place["w"]):
            for y in range(place["y"], place["y"] + place["h"]):
                assert (x, y) not in taken, f"{panel['title']} lies on {taken.get((x, y))}"
                taken[x, y] = panel["title"]


def rules():
    return [
        rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for rule in group["rules"]
    ]


@pytest.mark.sqlite
def test_every_figure_that_an_alert_watches_exists(known):
    named = {name for rule in rules() for name in FIGURE.findall(rule["expr"])}
    assert named and named - known == set()


def test_every_alert_says_how_urgent_it_is_and_has_its_paragraph():
    headings = re.findall(r"^### (\w+)$\n\n(.+)", PAGE, re.MULTILINE)
    paragraphs = {name: text for name, text in headings if name.startswith("Holdfast")}
    assert [rule["alert"] for rule in rules()] == list(paragraphs)
    for rule in rules():
        assert rule["annotations"]["runbook"] == f"docs/OPERATIONS.md#{rule['alert'].lower()}"
        urgent = "*Page" if rule["labels"]["severity"] == "page" else "*Ticket"
        assert paragraphs[rule["alert"]].startswith(urgent), rule["alert"]


@pytest.mark.sqlite
def test_every_figure_that_the_page_names_exists(known):
    named = {name for name in FIGURE.findall(PAGE) if not name.endswith("_")}
    assert named and named - known == set()


def test_every_figure_is_drawn_or_watched(known, merchant):
    """A figure that nobody looks at costs and helps nobody."""
    text = (DEPLOY / "grafana-dashboard.json").read_text() + (DEPLOY / "alerts.yaml").read_text()
    for family in figures.families(merchant.base):
        name = family.name + ("_total" if family.type == "counter" and not family.name.endswith("_total") else "")
        assert name in text, name


def test_prometheus_itself_takes_the_rules_and_its_configuration():
    promtool = tool("promtool")
    for words in (["check", "rules", "alerts.yaml"], ["check", "config", "--syntax-only", "prometheus.yaml"]):
        done = subprocess.run([promtool, *words], cwd=DEPLOY, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_an_alert_rings_when_its_figure_says_so(tmp_path):
    """Two of them, by Prometheus' own unit tests."""
    promtool = tool("promtool")
    case = {
        "rule_files": [str(DEPLOY / "alerts.yaml")],
        "evaluation_interval": "10s",
        "tests": [
            {
                "interval": "10s",
                "input_series": [
                    {"series": 'holdfast_quarantined_total{instance="a"}', "values": "0x30 1x30"},
                    {"series": 'holdfast_outbox_lag_seconds{instance="a"}', "values": "0x10 400x80"},
                ],
                "alert_rule_test": [
                    {"eval_time": "4m", "alertname": "HoldfastInvariantBroken", "exp_alerts": []},
                    {
                        "eval_time": "6m",
                        "alertname": "HoldfastInvariantBroken",
                        "exp_alerts": [
                            {
                                "exp_labels": {"instance": "a", "severity": "page"},
                                "exp_annotations": {
                                    "summary": "a set a payment aside: a rule of ours broke",
                                    "runbook": "docs/OPERATIONS.md#holdfastinvariantbroken",
                                },
                            }
                        ],
                    },
                    {"eval_time": "5m", "alertname": "HoldfastWebhooksLate", "exp_alerts": []},
                    {
                        "eval_time": "8m",
                        "alertname": "HoldfastWebhooksLate",
                        "exp_alerts": [
                            {
                                "exp_labels": {"instance": "a", "severity": "ticket"},
                                "exp_annotations": {
                                    "summary": "a: a webhook has been due for 6m 40s",
                                    "runbook": "docs/OPERATIONS.md#holdfastwebhookslate",
                                },
                            }
                        ],
                    },
                ],
            }
        ],
    }
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(case))
    done = subprocess.run([promtool, "test", "rules", "case.yaml"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


# Units


@pytest.mark.parametrize("name", ["holdfast.service", "holdfast-backup.service", "holdfast-backup.timer"])
def test_systemd_takes_the_unit(tmp_path, name):
    verify = tool("systemd-analyze")
    # The programs that it names must be there for it: nothing else is changed.
    for unit in DEPLOY.glob("holdfast*.*er*"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/usr/local/bin/holdfast", "/bin/true"))
    done = subprocess.run([verify, "verify", tmp_path / name], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if name in line or str(tmp_path) in line]
    assert done.returncode == 0 and complaints == [], done.stderr


def test_the_settings_that_the_unit_speaks_of_are_read(instance, tmp_path):
    unit = (DEPLOY / "holdfast.service").read_text()
    assert "EnvironmentFile=-/etc/holdfast/environment\n" in unit
    named = dict(re.findall(r"(HOLDFAST_[A-Z_]+)=([\w/.]+\w)", unit))
    [variable] = [name for name, value in named.items() if value == "/etc/holdfast/holdfast.json"]
    settings = (PROJECT / "Sources/Server/Settings.swift").read_text()
    for name in named.keys() - {variable}:
        assert f'"{name.removeprefix("HOLDFAST_").lower().replace("_", "-")}"' in settings, name
    file = tmp_path / "holdfast.json"
    file.write_text(json.dumps({"metrics-token": "t" * 20}))
    instance.settings = {variable: str(file)}
    assert requests.get(instance.start().base + "/metrics", timeout=10).status_code == 401


def test_the_service_is_left_little_to_do_harm_with():
    verify = tool("systemd-analyze")
    done = subprocess.run(
        [verify, "security", "--offline=true", "--no-pager", DEPLOY / "holdfast.service"], capture_output=True, text=True
    )
    [level] = re.findall(r"Overall exposure level for holdfast.service: ([\d.]+)", done.stdout)
    assert float(level) <= 2.5, done.stdout


def test_the_service_manager_is_told_when_the_server_answers(instance, tmp_path):
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        instance.settings = {"NOTIFY_SOCKET": str(tmp_path / "notify")}
        instance.start()
        assert manager.recv(1_024) == b"READY=1"


# Image and compose file


def test_the_image_is_built_in_two_stages_and_runs_without_root():
    steps = dockerfile.parse_file(str(DEPLOY / "Containerfile"))
    words = [(step.cmd.upper(), step.value) for step in steps]
    stages = [value for cmd, value in words if cmd == "FROM"]
    assert len(stages) == 2 and "AS" in [part.upper() for part in stages[0]] and "swift" not in stages[1][0]
    last = words[max(index for index, (cmd, _) in enumerate(words) if cmd == "FROM") :]
    commands = [cmd for cmd, _ in last]
    assert {"USER", "HEALTHCHECK", "VOLUME", "EXPOSE", "ENTRYPOINT", "CMD"} <= set(commands)
    [user] = [value for cmd, value in last if cmd == "USER"]
    assert user[0].split(":")[0] not in ("root", "0")
    assert commands.index("USER") > commands.index("COPY")
    assert ("STOPSIGNAL", ("SIGTERM",)) in last


def test_what_the_image_copies_is_in_the_project():
    for step in dockerfile.parse_file(str(DEPLOY / "Containerfile")):
        if step.cmd.upper() == "COPY" and not step.flags:
            for source in step.value[:-1]:
                assert (PROJECT / source).exists(), source


def test_the_variables_of_image_and_compose_file_are_settings(instance):
    """The server starts with each of them, and refuses none: a misspelled one would do nothing."""
    settings = (PROJECT / "Sources/Server/Settings.swift").read_text()
    names = set(re.findall(r"HOLDFAST_[A-Z_]+", (DEPLOY / "Containerfile").read_text()))
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    names |= {name for name in compose["services"]["holdfast"]["environment"] if name.startswith("HOLDFAST_")}
    assert len(names) > 5
    for name in names:
        assert f'"{name.removeprefix("HOLDFAST_").lower().replace("_", "-")}"' in settings, name


def test_the_compose_file_has_a_durable_database_and_is_closed_to_the_network():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert services["holdfast"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert "healthcheck" in services["postgres"] and "synchronous_commit=on" in services["postgres"]["command"]
    for name, service in services.items():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name} is open to the network"


def test_compose_itself_takes_the_file(tmp_path):
    compose = tool("docker-compose")
    done = subprocess.run(
        [compose, "-f", DEPLOY / "compose.yaml", "config"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOLDFAST_STORE": "postgres://x", "HOLDFAST_METRICS_TOKEN": "t" * 20},
    )
    assert done.returncode == 0, done.stderr
    without = subprocess.run(
        [compose, "-f", DEPLOY / "compose.yaml", "config"], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert without.returncode != 0 and "see the first lines" in without.stderr
