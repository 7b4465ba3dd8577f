"""What is told of the pages of a test that fails: a time-out alone says neither what was written nor what was answered."""

from contextlib import suppress

SEEN = """() => [location.href, document.body.innerText.slice(0, 1500),
    ...[...document.querySelectorAll("textarea")].map((area) => `${area.name}: …${area.value.slice(-500)}`)].join("\\n")"""


WATCHED = []  # what is open now


class Watched:
    """The pages of one window, and what the browser complained of."""

    def __init__(self, context):
        self.context = context
        self.complaints = []
        context.on("requestfailed", lambda asked: self.note(asked, asked.failure))
        context.on(
            "response", lambda answer: answer.status >= 400 and self.note(answer.request, answer.status)
        )
        context.on(
            "console", lambda message: message.type == "error" and self.complaints.append(message.text)
        )

    def note(self, asked, what):
        self.complaints.append(f"{asked.method} {asked.url}: {what}")

    def told(self):
        """As text; a page that can't answer is passed over."""
        pages = []
        for page in self.context.pages:
            with suppress(Exception):
                pages.append(page.evaluate(SEEN))
        return "\n\n".join([*pages, *self.complaints])
