"""Figures of measurements, worked by hand; lines and pictures of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.bench.measuring import busy, slope, spread
from qa.bench.plots import bars, curves
from qa.bench.tables import lines
from qa.evaluation.errors import MissingExtraError, OutputFolderError

pytestmark = pytest.mark.unit


def test_the_spread_is_between_the_closest_ranks() -> None:
    # 1 2 3 4 10: the 95th percentile lies 0.95 * 4 = 3.8 ranks up, 4 + 0.8 * 6
    assert spread([10.0, 1.0, 3.0, 2.0, 4.0]) == pytest.approx({"p50": 3, "p95": 8.8, "max": 10})
    assert spread([]) == {"p50": None, "p95": None, "max": None}


@pytest.mark.parametrize(
    ("sizes", "values", "expected"),
    [
        ([10, 100, 1000], [5, 5, 5], 0.0),
        ([10, 100, 1000], [2, 20, 200], 1.0),
        ([1, 4, 16], [3, 6, 12], 0.5),
        ([2, 4], [1, 8], 3.0),
        # logarithms to the base of 10: (0, 0), (1, 1), (2, 1), so b = cov / var = 1 / 2
        ([1, 10, 100], [1, 10, 10], 0.5),
        ([1, 10, 100], [0, 10, 100], 1.0),
        ([10, 10], [1, 2], None),
        ([10], [1], None),
    ],
)
def test_the_slope_is_an_exponent(
    sizes: list[float], values: list[float], expected: float | None
) -> None:
    assert slope(sizes, values) == pytest.approx(expected)


@given(st.floats(0.01, 100), st.floats(-3, 3), st.lists(st.integers(1, 10**6), min_size=2))
def test_the_slope_of_a_power_is_its_exponent(
    factor: float, exponent: float, sizes: list[int]
) -> None:
    values = [factor * size**exponent for size in sizes]
    if len(set(sizes)) > 1:
        assert slope(sizes, values) == pytest.approx(exponent, abs=1e-3)


def test_a_machine_is_busy_from_half_a_process_a_core() -> None:
    assert not busy({"running": 1.0, "cores": 2})
    assert busy({"running": 1.01, "cores": 2})
    assert not busy({"running": None, "cores": None})


def test_figures_become_lines() -> None:
    figures = {
        "questions": 1200,
        "ms": {"p50": 3.14159265, "max": None},
        "deep": {"stages": {"read": {"p50": 2.0}}},
        "rows": [{"n": 1, "ms": {"p50": 12345.6}}, {"n": 20}],
        "names": ["a", "b"],
        "none": [],
    }
    said = [" ".join(line.split()) for line in lines(figures)]
    assert said == [
        "questions 1,200",
        "ms p50 3.1416 max –",
        "deep.stages.read p50 2",
        "rows:",
        "n ms.p50",
        "1 12,346",
        "20 –",
        "names a, b",
        "none",
    ]


def test_the_columns_of_a_table_are_aligned() -> None:
    table = list(lines({"rows": [{"n": 1, "long": 5}, {"n": 200, "long": 7}]}))
    assert table == ["rows:", "    n  long", "    1     5", "  200     7"]


def test_a_wide_table_is_turned_on_its_side() -> None:
    row = {f"figure {number}": number for number in range(12)}
    table = list(lines({"rows": [row, {**row, "figure 11": None}]}))
    assert table[:3] == ["rows:", "  figure 0    0   0", "  figure 1    1   1"]
    assert table[-1] == "  figure 11  11   –"


def test_pictures_are_png(tmp_path: Path) -> None:
    bars(tmp_path / "bars.png", "t", "ms", {"a": {"x": 1.0, "y": 2.0}, "b": {"y": 3.0}})
    points = {"a": [(1.0, 0.0), (2.0, 3.0), (4.0, 9.0)], "b": []}
    curves(tmp_path / "curves.png", "t", ("n", "s"), points, logarithmic=True)
    for name in ("bars.png", "curves.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG\r\n")


def test_without_matplotlib_a_picture_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"bars\.png was not drawn.*pip install matplotlib"):
        bars(tmp_path / "bars.png", "t", "ms", {"": {"x": 1.0}})
    assert not list(tmp_path.iterdir())


def test_a_picture_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputFolderError, match=r"cannot write to .*gone"):
        bars(tmp_path / "gone" / "bars.png", "t", "ms", {"": {"x": 1.0}})
