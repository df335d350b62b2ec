"""Which segments to join, so that they stay few and each passage is rewritten seldom.

Sizes that grow geometrically, as in a log-structured merge (O'Neil et al., 1996): a segment is
joined with all smaller ones once these hold half as much as it does. So n passages lie in at most
some log3(n) segments, and each is rewritten about as often.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["to_merge"]

DEAD = 0.25  # share of a segment's passages that are gone, above which it is written anew


def to_merge(sizes: Mapping[str, tuple[int, int]]) -> list[str]:
    """Return the names of segments to join into one, smallest first; [] for none.

    Args:
        sizes: by name, how many passages a segment holds, and how many of them are there still.
    """
    ordered = sorted(sizes, key=lambda name: (sizes[name][1], name))
    before = last = 0
    for place, name in enumerate(ordered):
        alive = sizes[name][1]
        if place and 2 * before >= alive:
            last = place + 1
        before += alive
    wasteful = {name for name, (held, alive) in sizes.items() if held - alive > DEAD * held}
    return [name for place, name in enumerate(ordered) if place < last or name in wasteful]
