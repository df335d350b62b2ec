"""Pictures of measurements, with matplotlib, which is loaded only to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qa.evaluation.errors import MissingExtraError
from qa.evaluation.run import refused

__all__ = ["bars", "curves"]

_COLOURS = "#1f4e8c #c8692c #4c8a57 #8a4c83 #b39b2e #5aa0b8 #7d5a44 #808080".split()


def bars(path: Path, title: str, unit: str, series: Mapping[str, Mapping[str, float]]) -> None:
    """Draw a bar for each name, of each series beside one another, and write it as PNG.

    Args:
        unit: what the lengths are.
        series: values by name, for each thing compared; a name missing from one has no bar there.

    Raises:
        MissingExtraError: matplotlib is not installed.
        OutputFolderError: the file cannot be written.
    """

    def draw(axes: Any) -> None:
        names = list(dict.fromkeys(name for values in series.values() for name in values))
        height = 0.8 / len(series)
        for number, (label, values) in enumerate(series.items()):
            aside = (number - (len(series) - 1) / 2) * height
            at = [names.index(name) + aside for name in values]
            drawn = axes.barh(
                at,
                list(values.values()),
                height,
                label=label,
                color=_COLOURS[number % len(_COLOURS)],
            )
            axes.bar_label(drawn, fmt="%.3g", padding=3, fontsize=8)
        axes.set_yticks(range(len(names)), names)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set(title=title, xlabel=unit)
        if len(series) > 1:
            axes.legend(frameon=False)

    _written(path, draw)


def curves(
    path: Path,
    title: str,
    axes_names: tuple[str, str],
    series: Mapping[str, Sequence[tuple[float, float]]],
    *,
    logarithmic: bool = False,
) -> None:
    """Draw a line through the points of each series, and write it as PNG.

    Args:
        axes_names: what lies along the axes of x and y.
        series: points (x, y) by label.
        logarithmic: both axes; points not above 0 are left out.

    Raises:
        MissingExtraError, OutputFolderError: as `bars`.
    """

    def draw(axes: Any) -> None:
        for number, (label, points) in enumerate(series.items()):
            shown = [(x, y) for x, y in points if not logarithmic or (x > 0 and y > 0)]
            if shown:
                xs, ys = zip(*shown, strict=True)
                axes.plot(xs, ys, marker="o", label=label, color=_COLOURS[number % len(_COLOURS)])
        if logarithmic:
            axes.set(xscale="log", yscale="log")
        else:
            axes.set_ylim(0, None)
        places = sorted({x for points in series.values() for x, _ in points})
        axes.set_xticks(places, [f"{place:,.0f}" for place in places])
        axes.set_xticks([], minor=True)
        axes.set(title=title, xlabel=axes_names[0], ylabel=axes_names[1])
        if len(series) > 1:
            axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))

    _written(path, draw)


def _written(path: Path, draw: Callable[[Any], None]) -> None:
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise MissingExtraError(
            f"{path.name} was not drawn, matplotlib is missing: pip install matplotlib"
        ) from error
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    try:
        draw(axes)
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, dpi=120)
    except OSError as error:
        raise refused(path.parent, error) from error
    finally:
        plt.close(figure)
