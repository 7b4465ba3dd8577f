"""Kill the site again and again while people write in it, and try what is left. Ends with 1 where something doesn't hold.

    python -m tools.kills --count 200 --seed 1                  on SQLite
    python -m tools.kills --count 200 --seed 1 --postgres       on a PostgreSQL of its own, which is killed too
    python -m tools.kills --count 10 --ready                    in the database of DATABASE_URL, which is filled and may be lost

Whatever was drawn by lot can be drawn again by the same seed: who is about, what is killed, and when. `--log` is a file for
people: a line for each kill.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

import django


def main() -> None:
    """Kill, and tell."""
    parser = argparse.ArgumentParser(prog="make kills ARGS=…", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--latest", type=float, default=4.0, help="seconds from the first request to a kill, at most"
    )
    parser.add_argument("--postgres", action="store_true", help="a server of its own, which is killed too")
    parser.add_argument(
        "--ready", action="store_true", help="write in DATABASE_URL, which has the förbund of the demo"
    )
    parser.add_argument("--log", type=Path, help="where the lines are written besides")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended then too
    with tempfile.TemporaryDirectory(prefix="finsam-kills.", ignore_cleanup_errors=True) as scratch:
        sys.exit(1 if run(asked, Path(scratch)) else 0)


def run(asked: argparse.Namespace, folder: Path) -> bool:
    """Prepare and kill; whether something didn't hold."""
    from tools.bench.processes import environment
    from tools.kills.site import Postgres

    for name in ("tmp", "static", "letters", "cache"):
        (folder / name).mkdir()
    server = Postgres(folder) if asked.postgres else None
    database = os.environ["DATABASE_URL"] if asked.ready else f"sqlite:///{folder / 'finsam.sqlite3'}"
    settings = environment(folder, server.address if server else database, 8000)
    settings |= {"DJANGO_SETTINGS_MODULE": "tools.kills.settings", "FINSAM_KILLS": str(folder)}
    os.environ.update(settings)
    try:
        django.setup()
        from tools.kills.rounds import Rounds

        with (asked.log or Path(os.devnull)).open("w", encoding="utf-8") as log:

            def say(line: str) -> None:
                for place in (sys.stdout, log):
                    place.write(f"{line}\n")
                    place.flush()

            return Rounds(folder, server, seed=asked.seed, latest=asked.latest, say=say).run(
                asked.count, ready=asked.ready
            )
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()
