"""What the processes of ``test_sqlite_processes.py`` do, each on its own.

python -m tests.cmdb.store.worker write URL NAME COUNT     write COUNT revisions, read between them
python -m tests.cmdb.store.worker flood URL SIZE           write one large batch after the other until killed
"""

from __future__ import annotations

import sys
from itertools import count

from cmdb.errors import ClaimTaken
from cmdb.model import Key
from cmdb.query import Query, Text
from cmdb.store import open_store
from tests.cmdb.store.contract.build import ME, NOW, batch, ci, claim, rel


def say(*words: object) -> None:
    """Tell the parent at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def write(url: str, name: str, times: str) -> None:
    """Write revisions, each with a node of its own and a claim that others want too; print what was won."""
    with open_store(url) as store:
        for number in range(int(times)):
            key = f"{name}-{number}"
            store.graph.apply(batch(ci(key, "word"), rel(key, key)), ME)
            try:
                contested = ci("contested", cls=name) if number % 7 == 0 else ci(f"{key}-claim")
                store.graph.apply(batch(contested._replace(claims=frozenset({claim(str(number))}))), ME)
                say("won", number)
            except ClaimTaken:
                pass
            store.side.put("t", key, number, now=NOW)
            assert store.graph.get([Key(key)])
            store.graph.find(Query(Text(("word",)), limit=5))
            store.graph.touch([Key(key)], NOW)


def flood(url: str, size: str) -> None:
    """Write large batches without end; print each number once it is committed."""
    with open_store(url) as store:
        for round_ in count():
            nodes = [ci(f"n{number}", f"round {round_}", x=round_) for number in range(int(size))]
            revision = store.graph.apply(batch(*nodes), ME)
            say(revision.number)


if __name__ == "__main__":
    {"write": write, "flood": flood}[sys.argv[1]](*sys.argv[2:])
