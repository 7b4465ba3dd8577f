"""SIE files of our own making: a small year of a made-up förbund, row by row, so that a test can change any of them."""

YEAR = """#FLAGGA 0
#PROGRAM "Provboken" 1.0
#FORMAT PC8
#GEN 20240115 "AB"
#SIETYP 4
#ORGNR 222000-1234
#FNAMN "Samordningsförbundet Norra Ån"
#RAR 0 20230101 20231231
#RAR -1 20220101 20221231
#VALUTA SEK
#KONTO 1930 "Bank"
#KONTO 3010 "Bidrag från medlemmar"
#KONTO 4510 "Köp av insatser"
#DIM 6 "Projekt"
#OBJEKT 6 "100" "Spåret"
#IB 0 1930 500
#UB 0 1930 900.50
#RES 0 3010 -1000
#RES 0 4510 599.50
"""
VOUCHERS = """#VER A 1 20230115 "Bidrag från Kalle"
{
#TRANS 1930 {} 1000
#TRANS 3010 {} -1000
}
#VER A 2 20230228 "Faktura"
{
#TRANS 4510 {6 "100"} 599.50 20230228 "Stöd till Kalle"
#TRANS 1930 {} -599.50
}
"""


def sie(
    *, without: str = "", change: dict[str, str] | None = None, more: str = "", vouchers: str = VOUCHERS
) -> str:
    """The year's file without the rows that begin with a label, with texts changed, and with rows added at the end."""
    rows = [row for row in YEAR.splitlines() if not (without and row.startswith(without))]
    text = "\n".join(rows) + "\n" + vouchers + more
    for old, new in (change or {}).items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def written(text: str, encoding: str = "cp437") -> bytes:
    """The file's bytes, with the line ends that most programs write."""
    return text.replace("\n", "\r\n").encode(encoding)
