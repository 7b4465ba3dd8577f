"""The package described for an e-arkiv: METS as FGS Paketstruktur 2.0 (E-ARK CSIP 2.1.0) asks, and PREMIS 3.0 beside it.

What of the specification isn't followed is said in docs/decisions/0027-year-packages.md and in the package's own README.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree

METS_PLACE, PREMIS_PLACE = "METS.xml", "metadata/premis.xml"
METS, XLINK, XSI = (
    "http://www.loc.gov/METS/",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2001/XMLSchema-instance",
)
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
PREMIS = "http://www.loc.gov/premis/v3"
PROFILE = "https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml"
SCHEMAS = "http://www.loc.gov/METS/ http://www.loc.gov/standards/mets/mets.xsd"
PREMIS_SCHEMAS = "http://www.loc.gov/premis/v3 http://www.loc.gov/standards/premis/premis.xsd"
TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html",
    ".json": "application/json",
    ".csv": "text/csv",
    ".xml": "application/xml",
    ".md": "text/markdown",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".py": "text/plain",
    ".se": "text/plain",
    ".jsonl": "text/plain",
}
DOCUMENTATION = ("LAS-MIG.md", "kontrollera.py", "paket.json", "bevarande/")
GROUPS = (("dokumentation", "Documentation"), ("innehall", "Representations/arspaket"))
_PREFIXES = {"mets": METS, "xlink": XLINK, "xsi": XSI, "csip": CSIP, "premis": PREMIS}

Files = Mapping[str, bytes]


def described(told: Mapping[str, Any], files: Files) -> dict[str, bytes]:
    """The two descriptions of the files of a package."""
    for prefix, namespace in _PREFIXES.items():
        ElementTree.register_namespace(prefix, namespace)
    premis = _premis(told, files)
    return {PREMIS_PLACE: premis, METS_PLACE: _mets(told, files, premis)}


def mime_type(name: str) -> str:
    """What kind of file a name is."""
    return TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")


def _when(told: Mapping[str, Any]) -> str:
    return datetime.fromisoformat(told["as_of"]).isoformat(timespec="seconds")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    """A child in its parent's namespace."""
    namespace = parent.tag[1:].partition("}")[0]
    child = ElementTree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    child.text = text or None
    return child


def _text(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _of_file(content: bytes, name: str, when: str) -> dict[str, str]:
    """What METS says of a file, where it stands."""
    return {
        "MIMETYPE": mime_type(name),
        "SIZE": str(len(content)),
        "CREATED": when,
        "CHECKSUM": sha256(content).hexdigest(),
        "CHECKSUMTYPE": "SHA-256",
    }


def _at(name: str) -> dict[str, str]:
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": name}


def _mets(told: Mapping[str, Any], files: Files, premis: bytes) -> bytes:
    when = _when(told)
    root = ElementTree.Element(
        f"{{{METS}}}mets",
        {
            "OBJID": f"{told['forbund']}-arspaket-{told['year']}-{told['rendition']}",
            "LABEL": f"Årspaketet {told['year']}, {told['name']}",
            "TYPE": "Mixed",
            "PROFILE": PROFILE,
            f"{{{CSIP}}}CONTENTINFORMATIONTYPE": "MIXED",
            f"{{{XSI}}}schemaLocation": SCHEMAS,
        },
    )
    header = ElementTree.SubElement(
        root,
        f"{{{METS}}}metsHdr",
        {"CREATEDATE": when, "RECORDSTATUS": "NEW", f"{{{CSIP}}}OAISPACKAGETYPE": "SIP"},
    )
    program, _, version = str(told["program"]).partition(" ")
    _agent(header, program, ("SOFTWARE VERSION", version), ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE")
    number = str(told["org_nr"])
    _agent(
        header,
        str(told["name"]),
        ("IDENTIFICATIONCODE", f"ORG:{number}") if number else None,
        ROLE="ARCHIVIST",
        TYPE="ORGANIZATION",
    )
    provenance = _add(_add(root, "amdSec", ID="administrativt"), "digiprovMD", ID="premis", STATUS="CURRENT")
    about = {**_at(PREMIS_PLACE), "MDTYPE": "PREMIS", **_of_file(premis, PREMIS_PLACE, when)}
    ElementTree.SubElement(provenance, f"{{{METS}}}mdRef", about)
    section = _add(root, "fileSec", ID="filer")
    groups = {}
    for key, use in GROUPS:
        groups[key] = _add(section, "fileGrp", ID=key, USE=use)
    groups["innehall"].set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", "MIXED")
    for place, (name, content) in enumerate(sorted(files.items()), 1):
        group = groups["dokumentation" if name.startswith(DOCUMENTATION) else "innehall"]
        file = _add(group, "file", ID=f"fil-{place:04}", **_of_file(content, name, when))
        ElementTree.SubElement(file, f"{{{METS}}}FLocat", _at(name))
    structure = _add(root, "structMap", ID="struktur", TYPE="PHYSICAL", LABEL="CSIP")
    whole = _add(structure, "div", ID="paket", LABEL=f"{told['forbund']}-arspaket-{told['year']}")
    _add(whole, "div", ID="del-metadata", LABEL="Metadata", ADMID="premis")
    for key, label in (("dokumentation", "Documentation"), ("innehall", "Representations")):
        _add(_add(whole, "div", ID=f"del-{key}", LABEL=label), "fptr", FILEID=key)
    return _text(root)


def _agent(header: ElementTree.Element, name: str, note: tuple[str, str] | None, **attributes: str) -> None:
    agent = _add(header, "agent", **attributes)
    _add(agent, "name", name)
    if note is not None:
        kind, text = note
        said = _add(agent, "note", text)
        said.set(f"{{{CSIP}}}NOTETYPE", kind)


def _premis(told: Mapping[str, Any], files: Files) -> bytes:
    root = ElementTree.Element(
        f"{{{PREMIS}}}premis", {"version": "3.0", f"{{{XSI}}}schemaLocation": PREMIS_SCHEMAS}
    )
    for name, content in sorted(files.items()):
        thing = _add(root, "object")
        thing.set(f"{{{XSI}}}type", "premis:file")
        _identified(thing, "object", "local", name)
        traits = _add(thing, "objectCharacteristics")
        fixity = _add(traits, "fixity")
        _add(fixity, "messageDigestAlgorithm", "SHA-256")
        _add(fixity, "messageDigest", sha256(content).hexdigest())
        _add(traits, "size", str(len(content)))
        _add(_add(_add(traits, "format"), "formatDesignation"), "formatName", mime_type(name))
    event = _add(root, "event")
    _identified(event, "event", "local", "export")
    _add(event, "eventType", "creation")
    _add(event, "eventDateTime", _when(told))
    detail = f"Uppgifterna som de var när ändringsloggen slutade med länk {told['head']['number']}."
    _add(_add(event, "eventDetailInformation"), "eventDetail", detail)
    by = _add(event, "linkingAgentIdentifier")
    _add(by, "linkingAgentIdentifierType", "local")
    _add(by, "linkingAgentIdentifierValue", str(told["program"]))
    agent = _add(root, "agent")
    _identified(agent, "agent", "local", str(told["program"]))
    _add(agent, "agentName", "Finsam")
    _add(agent, "agentType", "software")
    return _text(root)


def _identified(thing: ElementTree.Element, what: str, kind: str, value: str) -> None:
    identifier = _add(thing, f"{what}Identifier")
    _add(identifier, f"{what}IdentifierType", kind)
    _add(identifier, f"{what}IdentifierValue", value)
