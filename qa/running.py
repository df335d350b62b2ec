"""What runs the models here, and in which number format."""

from __future__ import annotations

from index.models import weights_digest
from index.runtime import chosen_runtime, precision_of

__all__ = ["running", "running_reader"]


def running(model: object) -> dict[str, str]:
    """Return the `runtime` and the `precision` of an encoder or a reader.

    "unknown" for another implementation, which doesn't say.
    """
    return {name: str(getattr(model, name, "unknown")) for name in ("runtime", "precision")}


def running_reader() -> dict[str, str]:
    """Return the same of the reader that would be loaded, without loading it.

    Raises:
        ModelError: there is no such reader, or nothing to run it as asked.
    """
    from qa.reader.span_reader import find_reader

    folder = find_reader()
    runtime = chosen_runtime(folder)
    if runtime != "openvino":
        return {"runtime": runtime, "precision": "f32"}
    return {
        "runtime": runtime,
        "precision": precision_of(weights_digest(folder, variable="QA_READER")),
    }
