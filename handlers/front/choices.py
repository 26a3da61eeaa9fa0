"""What is known of forms in which something is being chosen: each choice builds on the one before.

A form carries what it is about in the view itself. Whoever chooses twice, or chooses and submits,
before the form is shown anew sends a view that does not know of the first choice; here it is known.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from handlers.slack_json import Json

_MOST_VIEWS = 500  # that are remembered; people have one before them for minutes


class Shown:
    """What this process knows of one view; read and changed by one choice after the other."""

    def __init__(self) -> None:
        self.keys: list[str] = []  # of the choices, in order
        self._became: dict[str, str] = {}  # how its hash went on
        self._built_on: set[str] = set()  # hashes with which choices came
        self._carried = ""  # by the newest form, shown or not

    def newest(self, view: Json) -> Json:
        """Return a view as somebody sent it, carrying what is carried by now."""
        is_older = view["hash"] in self._built_on or view["hash"] in self._became
        return {**view, "private_metadata": self._carried} if is_older else view

    def made(self, form: Json, view: Json) -> None:
        """Note the form that a choice in `view` has made."""
        self._carried = form["private_metadata"]
        self._built_on.add(view["hash"])

    def hash_after(self, known: str) -> str:
        """Return the hash that our own updates have made of one that Slack told."""
        while known in self._became:
            known = self._became[known]
        return known

    def became(self, known: str, new: str) -> None:
        """Note the hash that an update has made."""
        if new != known:
            self._became[known] = new


class Choices:
    """The views in which something was chosen lately."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, Shown] = OrderedDict()
        self._lock = Lock()

    def note(self, view_id: str, key: str) -> Shown | None:
        """Note a choice; return what is known of its view, or None if `key` came before."""
        with self._lock:
            shown = self._views.setdefault(view_id, Shown())
            self._views.move_to_end(view_id)
            if len(self._views) > _MOST_VIEWS:
                self._views.popitem(last=False)
            if key in shown.keys:
                return None
            shown.keys.append(key)
            return shown

    def newest(self, view: Json) -> Json:
        """Return a view as somebody submitted it, carrying what the choices before have made."""
        with self._lock:
            shown = self._views.get(view["id"])
        return shown.newest(view) if shown else view
