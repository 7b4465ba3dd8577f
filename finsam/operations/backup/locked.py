"""Encryption with a public key, so that where a backup is made nobody can read it: age, by the library pyrage.

A recipient is `age1…` or a line of an SSH public key; the identity that opens it is a file that lies elsewhere.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from finsam.operations.backup import Refused

BEGINS = b"age-encryption.org/v1"


def recipients(text: str) -> list[Any]:
    """Those who are to be able to open a backup, separated by commas or line breaks. Raises Refused for what is none."""
    known: list[Any] = []
    for said in re.split(r"[,\n]", text):
        if not (name := said.strip()):
            continue
        if name.upper().startswith("AGE-SECRET-KEY"):
            raise Refused("Mottagaren är en hemlig nyckel. Ange den publika, som börjar med age1.")
        try:
            read = pyrage.ssh.Recipient if name.startswith("ssh-") else pyrage.x25519.Recipient
            known.append(read.from_str(name))
        except pyrage.RecipientError as error:
            raise Refused(
                f"Mottagaren {name} är varken en age-nyckel (age1…) eller en publik SSH-nyckel."
            ) from error
    return known


def identities(path: Path) -> list[Any]:
    """The secret keys of a file: age's own, or one of SSH's. Raises Refused where there is none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refused(f"Nyckelfilen {path} går inte att läsa: {error.strerror}.") from error
    try:
        if b"PRIVATE KEY-----" in raw:
            return [pyrage.ssh.Identity.from_buffer(raw)]
        lines = (line.strip() for line in raw.decode().splitlines())
        known = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise Refused(
            f"{path} är ingen hemlig nyckel från age eller SSH, eller är skyddad av en lösenfras."
        ) from error
    if not known:
        raise Refused(f"{path} har ingen nyckel.")
    return known


@contextmanager
def encrypting(target: BinaryIO, to: list[Any]) -> Iterator[Any]:
    """Where to write what is to be encrypted to somebody; the target itself where it is to nobody."""
    if not to:
        yield target
        return
    inlet, outlet = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(inlet, "rb") as plain:
            try:
                pyrage.encrypt_io(plain, target, to)
            except BaseException as error:
                failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        with os.fdopen(outlet, "wb", buffering=1 << 16) as stream:
            yield stream
    except BrokenPipeError:
        worker.join()
        if not failed:
            raise
    finally:
        worker.join()
    if failed:
        raise failed[0]


@contextmanager
def opened(file: BinaryIO, identity: Path | None) -> Iterator[BinaryIO]:
    """A backup's own bytes, decrypted where it is encrypted. Raises Refused where the key doesn't open it."""
    file.seek(0)
    encrypted = file.read(len(BEGINS)) == BEGINS
    file.seek(0)
    if not encrypted:
        yield file
        return
    if identity is None:
        raise Refused("Säkerhetskopian är krypterad. Ange den hemliga nyckelns fil med --identity.")
    keys = identities(identity)
    inlet, outlet = os.pipe()
    failed: list[BaseException] = []

    def work() -> None:
        with os.fdopen(outlet, "wb", buffering=0) as plain:
            try:
                pyrage.decrypt_io(file, plain, keys)
            except BaseException as error:
                failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        try:
            with os.fdopen(inlet, "rb") as stream:
                yield stream
        finally:
            worker.join()
    except Refused as error:  # what came out ended too early, or made no sense
        if failed:
            raise Refused(_said(failed[0], identity)) from error
        raise
    if failed:
        raise Refused(_said(failed[0], identity)) from failed[0]


def _said(error: BaseException, identity: Path) -> str:
    if "No matching keys" in str(error):
        return f"Nyckeln i {identity} öppnar inte säkerhetskopian: den är krypterad till någon annan. Ingenting är återläst."
    return "Den krypterade filen är ändrad eller avbruten. Ingenting är återläst."
