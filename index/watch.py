"""An index that follows its sources."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.build import build_index
from index.encoder import SentenceEncoder
from index.errors import ExtraMissingError, IndexLockedError, SourceError
from index.files import locate
from index.formats import Fields
from index.layout import default_index_path
from index.protocols import Encoder
from index.sync import found_files
from index.types import IndexReport, Progress

__all__ = ["watch_sources"]

logger = logging.getLogger(__name__)

SETTLE = 500  # milliseconds without a change before the files are read
RETRY = 2.0  # seconds to wait for another writer


def watch_sources(
    sources: Sequence[str | Path],
    path: str | Path | None = None,
    *,
    encoder: Encoder | None = None,
    fields: Fields | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Iterator[IndexReport]:
    """Index sources as `build_index` does, and again whenever a file of theirs changes.

    Yields a report for each time, until `stop` is set. What readers see is always a whole state. A
    source that is gone for a while, or holds nothing, is waited for, once the first build is done.

    Raises:
        ExtraMissingError: watchfiles is not installed.
        What `build_index` raises, but for IndexLockedError: another writer is waited for.
    """
    try:
        from watchfiles import watch
    except ImportError as error:
        raise ExtraMissingError(
            'following sources needs the watch extra: pip install "groundwire[watch]"'
        ) from error
    path = Path(path) if path else default_index_path()
    own = Path(locate(path)).resolve()
    encoder, stop = encoder or SentenceEncoder(), stop or threading.Event()
    found_files(sources, exclude=path)  # a misspelled name is told before all around it is watched
    roots = sorted({_watchable(Path(locate(source))) for source in sources})
    is_built = False
    while not stop.is_set():
        there = _there(roots)
        if not there:
            stop.wait(SETTLE / 1000)
            continue
        changes = watch(
            *there,
            watch_filter=lambda _, name: not Path(name).resolve().is_relative_to(own),
            step=SETTLE,
            stop_event=stop,
            yield_on_timeout=True,
            rust_timeout=SETTLE,
        )
        pending = True  # the first turn comes once all is watched: what changes later isn't missed
        for changed in changes:
            if _there(roots) != there or any(Path(name) in there for _, name in changed):
                break  # a folder that is gone and came again isn't watched any more
            pending = pending or bool(changed)
            if not pending:
                continue
            try:
                yield build_index(sources, path, encoder=encoder, fields=fields, progress=progress)
                pending, is_built = False, True
            except IndexLockedError as error:
                logger.warning("%s; trying again", error)
                stop.wait(RETRY)
            except SourceError as error:
                if not is_built:
                    raise
                logger.warning("%s", error)
                pending = False


def _there(roots: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Return the folders that exist, and which they are: one that comes again may be another."""
    there = {}
    for root in roots:
        with suppress(OSError):
            status = root.stat()
            there[root] = status.st_dev, status.st_ino
    return there


def _watchable(source: Path) -> Path:
    """Return the folder to watch for a file, a folder or a pattern."""
    while not source.is_dir():
        source = source.parent
    return source
