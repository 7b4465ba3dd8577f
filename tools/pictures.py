"""Takes the README's two pictures from the demo: `make pictures` (needs `make demo-data` and the test tools)."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "pictures"
PORT = "8931"
SITE = f"http://127.0.0.1:{PORT}"
PASSWORD = "prova-finsam-2024"  # noqa: S105 - the demo's own
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


def wait_for(url: str) -> None:
    """Until the site answers, at most half a minute."""
    for _ in range(60):
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The demo site did not start.")


def screen() -> None:
    """Kramfors' budget as a förbundschef sees it."""
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{PORT}"]
    environment = {**os.environ, "FINSAM_DEBUG": "1", "FINSAM_ORIGIN": SITE}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        wait_for(f"{SITE}/konto/login/")
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{SITE}/konto/login/?next=/kramfors/2024/budget/")
            page.get_by_label("E-post").fill("forbundschef@demo.example")
            page.get_by_label("Lösenord").fill(PASSWORD)
            page.get_by_role("button", name="Logga in", exact=True).click()
            page.wait_for_url("**/budget/")
            page.screenshot(path=TARGET / "screen.png")
            browser.close()
    finally:
        server.terminate()
        server.wait()


def paper() -> None:
    """The page of Kramfors' PDF that holds the budget."""
    pdf = ROOT / "var" / "demo" / "kramfors-verksamhetsplan-2024.pdf"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "80", "-png", str(pdf), f"{folder}/page"], check=True)
        pages = sorted(Path(folder).glob("page-*.png"))
        texts = [
            subprocess.run(
                ["pdftotext", "-f", str(n), "-l", str(n), str(pdf), "-"],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            for n in range(1, len(pages) + 1)
        ]
        chosen = next(n for n, text in enumerate(texts) if "Summa driftsbidrag" in text)
        (TARGET / "print.png").write_bytes(pages[chosen].read_bytes())


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    screen()
    paper()
