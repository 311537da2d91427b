"""Does work wait for itself? Tasks that are each after the other, told by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

__all__ = ["circle"]


def circle(after: Mapping[str, Iterable[str]]) -> Sequence[str]:
    """Return ids that wait for each other, the first once more at the end; none where there is an order.

    ``after`` holds for each id those that it waits for; what is no key of it is taken as done.
    """
    left = {name: tuple(after[name]) for name in after}
    while free := [name for name, others in left.items() if not any(each in left for each in others)]:
        for name in free:
            del left[name]
    if not left:
        return ()
    path = [min(left)]
    while path.count(path[-1]) == 1:
        path.append(min(each for each in left[path[-1]] if each in left))
    return path[path.index(path[-1]) :]
