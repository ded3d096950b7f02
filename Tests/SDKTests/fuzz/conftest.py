"""The fuzzer has a server of its own, as in `server/`."""

from server.conftest import instance, library, receiver, receivers  # noqa: F401
