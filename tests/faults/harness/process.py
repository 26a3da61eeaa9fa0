"""A process of the desk's, which is ended by its own handle."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from tests.serving import free_port
from tests.waiting import waits_until

BEGINS_WITHIN = 60.0  # seconds
ENDS_WITHIN = 20.0  # seconds


class Process:
    """A process of the desk's that can be started again after whatever was done to it."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        environ: Mapping[str, str],
        folder: Path,
        is_ready: Callable[[], bool],
    ) -> None:
        """`is_ready` tells whether one that serves does; `folder` is where it and its log are."""
        self._arguments = arguments
        self._environ = environ
        self._folder = folder
        self._is_ready = is_ready
        self.log = folder / f"{free_port()}.log"
        self.running: subprocess.Popen[bytes]

    def start(self, *, waits: bool = True) -> None:
        """Start it (again); return when it does what it is for, if that is waited for."""
        self._said: IO[bytes] = self.log.open("ab")
        self._begins_at = self._said.tell()
        self.running = subprocess.Popen(
            [sys.executable, *self._arguments],
            cwd=self._folder,
            env=self._environ,
            stderr=self._said,
        )
        if waits:
            self.waits()

    def waits(self) -> None:
        """Wait until it does what it is for."""
        waits_until(lambda: self.is_up or not self.lives, BEGINS_WITHIN)
        assert self.lives, self.said

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self.running.poll() is None

    @property
    def is_up(self) -> bool:
        """Whether it does what it is for."""
        if "serve" in self._arguments:
            return self._is_ready()
        return "the worker works" in self.said

    @property
    def said(self) -> str:
        """Its log since it was started last."""
        return self.log.read_bytes()[self._begins_at :].decode()

    def may_open(self, files: int) -> None:
        """Let it have no more than so many files open, as where that can't be raised."""
        resource.prlimit(self.running.pid, resource.RLIMIT_NOFILE, (files, files))

    @property
    def most_memory(self) -> float:
        """The most memory that it has had, in MB."""
        status = Path(f"/proc/{self.running.pid}/status").read_text(encoding="ascii")
        [most] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
        return int(most.split()[1]) / 1000

    def kill(self) -> None:
        """End it at once, as the kernel does when memory is short."""
        self.running.kill()
        self.running.wait()
        self._said.close()

    def end(self) -> None:
        """Ask it to end, as an orchestrator does, who kills what does not."""
        self.running.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(ENDS_WITHIN)
        self.kill()

    def pause(self) -> None:
        """Let it stand still, as a virtual machine that is moved."""
        self.running.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self.running.send_signal(signal.SIGCONT)
