"""Settings by flag, environment and file. Source: docs, design §8."""

import json
import re
import socket
from contextlib import closing

import pytest
import requests

from server.process import BINARY
from server.test_start_and_stop import refused


def status(instance, host):
    return requests.get(instance.base + "/health", headers={"Host": host}, timeout=10).status_code


@pytest.fixture
def file(instance):
    """Writes the configuration file, and returns its path."""

    def write(content):
        path = instance.folder / "holdfast.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


@pytest.mark.sqlite
def test_everything_may_come_from_the_environment(instance):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.2", 0))
        port = probe.getsockname()[1]
    instance.settings = {
        "HOLDFAST_MODE": "gateway",
        "HOLDFAST_HOST": "127.0.0.2",
        "HOLDFAST_PORT": str(port),
        "HOLDFAST_DATA": str(instance.data),
        "HOLDFAST_KEY_FILE": str(instance.key_file),
        "HOLDFAST_STORE": "sqlite",
        "HOLDFAST_ALLOW_HOST": "pay.shop.test,second.test",
        "HOLDFAST_PUBLIC_URL": "https://pay.shop.test",
    }
    instance.flags = []
    instance.start()
    assert instance.base == f"http://127.0.0.2:{port}"
    assert "holdfast administrator: " in instance.printed()
    assert [status(instance, host) for host in ("pay.shop.test", "second.test", "third.test")] == [200, 200, 421]
    assert instance.key_file.is_file() and (instance.data / "holdfast.db").is_file()


@pytest.mark.sqlite
def test_everything_may_come_from_a_file(instance, file):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.2", 0))
        port = probe.getsockname()[1]
    settings = {
        "mode": "gateway",
        "host": "127.0.0.2",
        "port": port,
        "data": str(instance.data),
        "key-file": str(instance.key_file),
        "store": "sqlite",
        "allow-host": ["pay.shop.test", "second.test"],
        "public-url": "https://pay.shop.test",
    }
    instance.flags = []
    instance.start("--config", file(settings))
    assert instance.base == f"http://127.0.0.2:{port}"
    assert "holdfast administrator: " in instance.printed()
    assert [status(instance, host) for host in ("pay.shop.test", "second.test", "third.test")] == [200, 200, 421]
    assert instance.key_file.is_file() and (instance.data / "holdfast.db").is_file()


def test_the_environment_may_name_the_file_and_a_flag_another_one(instance, file):
    instance.settings = {"HOLDFAST_CONFIG": str(file({"allow-host": ["one.test"]}))}
    instance.start()
    assert [status(instance, host) for host in ("one.test", "two.test")] == [200, 421]
    instance.stop()
    other = instance.folder / "other.json"
    other.write_text(json.dumps({"allow-host": ["two.test"]}))
    instance.start("--config", other)
    assert [status(instance, host) for host in ("one.test", "two.test")] == [421, 200]


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_file(instance, file):
    config = file({"allow-host": ["file.test"], "host": "127.0.0.2", "port": 1, "mode": "gateway"})
    instance.settings = {"HOLDFAST_ALLOW_HOST": "environment.test", "HOLDFAST_HOST": "127.0.0.3", "HOLDFAST_PORT": "x"}
    hosts = ("file.test", "environment.test", "flag.test")
    instance.start("--config", config, "--mode", "sandbox")
    assert instance.base.startswith("http://127.0.0.3:")
    assert "credentials" not in instance.printed(), "the sandbox on loopback has published ones"
    assert [status(instance, host) for host in hosts] == [421, 200, 421]
    instance.stop()
    instance.start("--config", config, "--host", "127.0.0.1", "--allow-host", "flag.test")
    assert instance.base.startswith("http://127.0.0.1:")
    assert [status(instance, host) for host in hosts] == [421, 421, 200]


def test_a_variable_that_is_set_to_nothing_is_not_set(instance):
    instance.settings = {"HOLDFAST_HOST": "", "HOLDFAST_MODE": "", "HOLDFAST_CONFIG": ""}
    instance.start()
    assert instance.base.startswith("http://127.0.0.1:")


@pytest.mark.sqlite
def test_every_command_finds_the_data_where_the_server_does(instance, file):
    place = {"data": str(instance.data), "key-file": str(instance.key_file)}
    config = file(place)
    instance.settings = {"HOLDFAST_DATA": place["data"], "HOLDFAST_KEY_FILE": place["key-file"]}
    assert instance.run([BINARY, "merchant", "create", "One"]).returncode == 0
    instance.settings = {}
    assert instance.run([BINARY, "merchant", "list", "--config", config]).stdout == "One\n"
    assert "clean" in instance.run([BINARY, "audit", "--config", config]).stdout
    assert sorted(path.name for path in instance.folder.iterdir()) == ["data", "holdfast.json", "key"]


@pytest.mark.parametrize(
    "variable, value, words",
    [
        ("HOLDFAST_MODE", "production", "mode.*sandbox or gateway"),
        ("HOLDFAST_STORE", "mysql", "sqlite"),
        ("HOLDFAST_STORE", "postgres://me:secret@127.0.0.1:1/holdfast", "database is not reachable"),
        ("HOLDFAST_CONFIG", "missing.json", "missing.json.*--config"),
    ],
)
def test_a_setting_that_is_none_is_refused_before_anything_is_made(instance, variable, value, words):
    instance.settings = {variable: value}
    done = instance.refuse()
    refused(done, words)
    assert "secret" not in done.stderr
    assert not instance.data.exists() and not instance.key_file.exists()


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.5"])
def test_a_port_in_the_environment_that_is_none_is_refused(instance, port):
    instance.flags = ["--data", instance.data, "--key-file", instance.key_file]
    instance.settings = {"HOLDFAST_PORT": port}
    refused(instance.refuse(), "port.*number")
    assert not instance.data.exists()


@pytest.mark.parametrize(
    "content, words",
    [
        ("", "configuration"),
        ("{", "configuration"),
        ("[]", "configuration"),
        ('{"prot": 8080}', "'prot'.*port"),
        ('{"port": "many"}', "'port'.*number"),
        ('{"port": true}', "'port'.*number"),
        ('{"host": 7}', "'host'.*text"),
        ('{"host": {"name": "x"}}', "'host'"),
        ('{"host": null}', "'host'"),
        ('{"port": 8080.5}', "'port'.*number"),
        ('{"port": 1e99}', "'port'.*number"),
        ('{"allow-host": "pay.shop.test"}', "'allow-host'.*list"),
        ('{"allow-host": [1]}', "'allow-host'.*list"),
        ('{"mode": "production"}', "mode"),
    ],
)
def test_a_file_that_is_no_configuration_is_refused_before_anything_is_made(instance, file, content, words):
    instance.flags = ["--data", instance.data, "--key-file", instance.key_file]
    refused(instance.refuse("--config", file(content)), words)
    assert not instance.data.exists() and not instance.key_file.exists()


@pytest.mark.parametrize("address", ["postgres://me:secret@127.0.0.1:1/holdfast", "postgresql://127.0.0.1:1/holdfast"])
@pytest.mark.parametrize("command", ["serve", "audit", "merchant list", "merchant create X"])
def test_a_database_that_is_not_there_is_named_in_clear_words(instance, command, address):
    words = ["--store", address]
    done = instance.refuse(*words) if command == "serve" else instance.command(*command.split(), *words)
    refused(done, "database is not reachable")
    assert "secret" not in done.stderr
    assert not instance.data.exists()


@pytest.mark.sqlite
def test_sqlite_is_a_store(instance):
    instance.start("--store", "sqlite")


def test_help_says_where_settings_come_from(instance):
    said = instance.run([BINARY, "serve", "--help"]).stdout
    for word in ("HOLDFAST_KEY_FILE", "--config", "--store", "default: 8080", "default: sandbox"):
        assert re.search(re.escape(word), said), said
