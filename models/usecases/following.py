"""What follows from whatever a turn has changed, by whichever door somebody came.

Nobody has to remember it: each looks at the rows of the turn, in the transaction that has them.
"""

from __future__ import annotations

from models.usecases import open_homes
from models.usecases.books import closing
from models.usecases.channels import posts, queues, threads
from models.usecases.paging import attempts, boards
from models.usecases.reports import offers, waiting
from models.usecases.turn import Follower

FOLLOWERS: tuple[Follower, ...] = (
    closing.follow,
    posts.follow,
    queues.follow,
    threads.follow,
    boards.follow,
    attempts.follow,
    waiting.follow,
    offers.follow,
    open_homes.follow,
)
