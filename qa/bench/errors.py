"""What keeps a measurement from being made.

GroundwireError
└── MeasurementError        a process or a page did not do what was to be timed
"""

from __future__ import annotations

from index.errors import GroundwireError

__all__ = ["MeasurementError"]


class MeasurementError(GroundwireError):
    """A process or a page did not do what was to be timed."""
