"""`make bench`: a line per promise, and 1 at the end when one isn't kept."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

import django


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--only", default="", help="only lines whose group has this in its name")
    parser.add_argument("--forbund", type=int, default=80)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--long", action="store_true", help="memory over ten thousand requests too")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended then too
    with tempfile.TemporaryDirectory(prefix="finsam-bench.") as scratch:
        failed = run(asked, Path(scratch))
    sys.exit(1 if failed else 0)


def run(asked: argparse.Namespace, folder: Path) -> int:
    """Prepare, measure group after group, and return how many lines failed."""
    from tools.bench import processes

    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    os.environ.update(processes.environment(folder, f"{server}/finsam", 8000))
    django.setup()
    from tools.bench import groups

    failed = 0
    for line in groups.measure(asked, folder, server):
        say(str(line))
        failed += not line.ok
    return failed


def say(text: str) -> None:
    """A line to whoever waits."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
