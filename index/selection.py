"""Which rows of a segment a search may find, in every shape that one of its parts wants."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from index.types import Ids, Mask

__all__ = ["Selection"]


class Selection:
    """The rows where `mask`, of shape (n,), is true. It never changes, so what is made is kept."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    def __len__(self) -> int:
        """Return how many rows are selected."""
        return self._count

    @cached_property
    def _count(self) -> int:
        return int(np.count_nonzero(self.mask))

    @cached_property
    def rows(self) -> Ids:
        """Ascending."""
        return np.flatnonzero(self.mask).astype(np.int64)

    @cached_property
    def bits(self) -> npt.NDArray[np.uint8]:
        """One bit a row, the first in the lowest of the first byte, as FAISS reads them."""
        return np.packbits(self.mask, bitorder="little")
