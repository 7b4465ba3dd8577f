"""A cache of files on a disk that is full, or can't be written, fails no page."""

import errno
import os
import tempfile
import time

import pytest

from finsam.core.caching.files import ForgivingFileBasedCache


@pytest.fixture
def cache(tmp_path):
    return ForgivingFileBasedCache(str(tmp_path / "cache"), {})


def test_what_is_put_there_is_found(cache):
    cache.set("name", [1, 2])
    assert cache.get("name") == [1, 2]
    assert "name" in cache
    assert cache.delete("name") is True
    assert cache.get("name", "none") == "none"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_can_not_be_written_is_forgotten_and_said_once(cache, monkeypatch, caplog, number):
    def refused(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("finsam.core.caching.files._told", [-60.0])
    monkeypatch.setattr(tempfile, "mkstemp", refused)
    for _ in range(3):
        cache.set("name", "value")
        assert cache.add("name", "value") in (True, False)
        assert cache.get("name") is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert os.strerror(number) in caplog.text


def test_a_place_that_is_no_folder_is_an_empty_cache(tmp_path):
    (tmp_path / "cache").write_text("a file")
    cache = ForgivingFileBasedCache(str(tmp_path / "cache"), {})
    cache.set("name", "value")
    assert cache.get("name", "none") == "none"
    assert "name" not in cache
    assert cache.touch("name") is False
    cache.clear()


def test_a_file_that_was_cut_short_is_not_there(cache, tmp_path):
    cache.set("name", "value")
    (file,) = (tmp_path / "cache").glob("*.djcache")
    file.write_bytes(file.read_bytes()[:-3])
    assert cache.get("name", "none") == "none"


def test_what_somebody_who_was_killed_was_writing_is_taken_away(cache, tmp_path):
    for name in ("tmpold", "tmpnew"):
        (tmp_path / "cache").mkdir(exist_ok=True)
        (tmp_path / "cache" / name).write_text("half")
    hours_ago = time.time() - 2 * 60 * 60
    os.utime(tmp_path / "cache" / "tmpold", (hours_ago, hours_ago))
    ForgivingFileBasedCache(str(tmp_path / "cache"), {})
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["tmpnew"]
