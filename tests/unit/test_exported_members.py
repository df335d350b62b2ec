"""What `qa` and `index` offer is what they list, and nothing is listed twice."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

import index
import qa

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("module", [qa, index], ids=lambda module: str(module.__name__))
def test_what_is_listed_can_be_had(module: ModuleType) -> None:
    names = module.__all__
    assert len(names) == len(set(names))
    for name in names:
        assert getattr(module, name) is not None, name
        assert name in dir(module)


@pytest.mark.parametrize("module", [qa, index], ids=lambda module: str(module.__name__))
def test_an_unknown_name_is_an_attribute_error(module: ModuleType) -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name


def test_the_promised_names_are_there() -> None:
    assert {"Answer", "Chat", "Citation", "QAPipeline", "ask", "build_index"} <= set(qa.__all__)
    assert {"Document", "Passage", "PassageIndex", "build_index"} <= set(index.__all__)


MODULES = sorted(
    module.name
    for package in (qa, index)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_listed_name_of_a_module_exists(name: str) -> None:
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", ())
    assert len(listed) == len(set(listed))
    for member in listed:
        assert hasattr(module, member), member
