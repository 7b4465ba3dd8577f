"""Somebody at a browser, with Python's own library alone: what `make install-test` does over HTTPS in the bare machine.

python3 visit.py begin CODE        become the first person, who looks after the installation; says whom she was led to
python3 visit.py invite KEY        sign in as she, and invite a förbund's förbundschef
python3 visit.py accept ADDRESS    choose a password by the letter's link, as the förbundschef
python3 visit.py draw KEY YEAR     sign in as the förbundschef and have a document drawn; says how many bytes
python3 visit.py watch SECONDS     ask for the front page all the time; ends with 1 if one answer is a fault
"""

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
FIRST, CHIEF, PASSWORD = "drift@example.se", "chef@example.se", "en lång lösenfras 4711"


def say(text):
    """To whoever runs it."""
    sys.stdout.write(f"{text}\n")


class Browser:
    """Keeps cookies, follows, and fills in forms."""

    def __init__(self):
        self.cookies = http.cookiejar.LWPCookieJar(Path(__file__).with_name("cookies"))
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=CERTIFICATE)),
            urllib.request.ProxyHandler({}),
        )

    def open(self, address, fields=None):
        """The answer's address and body. Raises HTTPError when it is a fault."""
        address = urllib.parse.urljoin(ORIGIN, address)
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        asked = urllib.request.Request(address, data, {"Referer": address})  # noqa: S310
        with self.opener.open(asked, timeout=140) as answer:
            return answer.url, answer.read()

    def send(self, address, **fields):
        """Fill in a page's form and send it. Raises SystemExit with what the page says where it isn't taken."""
        address, page = self.open(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.decode())[1]
        led, page = self.open(address, fields | {"csrfmiddlewaretoken": token})
        said = re.findall(r'class="invalid-feedback[^>]*>(.*?)</', page.decode(), re.DOTALL)
        if said:
            sys.exit(f"{led}: {said}")
        return led, page

    def sign_in(self, email):
        return self.send("/konto/login/", login=email, password=PASSWORD)


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
    {one.__name__: one for one in (code, begin, invite, accept, draw, remember, still, watch)}[sys.argv[1]](
        *sys.argv[2:]
    )
