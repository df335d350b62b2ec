"""What all tiers share: no socket in the unit tier, no deadline anywhere."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket, enable_socket

# No test asserts a time, and a busy machine is no error.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

# The same numbers on every processor, those of the reference path (tests/model/test_runtime.py).
os.environ.setdefault("QA_PRECISION", "f32")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("unit"):
        disable_socket(allow_unix_socket=True)


def pytest_runtest_teardown(item: pytest.Item) -> None:
    if item.get_closest_marker("unit"):
        enable_socket()
