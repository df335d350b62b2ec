"""Ranges of a layer's inputs, their file, and when a network multiplies int8."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.runtime import bert
from index.runtime.bert import padded, precision
from index.runtime.ranges import (
    FOLDER,
    Range,
    find_ranges,
    range_of,
    read_ranges,
    write_ranges,
)

pytestmark = pytest.mark.unit

DIGEST = "0123456789abcdef" * 4
RANGES = {"encoder.layer.0.output.dense": Range(-0.17, 3.5, {3: 2.0, 40: 1.25})}


def float_array(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_a_channel_of_large_values_is_divided_down_to_the_usual_size() -> None:
    lows, highs = np.full(100, -1.0, np.float32), np.full(100, 2.0, np.float32)
    highs[7], lows[9] = 16.0, -5.0
    found = range_of(lows, highs)
    assert found.peaks == {7: 8.0, 9: 2.5}
    assert found.high == 2.0
    assert found.low == pytest.approx(-2 * 128 / 127, abs=1e-5)


def test_a_range_that_is_hardly_negative_uses_all_levels() -> None:
    found = range_of(np.full(100, -0.17, np.float32), np.full(100, 4.0, np.float32))
    assert (found.low, found.high, found.peaks) == (-0.17, 4.0, {})
    assert range_of(float_array([-3, -3]), float_array([1, 1])).high == 3.0


def test_inputs_that_are_all_zero_have_a_range() -> None:
    found = range_of(np.zeros(4, np.float32), np.zeros(4, np.float32))
    assert found == Range(0.0, 0.0, {})


def test_factors_are_one_without_a_peak() -> None:
    np.testing.assert_array_equal(Range(-1, 1, {1: 4.0}).factors(3), float_array([1, 4, 1]))


def test_ranges_are_read_as_they_were_written(tmp_path: Path) -> None:
    write_ranges(RANGES, DIGEST, tmp_path)
    assert find_ranges(DIGEST, tmp_path) == RANGES
    assert find_ranges("f" * 64, tmp_path) is None


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', '{"a": {"low": 1, "high": 2}}'])
def test_a_file_that_holds_no_ranges_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(ModelError, match=r"a\.json holds no ranges"):
        read_ranges(tmp_path / "a.json")


def test_the_ranges_that_are_shipped_cover_all_but_three_layers() -> None:
    files = sorted(FOLDER.glob("*.json"))
    assert len(files) == 2
    for file in files:
        ranges = read_ranges(file)
        assert len(ranges) == 6 * 4 - 3
        assert all(one.low < 0 < one.high for one in ranges.values())
        assert all(factor > 1 for one in ranges.values() for factor in one.peaks.values())


@pytest.fixture
def processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that says what the processor can; it can int8 and bfloat16."""
    path = tmp_path / "cpuinfo"
    path.write_text("model name\t: any\nflags\t\t: fpu avx_vnni sse\n")
    monkeypatch.setattr(bert, "PROCESSOR", path)
    monkeypatch.setattr(bert, "_floats", lambda: "bf16")
    monkeypatch.delenv("QA_PRECISION", raising=False)
    return path


def test_int8_needs_a_processor_and_ranges(processor: Path) -> None:
    assert precision(RANGES) == "int8"
    assert precision() == "bf16"
    processor.write_text("flags\t\t: fpu avx512f\n")
    assert precision(RANGES) == "bf16"
    processor.unlink()
    assert precision(RANGES) == "bf16"


def test_what_is_asked_is_taken(processor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for asked in ("bf16", "f32"):
        monkeypatch.setenv("QA_PRECISION", asked)
        assert precision(RANGES) == asked
    for asked in ("int8", "auto", ""):
        monkeypatch.setenv("QA_PRECISION", asked)
        assert (precision(RANGES), precision()) == ("int8", "bf16")
    monkeypatch.setenv("QA_PRECISION", "int8")
    processor.write_text("flags\t\t: fpu\n")
    with pytest.raises(ModelError, match="no VNNI or AMX, choose auto"):
        precision(RANGES)


def test_the_shorter_texts_are_padded_with_zeros() -> None:
    inputs = padded([[5, 6, 7], [8]], [[0, 1, 1], [1]])
    assert inputs.tolist() == [
        [[5, 6, 7], [8, 0, 0]],
        [[1, 1, 1], [1, 0, 0]],
        [[0, 1, 1], [1, 0, 0]],
    ]
    assert padded([[5, 6]])[2].tolist() == [[0, 0]]
