"""Boxes: sets of cells of a finite table, one set of values a side, and the algebra that proofs need.

A side is a bit mask of the values of one fact; a box is empty if any side is. No medicine here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Box: TypeAlias = tuple[int, ...]


def intersection(a: Box, b: Box) -> Box | None:
    """Give the cells that both boxes hold, or ``None``."""
    sides = tuple(x & y for x, y in zip(a, b, strict=True))
    return sides if all(sides) else None


def difference(box: Box, hole: Box) -> list[Box]:
    """Give the cells of a box outside another, as disjoint boxes."""
    if intersection(box, hole) is None:
        return [box]
    pieces: list[Box] = []
    inside = list(box)
    for side, (mine, cut) in enumerate(zip(box, hole, strict=True)):
        if outside := mine & ~cut:
            pieces.append((*inside[:side], outside, *box[side + 1 :]))
        inside[side] = mine & cut
    return pieces


def without(boxes: Iterable[Box], holes: Iterable[Box]) -> list[Box]:
    """Take several boxes out of several others; the result is as disjoint as ``boxes`` were."""
    left = list(boxes)
    for hole in holes:
        left = [piece for box in left for piece in difference(box, hole)]
    return left


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Join disjoint boxes that differ on one side only, until none do, so that a person reads fewer."""
    left = list(boxes)
    joined = True
    while joined:
        joined = False
        for number, box in enumerate(left):
            for other in left[number + 1 :]:
                differing = [side for side, (x, y) in enumerate(zip(box, other, strict=True)) if x != y]
                if len(differing) == 1:
                    side = differing[0]
                    left.remove(box)
                    left.remove(other)
                    left.append((*box[:side], box[side] | other[side], *box[side + 1 :]))
                    joined = True
                    break
            if joined:
                break
    return sorted(left, reverse=True)


def values_of(side: int) -> Iterator[int]:
    """Number the values that a side holds, from 0."""
    number = 0
    while side:
        if side & 1:
            yield number
        side >>= 1
        number += 1
