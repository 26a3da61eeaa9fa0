"""Programs run as processes of their own: how long each takes, its CPU, and its memory at most."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.serving import ROOT

# A process says itself what it had at most: the system counts in what has begun it.
_SAYS_WHAT_IT_USED = (
    "import runpy, sys, time\n"
    "sys.argv.pop(0)\n"
    "try:\n"
    "    runpy.run_path(sys.argv[0], run_name='__main__')\n"
    "finally:\n"
    "    sys.stderr.write(open('/proc/self/status').read())\n"
    "    sys.stderr.write(f'CPU: {time.process_time()} s')\n"
)


@dataclass(frozen=True)
class Ran:
    """How many seconds a process took, in all and of processor, and its megabytes at most."""

    seconds: float
    cpu: float
    memory: float


def desk(url: str, *words: str) -> Ran:
    """Run `python -m slackapp` with these words on a database."""
    environ = {**os.environ, "DATABASE_URL": url}
    return _run([str(ROOT / "slackapp" / "__main__.py"), *words], environ=environ)


def alone(file: str, given: bytes) -> Ran:
    """Run a file that reads what is given, apart from the environment and all else here."""
    return _run([file], "-I", given=given)


def tell(what: str, ran: Sequence[Ran], names: Sequence[str]) -> None:
    """Print the same program's runs at each size, and how many times the smallest's each takes."""
    told = (
        f"{name} {each.seconds:.2f} s ({each.seconds / ran[0].seconds:.1f} ×),"
        f" CPU {each.cpu:.2f} s, {each.memory:.0f} MB"
        for name, each in zip(names, ran, strict=True)
    )
    print(f"{what:44} {'   '.join(told)}")


def _run(
    words: list[str], *flags: str, given: bytes = b"", environ: Mapping[str, str] | None = None
) -> Ran:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *flags, "-c", _SAYS_WHAT_IT_USED, *words],
        input=given,
        env=environ,
        cwd=ROOT,
        capture_output=True,
    )
    took = time.perf_counter() - began
    assert done.returncode == 0, done.stderr.decode()
    used = re.search(rb"VmHWM:\s+(\d+) kB.*CPU: (\S+) s", done.stderr, re.DOTALL)
    assert used is not None
    return Ran(took, float(used[2]), int(used[1]) / 1024)
