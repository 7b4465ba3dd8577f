"""What a child of its own is asked to do. The child has read no settings, so nothing here knows a model."""

import os
import signal
import time


def doubled(number, tell):
    tell("halfway")
    return 2 * number


def wrong(number, tell):
    raise ValueError(f"not {number}")


def endless(number, tell):
    while True:
        time.sleep(1)


def greedy(number, tell):
    return len(bytearray(number * 1_000_000_000))


def killed(number, tell):
    os.kill(os.getpid(), signal.SIGKILL)


def endless_drawing(html, assets, made, tell):
    endless(0, tell)


def greedy_drawing(html, assets, made, tell):
    return greedy(2, tell)
