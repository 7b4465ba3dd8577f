"""Gunicorn's settings beside its command line: `--config python:finsam.operations.gunicorn`.

Its processes each count for themselves; where PROMETHEUS_MULTIPROC_DIR names a folder, /matt/ tells the sum of them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

logger_class = "finsam.core.logs.GunicornLogger"


def on_starting(server: Any) -> None:
    """Begin to count anew: what the processes of an earlier start have left isn't theirs."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for left in Path(folder).glob("*.db"):
            left.unlink()


def child_exit(server: Any, worker: Any) -> None:
    """What only tells of a living process goes with it."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
