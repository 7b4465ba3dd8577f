"""Statistics as they stand in a förbund's files."""

from finsam.core.tenancy.scope import inside
from finsam.demo.loader import Loader
from finsam.facts.book import Book

FORBUND = """
core.forbund: {key: sodra-an, name: Finsam Södra ån, short_name: Södra ån}
core.fiscalyear: [{year: 2023}]
plans.insats: [{key: vagledarna, name: Vägledarna}]
followup.measure:
  - {key: deltagare, name: Deltagare}
  - {key: alder, name: Ålder}
followup.binset:
  - key: alder-2023
    name: Ålder
    unit: år
    bins:
      - {key: 16-24, name: 16–24, low: 16, high: 24}
      - {key: 25-65, name: 25–65, low: 25, high: 65}
"""
STATISTICS = """
year: 2023
followup.stattable:
  - insats: vagledarna
    measure: deltagare
    population: pagaende
    status: klar
    values: [{sex: kvinna, value: 114}, {sex: man, value: 69}]
  - insats: vagledarna
    measure: alder
    population: pagaende
    bin_set: alder-2023
    values:
      - {bin: alder-2023/16-24, value: 39}
      - {bin: alder-2023/25-65, value: 144, qualifier: ca}
followup.event:
  - {name: Vändpunkter, attendance: 70, qualifier: ca, insats: vagledarna, text: <p>En kväll.</p>}
"""


def test_a_forbunds_statistics_are_read_from_its_files(db, tmp_path):
    (tmp_path / "forbund.yaml").write_text(FORBUND)
    (tmp_path / "uppfoljning-2023.yaml").write_text(STATISTICS)
    forbund = Loader(tmp_path).load()
    with inside(forbund):
        book = Book(forbund, 2023)
        assert book["stat.vagledarna.deltagare.pagaende@0"].value == 183
        assert book["stat.vagledarna.alder.pagaende.25-65@0"].qualifier == "ca"
        assert book["handelse.vandpunkter.antal@0"].value == 70
