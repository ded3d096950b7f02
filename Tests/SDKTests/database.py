"""Where servers keep their data: each in its data directory, or each in a fresh database of a PostgreSQL.

HOLDFAST_TEST_STORE=postgres chooses the second; HOLDFAST_TEST_POSTGRES is that server's address (scripts/with-postgres).
"""

import json
import os
import pathlib
import re
import subprocess
import uuid

SECONDS = 60
IS_POSTGRES = os.environ.get("HOLDFAST_TEST_STORE", "sqlite") == "postgres"

_names = {}
"""The database of each folder."""


def settings(folder):
    """What servers and commands of a folder have to find in their environment."""
    return {"HOLDFAST_STORE": address(folder)} if IS_POSTGRES else {}


def address(folder):
    """Of a folder's own database, which is made the first time."""
    folder = pathlib.Path(folder)
    if folder not in _names:
        name = f"holdfast_{uuid.uuid4().hex}"
        psql(_server(), f"CREATE DATABASE {name}")
        _names[folder] = name
    return re.sub(r"^(postgres(?:ql)?://[^/?]*)(/[^?]*)?", rf"\g<1>/{_names[folder]}", _server())


def drop(below):
    """The databases of all folders at or below one."""
    for folder in [folder for folder in _names if folder.is_relative_to(below)]:
        psql(_server(), f"DROP DATABASE {_names.pop(folder)} WITH (FORCE)")


def rows(folder, query, *values):
    """What a query finds in a folder's database; each `?` stands for a value."""
    parts = query.split("?")
    assert len(parts) == len(values) + 1, query
    query = parts[0] + "".join(_literal(value) + part for value, part in zip(values, parts[1:]))
    found = psql(address(folder), f"SELECT coalesce(json_agg(found), '[]') FROM ({query}) found", "--quiet")
    return [Row({name: _value(value) for name, value in row.items()}) for row in json.loads(found)]


def change(folder, statement):
    """Runs a statement; returns how many rows it changed."""
    return int(psql(address(folder), statement).split()[-1])


def dump(folder):
    """Everything that a folder's database holds, as a file."""
    file = pathlib.Path(folder) / "dump.sql"
    subprocess.run(["pg_dump", "--file", file, address(folder)], stdin=subprocess.DEVNULL, check=True, timeout=SECONDS)
    return file


class Row(dict):
    """Columns by name, or by number as they stand."""

    def __getitem__(self, column):
        return list(self.values())[column] if isinstance(column, int) else super().__getitem__(column)

    def __iter__(self):
        return iter(self.values())


def psql(place, sql, *options):
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", *options, "--command", sql, place],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def _server():
    place = os.environ.get("HOLDFAST_TEST_POSTGRES")
    if not place:
        raise RuntimeError("there is no PostgreSQL: run this by scripts/with-postgres, or name one in HOLDFAST_TEST_POSTGRES")
    return place


def _literal(value):
    match value:
        case bytes():
            return f"'\\x{value.hex()}'::bytea"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return str(value)


def _value(value):
    """Bytes come as a text of digits."""
    return bytes.fromhex(value[2:]) if isinstance(value, str) and value.startswith("\\x") else value
