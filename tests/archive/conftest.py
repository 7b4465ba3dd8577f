"""The packages that several tests look at."""

import pytest

from tests.archive.packed import Packed, make, unpacked
from tests.conftest import for_a_module


@pytest.fixture(scope="package")
def packed(django_db_setup, django_db_blocker, tmp_path_factory) -> Packed:
    """The packages, after all that they were made of is gone again."""
    with for_a_module(django_db_blocker):
        return make(tmp_path_factory.mktemp("bokforing"))


@pytest.fixture
def folder(packed, tmp_path):
    """The inner package in a folder of its own."""
    return unpacked(packed.inner, tmp_path)
