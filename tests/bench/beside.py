"""Desks of several sizes side by side, each in a process of its own: the same is typed in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.bench.desks import Apart, apart
from tests.bench.made_up import Desk
from tests.bench.side_by_side import Act, at_sizes, tell_sizes


@dataclass(frozen=True)
class Beside:
    """Desks on one kind of database by the names of their sizes, the smallest first."""

    kind: str
    desks: Mapping[str, Apart]

    def __iter__(self) -> Iterator[Apart]:
        """The desks, the smallest first."""
        return iter(self.desks.values())

    def tell(self, what: str, acts: Iterable[Act], rounds: int) -> None:
        """Let each desk do its act in turn, and print what it takes to its answer, and of CPU."""
        before = [desk.used().cpu for desk in self]
        measured = at_sizes(list(acts), rounds)
        after = [desk.used().cpu for desk in self]
        tell_sizes(f"{what}, {self.kind}", measured, list(self.desks))
        each = (1000 * (b - a) / (rounds + 1) for a, b in zip(before, after, strict=True))
        self._say("  CPU", (f"{taken:8.2f} ms" for taken in each))

    def tell_memory(self) -> None:
        """Print what memory each desk has, and had at most."""
        used = (desk.used() for desk in self)
        told = (f"{each.memory:.0f} MB (at most {each.most_memory:.0f})" for each in used)
        self._say("  memory afterwards", told)

    def _say(self, what: str, told: Iterable[str]) -> None:
        said = (f"{name} {each}" for name, each in zip(self.desks, told, strict=True))
        print(f"{what:44} {'   '.join(said)}")


@contextmanager
def beside(kind: str, sizes: Mapping[str, Desk]) -> Iterator[Beside]:
    """Serve desks of several sizes, the smallest first."""
    with ExitStack() as stack:
        each = {name: stack.enter_context(apart(kind, desk)) for name, desk in sizes.items()}
        yield Beside(kind, each)
