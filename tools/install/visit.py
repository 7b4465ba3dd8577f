"""Somebody at a browser, with Python's own library alone: what `make install-test` does over HTTPS in the bare machine.

python3 visit.py begin CODE        become the first person, who looks after the installation; says whom she was led to
python3 visit.py invite KEY        sign in as she, and invite a förbund's förbundschef
python3 visit.py accept ADDRESS    choose a password by the letter's link, as the förbundschef
python3 visit.py draw KEY YEAR     sign in as the förbundschef and have a document drawn; says how many bytes
python3 visit.py text KEY YEAR DOCUMENT WORDS    a page of a document has the words, where each space is one
python3 visit.py books KEY YEAR    send a SIE file; the page that shows what is in it has its result
python3 visit.py watch SECONDS     ask for the front page all the time; ends with 1 if one answer is a fault
"""

import html
import http.cookiejar
import re
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

ORIGIN = "https://finsam.example.se"
CERTIFICATE = "/etc/ssl/finsam/fullchain.pem"
BOUNDARY = "7f3a9c51d2e84b06"
FIRST, CHIEF, PASSWORD = "drift@example.se", "chef@example.se", "en lång lösenfras 4711"


def say(text):
    """To whoever runs it."""
    sys.stdout.write(f"{text}\n")


# What an accounting program writes: one income and one cost, which make 1 001 234,56 kr.
BOOKS = """\
#FLAGGA 0
#PROGRAM "Bokföring" 1.0
#FORMAT PC8
#GEN 20250115
#SIETYP 4
#FNAMN "Samordningsförbundet"
#RAR 0 {year}0101 {year}1231
#KONTO 1930 "Bank"
#KONTO 3610 "Driftbidrag från staten"
#KONTO 6530 "Köpt tjänst"
#UB 0 1930 1001234.56
#RES 0 3610 -1293000.00
#RES 0 6530 291765.44
#VER A 1 {year}0115 "Bidrag"
{{
#TRANS 1930 {{}} 1293000.00
#TRANS 3610 {{}} -1293000.00
}}
#VER A 2 {year}0220 "Tjänst"
{{
#TRANS 6530 {{}} 291765.44
#TRANS 1930 {{}} -291765.44
}}
"""
RESULT = "1 001 234,56 kr"


def words_of(page):
    """A page's words, its tags left out and each space a plain one."""
    text = html.unescape(re.sub(r"<[^>]*>", "", page.decode()))
    return " ".join(text.split())


class Browser:
    """Keeps cookies, follows, and fills in forms."""

    def __init__(self):
        self.cookies = http.cookiejar.LWPCookieJar(Path(__file__).with_name("cookies"))
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=CERTIFICATE)),
            urllib.request.ProxyHandler({}),
        )

    def open(self, address, fields=None, file=None):
        """The answer's address and body; `file` is (field, name, content). Raises HTTPError when it is a fault."""
        address = urllib.parse.urljoin(ORIGIN, address)
        data, headers = None, {"Referer": address}
        if file is not None:
            data = b"".join(_parts(fields, file))
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
        elif fields is not None:
            data = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(address, data, headers)  # noqa: S310
        with self.opener.open(asked, timeout=140) as answer:
            return answer.url, answer.read()

    def send(self, address, file=None, **fields):
        """Fill in a page's form and send it. Raises SystemExit with what the page says where it isn't taken."""
        address, page = self.open(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode())[1]
        led, page = self.open(address, fields | {"csrfmiddlewaretoken": token}, file)
        said = re.findall(r'class="invalid-feedback[^>]*>(.*?)</', page.decode(), re.DOTALL)
        if said:
            sys.exit(f"{led}: {said}")
        return led, page

    def sign_in(self, email):
        return self.send("/konto/login/", login=email, password=PASSWORD)


def _parts(fields, file):
    """A form with a file in it, as a browser sends one."""
    for name, value in fields.items():
        yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    name, called, content = file
    yield f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{called}"\r\n\r\n'.encode()
    yield content + f"\r\n--{BOUNDARY}--\r\n".encode()


def begin(code):
    led, _ = Browser().send(
        "/installation/borja/", code=code, name="Dag Drift", email=FIRST, password=PASSWORD
    )
    say(led)


def invite(key):
    browser = Browser()
    browser.sign_in(FIRST)
    led, _ = browser.send(f"/installation/{key}/forbundschef/", name="Fia Chef", email=CHIEF)
    say(led)


def accept(address):
    led, _ = Browser().send(address, password1=PASSWORD, password2=PASSWORD)
    say(led)


def draw(key, year):
    browser = Browser()
    say(browser.sign_in(CHIEF)[0])
    led, content = browser.open(f"/{key}/{year}/dokument/verksamhetsplan/pdf/")
    if not content.startswith(b"%PDF-"):
        sys.exit(f"{led} is no PDF: {content[:200]!r}")
    say(f"{led}: {len(content)} bytes of PDF")


def text(key, year, document, words):
    browser = Browser()
    browser.sign_in(CHIEF)
    led, page = browser.open(f"/{key}/{year}/dokument/{document}/")
    if words not in words_of(page):
        sys.exit(f"{led} doesn't say: {words}")
    say(f"{led}: {words}")


def books(key, year):
    browser = Browser()
    browser.sign_in(CHIEF)
    content = BOOKS.format(year=year).encode("cp437")
    led, page = browser.send(f"/{key}/{year}/bokforing/las-in/", ("file", "bok.se", content))
    if RESULT not in words_of(page):
        sys.exit(f"{led} doesn't tell the result {RESULT}: {words_of(page)[:2000]}")
    say(f"{led}: {RESULT}")


def remember():
    browser = Browser()
    say(browser.sign_in(CHIEF)[0])
    browser.cookies.save(ignore_discard=True)


def still(key):
    browser = Browser()
    browser.cookies.load(ignore_discard=True)
    led, _ = browser.open(f"/{key}/")
    if "/konto/" in led:
        sys.exit(f"Signed out: {led}")
    say(f"Still signed in: {led}")


def watch(end):
    answers = 0
    while not Path(end).exists():
        try:
            _, page = Browser().open("/konto/login/")
        except urllib.error.URLError as error:
            sys.exit(f"After {answers} answers: {error}")
        if b"csrfmiddlewaretoken" not in page:
            sys.exit(f"After {answers} answers: another page")
        answers += 1
        time.sleep(0.3)
    say(f"{answers} answers, each of them the page")


def code():
    say(Browser().open("/")[0])


if __name__ == "__main__":
    known = (code, begin, invite, accept, draw, text, books, remember, still, watch)
    {each.__name__: each for each in known}[sys.argv[1]](*sys.argv[2:])
