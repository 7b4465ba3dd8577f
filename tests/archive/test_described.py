"""What an e-arkiv is told of a package: every file, with its checksum, as METS and as PREMIS."""

from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

pytestmark = pytest.mark.slow
METS, XLINK = "{http://www.loc.gov/METS/}", "{http://www.w3.org/1999/xlink}"
CSIP = "{https://DILCIS.eu/XML/METS/CSIPExtensionMETS}"
PREMIS = "{http://www.loc.gov/premis/v3}"
THEIRS = "eark_validator"  # ships the schemas; it can't be installed beside our own libraries, so it may not be there


@pytest.fixture
def mets(folder):
    return etree.parse(folder / "METS.xml").getroot()


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_every_file_is_told_of_with_its_size_and_checksum(folder, mets):
    told = {file.find(f"{METS}FLocat").get(f"{XLINK}href"): file for file in mets.iter(f"{METS}file")}
    assert told.keys() == files_of(folder) - {"METS.xml", "metadata/premis.xml", "kontrollsummor-sha256.txt"}
    for name, file in told.items():
        content = (folder / name).read_bytes()
        assert file.get("CHECKSUMTYPE") == "SHA-256"
        assert (file.get("CHECKSUM"), int(file.get("SIZE"))) == (sha256(content).hexdigest(), len(content))
    premis = etree.parse(folder / "metadata" / "premis.xml").getroot()
    named = [one.text for one in premis.iter(f"{PREMIS}objectIdentifierValue")]
    assert sorted(named) == sorted(told)
    about = mets.find(f"{METS}amdSec/{METS}digiprovMD/{METS}mdRef")
    assert about.get("CHECKSUM") == sha256((folder / "metadata" / "premis.xml").read_bytes()).hexdigest()


def test_the_head_says_whose_it_is_and_what_made_it(mets):
    header = mets.find(f"{METS}metsHdr")
    assert header.get(f"{CSIP}OAISPACKAGETYPE") == "SIP"
    agents = {
        agent.get("ROLE"): (agent.find(f"{METS}name").text, agent.find(f"{METS}note").text)
        for agent in header.iter(f"{METS}agent")
    }
    assert agents["ARCHIVIST"] == ("Finsam Degerfors/Karlskoga", "ORG:222000-2279")
    assert agents["CREATOR"][0] == "Finsam"
    assert mets.get("PROFILE") == "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"


def test_identifiers_are_unique_and_what_is_pointed_at_is_there(mets):
    named = [one.get("ID") for one in mets.iter() if one.get("ID")]
    assert len(named) == len(set(named))
    pointers = {one.get("FILEID") for one in mets.iter(f"{METS}fptr")}
    pointers |= {one.get("ADMID") for one in mets.iter(f"{METS}div") if one.get("ADMID")}
    assert pointers <= set(named)


@pytest.mark.skipif(find_spec(THEIRS) is None, reason="the schemas are not installed")
def test_mets_is_valid_against_the_schema_of_csip(folder):
    (place,) = find_spec(THEIRS).submodule_search_locations
    schema = etree.XMLSchema(etree.parse(f"{place}/ipxml/resources/schema/mets.csip.local.v2-0.xsd"))
    schema.assertValid(etree.parse(folder / "METS.xml"))
