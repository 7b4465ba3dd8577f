"""SIE files as a bookkeeping system would have written them of two real years: figures from the documents, accounts made up.

An account is (number, name, object, the year's amount in kr, debit plus); its money is booked month by month, against the
bank. A balance account is (number, name, opening, closing), moved in December.
"""

from decimal import Decimal

BANK = "1930"
Account = tuple[str, str, str, str]
Balance = tuple[str, str, str, str]

DEGERFORS_KARLSKOGA: list[Account] = [
    ("3010", "Bidrag staten", "", "-2780000"),
    ("3020", "Bidrag region", "", "-1390000"),
    ("3031", "Bidrag Degerfors", "", "-347500"),
    ("3032", "Bidrag Karlskoga", "", "-1042500"),
    ("3510", "ESF-medel", "90", "-310035"),
    ("3910", "Övriga intäkter", "", "-120001.06"),
    ("3740", "Öresavrundning", "", "0.02"),
    ("4510", "Lämnade bidrag", "10", "4846866"),
    ("4510", "Lämnade bidrag", "20", "149440.51"),
    ("4510", "Lämnade bidrag", "90", "310035"),
    ("4620", "Medlemmar i samverkan", "30", "48591.53"),
    ("5010", "Löner", "30", "423134"),
    ("5010", "Löner", "", "553629.55"),
    ("5020", "Arvoden till styrelsen", "", "76468"),
    ("6010", "Lokalhyra", "", "56544"),
    ("7420", "Redovisningstjänster", "", "115928"),
    ("7430", "Revision", "", "56400"),
    ("7690", "Övriga kostnader", "", "139910"),
    ("7910", "Avskrivningar", "", "7985.96"),
    ("8520", "Räntekostnader", "10", "211"),
]
DEGERFORS_KARLSKOGA_BALANCES: list[Balance] = [
    ("1220", "Inventarier", "48744", "40758.04"),
    ("1510", "Kundfordringar", "49930", "21630.49"),
    ("1680", "Ludvikamoms", "247630.04", "184448"),
    ("1790", "Förutbetalda kostnader", "135199", "356864"),
    (BANK, "Bank", "2176060.98", "1609476.49"),
    ("2010", "Eget kapital", "-1517926.02", "-1517926.02"),
    ("2440", "Leverantörsskulder", "-956673", "-1352126"),
    ("2990", "Upplupna kostnader", "-182965", "-138232.51"),
]
# Which accounts and objects belong to which lines of the förbund's.
DEGERFORS_KARLSKOGA_RULES: list[tuple[str, str, str]] = [
    ("3010", "", "bidrag-staten"),
    ("3020", "", "bidrag-region"),
    ("3031", "", "bidrag-degerfors"),
    ("3032", "", "bidrag-karlskoga"),
    ("35*", "90", "esf-intakter"),
    ("3910", "", "ovriga-intakter-administration"),
    ("3740", "", "oresutjamning"),
    ("4*", "10", "coachingteamet"),
    ("4*", "20", "mottagningsteamet"),
    ("4*", "90", "esf-kostnader"),
    ("4*", "30", "medlemmar-i-samverkan"),
    ("5010", "30", "forbundschef-struktur"),
    ("5010", "utan", "kansli"),
    ("5020", "", "styrelsen"),
    ("6010", "", "hyra"),
    ("7420", "", "redovisningstjanster"),
    ("7430", "", "revision"),
    ("7690", "", "ovrig-administration"),
    ("79*", "", "avskrivningar"),
    ("8520", "10", "rantekostnader-coachingteamet"),
    ("84*", "", "rantor"),
]
# Which balance accounts belong to which items.
DEGERFORS_KARLSKOGA_BALANCE_RULES: list[tuple[str, str]] = [
    ("12*", "anlaggningstillgang"),
    ("15*", "kundfordringar"),
    ("16*", "mervardesskatt"),
    ("17*", "forutbetalda-kostnader"),
    ("19*", "kassa-och-bank"),
    ("24*", "leverantorsskulder"),
    ("29*", "upplupna-kostnader"),
]
OBJECTS = {"10": "Coachingteamet", "20": "Mottagningsteamet", "30": "Samverkansstruktur", "90": "ESF-projekt"}


def months_of(amount: Decimal) -> list[Decimal]:
    """A year's amount in twelve, with what is left in December."""
    each = (amount / 12).quantize(Decimal("0.01"))
    return [*[each] * 11, amount - 11 * each]


def sie_of(
    *,
    name: str,
    organisation: str,
    year: int,
    accounts: list[Account],
    balances: list[Balance],
    objects: dict[str, str],
    until: int = 12,
) -> str:
    """The file's text, type 4: vouchers of January to a month, with year sums and balances that are those of its rows."""
    rows = [
        "#FLAGGA 0", '#PROGRAM "Provboken" 2.1', "#FORMAT PC8", f"#GEN {year + 1}0115", "#SIETYP 4",
        f"#ORGNR {organisation}", f'#FNAMN "{name}"', f"#RAR 0 {year}0101 {year}1231", '#DIM 6 "Projekt"',
    ]  # fmt: skip
    names = {number: called for number, called, _, _ in [*accounts, *balances]}
    rows += [f'#KONTO {number} "{called}"' for number, called in sorted(names.items())]
    rows += [f'#OBJEKT 6 "{number}" "{called}"' for number, called in objects.items()]
    sums: dict[str, Decimal] = {}
    moved: dict[str, Decimal] = {}
    vouchers: list[str] = []

    def book(month: int, account: str, number: str, amount: Decimal) -> None:
        if not amount:
            return
        listed = f'{{6 "{number}"}}' if number else "{}"
        vouchers.extend((
            f"#VER A {len(vouchers) // 5 + 1} {year}{month:02}28 \"Bokfört\"", "{", f"#TRANS {account} {listed} {amount}",
            f"#TRANS {BANK} {{}} {-amount}", "}",
        ))  # fmt: skip
        moved[BANK] = moved.get(BANK, Decimal(0)) - amount
        moved[account] = moved.get(account, Decimal(0)) + amount

    for month in range(1, until + 1):
        for account, _, number, total in accounts:
            amount = months_of(Decimal(total))[month - 1]
            book(month, account, number, amount)
            sums[account] = sums.get(account, Decimal(0)) + amount
    if until == 12:
        for account, _, opening, closing in balances:
            if account != BANK:
                book(12, account, "", Decimal(closing) - Decimal(opening))
    for account, _, opening, _ in balances:
        rows.append(f"#IB 0 {account} {opening}")
        rows.append(f"#UB 0 {account} {Decimal(opening) + moved.get(account, Decimal(0))}")
    rows += [f"#RES 0 {account} {amount}" for account, amount in sorted(sums.items())]
    return "\n".join([*rows, *vouchers]) + "\n"


KRAMFORS: list[Account] = [
    ("3610", "Driftbidrag staten", "", "-1293000"),
    ("3631", "Driftbidrag kommun", "", "-646500"),
    ("3632", "Driftbidrag region", "", "-646500"),
    ("6591", "Bidrag till kommun", "100", "561233.40"),
    ("6591", "Bidrag till kommun", "110", "1012480.15"),
    ("6592", "Bidrag till region", "120", "18750"),
    ("5010", "Personalkostnader", "", "902114.68"),
    ("7410", "Övriga verksamhetskostnader", "", "91377.90"),
    ("8410", "Övriga intäkter och kostnader", "", "3960.25"),
]
KRAMFORS_BALANCES: list[Balance] = [
    (BANK, "Bank", "900000", "896083.62"),
    ("2010", "Eget kapital", "-900000", "-900000"),
]
KRAMFORS_OBJECTS = {"100": "Samkraft", "110": "STEGSAM", "120": "Psykiatridagen"}
