"""A document that uses every construct of print.css, about a förbund that does not exist."""

from io import BytesIO

from finsam.rendering.pdf.pdf import page_style, print_assets

NBSP = "\u00a0"


def amount(value: int) -> str:
    """1 234 567 with no-break spaces and a real minus."""
    return f"{value:,}".replace(",", NBSP).replace("-", "−")


def logo() -> bytes:
    """A small PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (440, 120), "white")
    draw = ImageDraw.Draw(image)
    for i, colour in enumerate(("#1d5b79", "#5b8fa8", "#a9c6d4")):
        draw.ellipse((i * 70, 10, i * 70 + 100, 110), fill=colour)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def assets() -> dict[str, bytes]:
    """What the example's addresses stand for."""
    return {**print_assets(), "asset:logo": logo()}


def document(body: str, *, title: str = "Prov", head: str = "", lang: str = ' lang="sv"') -> str:
    """A whole HTML document around a body."""
    return (
        f"<!DOCTYPE html><html{lang}><head><meta charset=utf-8><title>{title}</title>"
        '<meta name="dcterms.created" content="2024-11-27">'
        f'<link rel="stylesheet" href="asset:print.css">{head}</head><body>{body}</body></html>'
    )


def example() -> str:
    """The whole document, about nine pages."""
    sections = "".join((_text(), _tables(), _cards(), _wheel_and_chart(), _statutes()))
    style = page_style(
        "Samordningsförbundet Norra Ån/Dalen · Verksamhetsplan 2024 · Förslag",
        'Vi sam"ordnar" – för alla </style>',
    )
    return document(
        _cover() + _contents() + sections,
        title="Verksamhetsplan 2024 – Samordningsförbundet Norra Ån/Dalen",
        head=f"<style>{style}</style>",
    )


def _cover() -> str:
    return """
<section class="cover"><img class="logo" src="asset:logo" alt="Norra Ån/Dalens tre ringar">
<div class="cover-words"><p class="forbund">Samordningsförbundet Norra Ån/Dalen</p>
<h1>Verksamhetsplan 2024</h1>
<p class="subtitle">med budget 2024 och flerårsplan 2025–2026</p>
<p class="vision">”Alla som vill och kan ska ha en väg till arbete, egen försörjning och en god hälsa.”</p></div>
<div class="cover-foot"><p class="state">Förslag</p>
<p>Behandlas av styrelsen 27&nbsp;november 2023, §&nbsp;54</p><p class="copy">Dnr 2023/41</p></div></section>"""


HEADINGS = (
    (1, "s-1", "1", "Inledning"),
    (2, "s-1-1", "1.1", "Uppdrag och ändamål"),
    (2, "s-1-2", "1.2", "Så läser du planen"),
    (1, "s-2", "2", "Budget"),
    (2, "s-2-1", "2.1", "Intäkter och kostnader"),
    (2, "s-2-2", "2.2", "Flerårsbudget"),
    (1, "s-3", "3", "Insatser"),
    (1, "s-4", "4", "Året i bild"),
    (1, "s-5", "5", "Mål, risker och möten för det gemensamma arbetet i hela förbundets område under året"),
)


def heading(anchor: str) -> str:
    """A section's opening tag and heading."""
    level, _, number, title = next(h for h in HEADINGS if h[1] == anchor)
    head = f' data-head="{number} {title[:30]}"'
    return (
        f'<section class="section level-{level}" id="{anchor}">'
        f'<h{level + 1}{head if level == 1 else ""}><span class="number">{number}</span> {title}</h{level + 1}>'
    )


def _contents() -> str:
    items = "".join(
        f'<li class="toc-{level}"><a href="#{anchor}">{number} {title}</a> '
        f'<span class="toc-page" data-href="#{anchor}"></span></li>'
        for level, anchor, number, title in HEADINGS
    )
    items += '<li class="toc-below">Mål · Risker · Möten</li>'
    return f'<nav class="toc"><h2>Innehåll</h2><ol class="toc-list">{items}</ol></nav>'


LOREM = (
    "Förbundet finansierar insatser där kommun, region, Arbetsförmedlingen och Försäkringskassan arbetar sida vid "
    "sida med personer som behöver stöd från flera håll. Pengarna följer behoven, inte organisationerna, och styrelsen "
    "prövar varje år vad som ska fortsätta, ändras eller avslutas."
)


def _text() -> str:
    return f"""{heading("s-1")}<p class="lead">{LOREM}</p><p>{LOREM} Läs mer i <a href="#s-2">avsnitt 2, Budget</a>
eller på <a href="https://example.org/nar"><strong>förbundets</strong> webbplats</a>.</p></section>
{heading("s-1-1")}<p>{LOREM}</p>
<ul><li><p>Stödja samverkan mellan parterna.</p></li>
<li><p>Finansiera insatser som är <strong>gemensamma</strong> och <em>avgränsade</em>.</p>
<ul><li><p>Individinriktade insatser</p></li><li><p>Strukturinriktade insatser, till exempel utbildning och
nätverk för dem som arbetar i parternas verksamheter</p></li></ul></li>
<li><p>Följa upp och utvärdera.</p></li></ul>
<blockquote><p>”Det blev lättare när alla satt vid samma bord.”</p></blockquote></section>
{heading("s-1-2")}<p>{LOREM}</p><ol><li><p>Först kommer budgeten.</p></li><li><p>Sedan insatserna, en i
taget.</p></li><li><p>Sist mål, risker och möten.</p><ol type="a"><li><p>Målen är numrerade.</p></li>
<li><p>Riskerna är bedömda.</p></li></ol></li></ol><p lang="en">In English: a plan for one year.</p></section>"""


def facts_table() -> str:
    """A budget in two header rows, long enough to need two pages."""
    rows = []
    number = 0
    for name, count in (
        ("Intäkter", 5),
        ("Individinriktade insatser", 16),
        ("Strukturinriktade insatser", 12),
    ):
        rows.append(f'<tr class="heading"><th scope="row">{name}</th>{"<td></td>" * 4}</tr>')
        total = 0
        for i in range(count):
            number += 1
            value = 120_000 + 73_111 * ((number * 7) % 11)
            total += value
            rows.append(
                f'<tr class="post level-1"><th scope="row">{name} post {i + 1}</th>'
                f'<td class="num">{amount(value)}</td><td class="num">{amount(value - 20_000)}</td>'
                f'<td class="num">{amount(20_000)}</td><td class="num">{amount(-(number * 997))}</td></tr>'
            )
        rows.append(
            f'<tr class="sum"><th scope="row">Summa {name.lower()}</th><td class="num">{amount(total)}</td>'
            f'<td class="num">{amount(total - 20_000 * count)}</td><td class="num">{amount(20_000 * count)}</td>'
            '<td class="num">0</td></tr>'
        )
    return f"""<table class="facts"><caption>Budget 2024 <span class="unit">(kr)</span></caption>
<thead><tr class="groups"><th scope="col" rowspan="2">Post</th><th scope="colgroup" colspan="2">Budget</th>
<th scope="colgroup" colspan="2">Jämförelse</th></tr>
<tr><th scope="col" class="num">2024</th><th scope="col" class="num">2023</th><th scope="col" class="num">Skillnad</th>
<th scope="col" class="num">Prognos</th></tr></thead><tbody>{"".join(rows)}</tbody></table>"""


def _tables() -> str:
    years = range(2021, 2028)
    head = "".join(f'<th scope="col" class="num">{kind} {y}</th>' for y in years for kind in ("Budget",))
    cells = "".join(f'<td class="num">{amount(4_812_345 + 1000 * y)}</td>' for y in years)
    return f"""{heading("s-2")}<p>{LOREM}</p></section>{heading("s-2-1")}<p>{LOREM}</p><figure class="piece table">
{facts_table()}<p class="table-note">Belopp i kronor. En kostnad visas utan minus.</p></figure></section>
{heading("s-2-2")}<table class="facts wide"><caption>Flerårsbudget</caption><thead><tr><th scope="col">Rad</th>
{head}</tr></thead><tbody><tr class="post"><th scope="row">Medlemmarnas bidrag</th>{cells}</tr>
<tr class="post level-1"><th scope="row">Beslutade insatser och förbundets egna kostnader</th>{cells}</tr>
<tr class="sum"><th scope="row">Resultat</th>{cells}</tr></tbody></table>
<table class="facts narrow"><caption class="quiet">Andelar</caption><thead><tr><th scope="col">Slag</th>
<th scope="col" class="num">Andel</th></tr></thead><tbody><tr class="post"><th scope="row">Individ</th>
<td class="num">62{NBSP}% <span class="second">(58{NBSP}%)</span></td></tr>
<tr class="post"><th scope="row">Struktur</th>
<td class="num">38{NBSP}% <span class="second">(42{NBSP}%)</span></td></tr></tbody></table></section>"""


def card(name: str, repeat: int = 1) -> str:
    """An insatskort."""
    return f"""<table class="card{" long" if repeat > 9 else ""}">
<thead><tr><th colspan="2" scope="colgroup">{name}</th></tr></thead>
<tbody><tr><th scope="row">Insatsägare</th><td>Norra Åns kommun</td></tr>
<tr><th scope="row">Syfte</th><td>{f"<p>{LOREM}</p>" * repeat}</td></tr>
<tr><th scope="row">Kvantitativa mål</th><td><ul><li><p>Minst 25 deltagare.</p></li><li><p>60{NBSP}% till arbete
eller studier.</p></li></ul></td></tr>
<tr><th scope="row">Budget</th><td><table><thead><tr><th scope="col">Del</th><th scope="col" class="num">Kr</th></tr>
</thead><tbody><tr><th scope="row">Personal</th><td class="num">{amount(812_000)}</td></tr>
<tr class="sum"><th scope="row">Summa</th><td class="num">{amount(950_000)}</td></tr></tbody></table></td></tr>
<tr><th scope="row">Uppföljning</th><td><span class="status partly">Delvis uppfyllt</span></td></tr></tbody></table>"""


def _cards() -> str:
    return f"""{heading("s-3")}<p>{LOREM}</p>{card("Vägen vidare")}{card("Samlad start")}
{card("Gemensam kartläggning", 14)}</section>"""


def _wheel_and_chart() -> str:
    bars = "".join(
        f'<rect x="150" y="{10 + 30 * i}" width="{w}" height="18" fill="#1d5b79"/>'
        f'<text x="142" y="{24 + 30 * i}" text-anchor="end" font-family="Open Sans" font-size="11">{name}</text>'
        f'<text x="{156 + w}" y="{24 + 30 * i}" font-family="Open Sans" font-size="11">{w * 10} tkr</text>'
        for i, (name, w) in enumerate((("Staten", 220), ("Regionen", 130), ("Kommunerna", 110)))
    )
    return f"""{heading("s-4")}<figure class="chart"><figcaption>Bidrag per medlem 2024</figcaption>
<svg xmlns="http://www.w3.org/2000/svg" role="img" width="460" height="105" viewBox="0 0 460 105">
<title>Staten bidrar med 2 200 tkr, regionen 1 300 och kommunerna 1 100.</title>{bars}</svg></figure>
<figure class="picture"><img src="asset:logo" alt="Tre ringar som går i varandra"><figcaption>Samverkan</figcaption>
</figure></section>"""


def _statutes() -> str:
    status = "".join(
        f'<tr><th scope="row">Mål {i + 1}</th><td><span class="status {c}">{word}</span></td></tr>'
        for i, (c, word) in enumerate(
            (("met", "Uppfyllt"), ("partly", "Delvis"), ("missed", "Ej uppfyllt"), ("unmeasured", "Ej mätt"))
        )
    )
    return f"""{heading("s-5")}<ol class="goals"><li><span class="marker">A</span> <p>Fler deltagare går vidare till
arbete eller studier.</p><ol class="goals"><li><span class="marker">A1</span>
<p>Minst 60{NBSP}% av deltagarna.</p></li></ol></li><li><span class="marker">B</span>
<p>Parterna känner varandras uppdrag.<sup><a href="#not-1" id="ref-1">1</a></sup></p></li></ol>
<table class="list"><caption>Måluppfyllelse</caption><thead><tr><th scope="col">Mål</th>
<th scope="col">Bedömning</th></tr></thead><tbody>{status}</tbody></table>
<table class="facts"><caption>Konton</caption><thead><tr class="groups"><th scope="col" rowspan="2">Konto</th>
<th scope="col" rowspan="2">Post</th><th scope="colgroup" colspan="1" class="empty"></th>
<th scope="colgroup" colspan="2">Utfall</th></tr><tr><th scope="col" class="num">Budget</th>
<th scope="col" class="num">2023</th><th scope="col" class="num">2022</th></tr></thead><tbody>
<tr class="post"><td class="lead-code">4010</td><th scope="row">Lokaler <span class="cell-note">not 1</span></th>
<td class="num">1</td><td class="num">2</td><td class="num"></td></tr>
<tr class="post level-1"><td class="lead-code">4011</td><th scope="row">varav hyra</th>
<td class="num">1</td><td class="num">2</td><td class="num">3</td></tr></tbody></table>
<ol class="notes"><li id="not-1"><span class="marker">1</span> Mäts i parternas enkät.
<a href="#ref-1" title="Till hänvisningen till not 1">Åter</a></li></ol>
<div class="decision-block"><p><strong>Förslag till beslut</strong></p><p>Styrelsen beslutar att fastställa
verksamhetsplan och budget för 2024.</p></div>
<div class="signatures"><p>Alva Exempel<br><span class="role">ordförande</span></p>
<p>Bo Påhittad<br><span class="role">vice ordförande</span></p></div></section>"""


# What the example lacks: markup that people paste, and tables of odd shapes.
ODD = f"""<h1>Udda</h1>
<ul>{"<li><p>Punkt som är lång nog att fylla raden och lite till, så att listan går över sidan.</p></li>" * 60}</ul>
<p>{"En mening som upprepas tills stycket börjar på en sida och slutar på nästa. " * 70}</p>
<table><caption>Grupper</caption><thead><tr><td></td><th scope="col">Kvinnor</th><th scope="col">Män</th></tr></thead>
<tbody><tr><th scope="rowgroup" colspan="3">2023</th></tr><tr><th scope="row">Start</th><td>1</td><td></td></tr></tbody>
<tbody><tr><th scope="rowgroup" colspan="3">2024</th></tr><tr><th scope="row">Start</th><td colspan="2">2</td></tr>
</tbody></table>
<table><tbody style="break-inside: avoid"><tr><th scope="row" rowspan="2">Risk</th><td>Hög</td></tr>
<tr><td>Låg</td></tr></tbody></table>
<p><a href="https://example.org/en/mycket/lang/vag">En länk som är så lång att den inte får plats på en enda rad utan
måste delas mellan två rader i stycket</a> och <a href="https://example.org"><img src="asset:logo" alt="Start"></a></p>
<p>😀 漢字 Ⅳ ﬃ a\u0308 \uf0b7 {"→"} <strong>‑fet‑</strong> {NBSP}5\u202f000 <em>kursiv ✓</em></p>"""
