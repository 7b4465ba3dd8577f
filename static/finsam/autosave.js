/* What one writes in a section is saved while one writes: some seconds after the last key, when the field is left, and
   before the page is. The page says when it was saved last, and if it can't be; until then `drafts.js` keeps it here.

   Whatever is marked data-autosave (the address) and holds text areas named prose and after, alone or after a prefix, is
   saved so. data-autosave-state inside it is where the state is said. One save is on its way at a time, and each tells what
   the page last knew to be saved, so that the server can put together what others write meanwhile. */

import { patience, token } from "./requests.js";

const PAUSE = 1500; // milliseconds after the last key
const AT_MOST = 10_000; // while one goes on typing
const AGAIN = [4_000, 10_000, 30_000]; // after a save that didn't get through

const user = document.body.dataset.user || "";
// What differs from what the server wrote when this file comes has been written meanwhile, but for what the browser itself fills
// in where a page is come back to.
const arrived = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const newName = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
const same = (some, other) => Object.keys(some).every((name) => some[name] === other[name]);

export class Autosave {
  constructor(host) {
    this.host = host;
    this.areas = {};
    for (const area of host.querySelectorAll("textarea")) {
      const name = area.name.match(/(?:^|-)(prose|after)$/)?.[1];
      if (name) this.areas[name] = area;
    }
    this.writer = newName();
    this.turn = this.known = this.failed = 0;
    this.base = arrived ? this.texts("defaultValue") : this.texts();
    this.touched = !same(this.texts(), this.base);
    this.clash = false;
    this.state = host.querySelector("[data-autosave-state]") || host.appendChild(document.createElement("p"));
    this.state.classList.add("autosave-state");
    this.told = document.createElement("div");
    this.told.className = "autosave-told";
    this.told.setAttribute("role", "alert");
    (this.state.closest(".autosave") || this.state).after(this.told);

    host.addEventListener("editor:ready", () => {
      if (!this.touched) this.base = this.texts();
    });
    host.addEventListener("input", (event) => this.wrote(event));
    host.addEventListener("keydown", () => (this.touched = true));
    host.addEventListener("pointerdown", () => (this.touched = true));
    host.addEventListener("focusout", (event) => {
      if (!host.contains(event.relatedTarget)) this.save();
    });
    host.addEventListener("submit", (event) => this.beforeSubmit(event), true); // before htmx hears of it
    // What is written while htmx sends the form waits, or it would come before it and meet it as somebody else's.
    host.addEventListener("htmx:beforeRequest", ({ detail }) => {
      if (detail.elt === host) this.sent = this.texts();
    });
    host.addEventListener("form:saved", ({ detail }) => {
      this.base = this.sent;
      this.moveOn(detail, Infinity);
    });
    host.addEventListener("htmx:afterRequest", ({ detail }) => {
      if (detail.elt !== host) return;
      this.sent = undefined;
      if (host.isConnected) this.wrote();
    });
    host.addEventListener("draft:base", ({ detail }) => this.writtenUpon(detail));
    this.wrote();
  }

  texts(which = "value") {
    return Object.fromEntries(Object.entries(this.areas).map(([name, area]) => [name, area[which]]));
  }

  get dirty() {
    return this.touched && !same(this.texts(), this.base);
  }

  /* ---- When ---- */

  wrote() {
    if (!this.dirty || this.clash) return;
    this.since ??= Date.now();
    clearTimeout(this.timer);
    if (!this.failed) this.say("Inte sparat än");
    const waited = Date.now() - this.since;
    this.timer = setTimeout(() => this.save(), Math.max(0, Math.min(PAUSE, AT_MOST - waited)));
  }

  /* A draft that is put back was written upon what the text said then. */
  writtenUpon(values) {
    this.touched = true;
    for (const [name, area] of Object.entries(this.areas))
      if (values?.[area.name]) this.base[name] = values[area.name][0];
    this.wrote();
  }

  /* A form that is sent while a save is on its way waits for it, or it would meet its own text as somebody else's. */
  async beforeSubmit(event) {
    clearTimeout(this.timer);
    if (!this.underway) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await this.underway;
    clearTimeout(this.timer);
    event.target.requestSubmit(event.submitter);
  }

  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    this.timer = undefined; // or what is written while a slow save is on its way would wait for another key
    if (this.clash || !this.dirty) return;
    if ((this.underway || this.sent) && !leaving) return; // what is new goes when that is answered
    this.since = undefined;
    this.underway = this.send(this.texts(), leaving);
    await this.underway;
    this.underway = undefined;
    if (this.dirty && !this.clash && !this.timer) this.wrote();
  }

  /* ---- What is sent and what is answered ---- */

  async send(texts, leaving) {
    const turn = ++this.turn;
    const body = new URLSearchParams({ user, writer: this.writer, turn, known: this.known, csrfmiddlewaretoken: token() });
    for (const [name, text] of Object.entries(texts)) {
      body.set(name, text);
      body.set(`${name}_base`, this.base[name]);
    }
    this.say("Sparar …");
    let answer;
    try {
      answer = await fetch(this.host.dataset.autosave, {
        method: "POST",
        body,
        keepalive: leaving && body.toString().length < 60_000,
        headers: { Accept: "application/json" },
        signal: patience(),
      });
    } catch {
      this.notSaved("Ingen kontakt med servern. Det du skriver ligger kvar i den här webbläsaren och sparas så fort det går.");
      return;
    }
    const json = answer.headers.get("Content-Type")?.includes("json");
    const told = json ? await answer.json() : {};
    if (answer.ok && json) this.saved(texts, turn, told);
    else if (answer.status === 409 && json) this.asks(told, turn);
    else if (json) this.refused(told.said);
    else if (answer.status === 404) this.refused(["Avsnittet finns inte längre. Texten är kvar här: kopiera den om du behöver den."]);
    else if (answer.status === 403) this.signedOut();
    else this.notSaved("Servern kunde inte spara just nu. Det du skriver ligger kvar i den här webbläsaren, och vi försöker igen.");
  }

  saved(texts, turn, told) {
    this.failed = 0;
    this.known = turn;
    const untouched = same(this.texts(), texts);
    this.base = texts;
    if (told.merged && untouched) {
      this.write(told.texts);
      this.base = this.texts();
    }
    this.say(`Sparat ${told.at}`);
    this.tell(told.merged ? ["Någon annan skriver också här. Det ni har skrivit är hopfört.", ...told.said] : told.said);
    this.moveOn(told.version, 1);
    const values = Object.entries(this.areas).map(([name, area]) => [area.name, [this.base[name]]]);
    this.host.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true, detail: Object.fromEntries(values) }));
    this.host.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: told }));
  }

  /* The form around goes on from what is saved now; what others have changed beside the texts it still asks about. */
  moveOn(version, most) {
    const seen = this.host.querySelector("[name$=version]");
    if (seen && version - Number(seen.value) <= most) seen.value = version;
    for (const [name, area] of Object.entries(this.areas)) {
      const base = this.host.querySelector(`[name="${area.name}_base"]`);
      if (base) base.value = this.base[name];
    }
  }

  write(texts) {
    for (const [name, text] of Object.entries(texts)) {
      const area = this.areas[name];
      if (!area) continue;
      area.value = text;
      area.dispatchEvent(new CustomEvent("text:replaced", { bubbles: true }));
    }
  }

  /* Somebody else has changed the same paragraph: both are shown, and nothing is saved until one has chosen. What is
     written while the question stands makes it be asked anew, with that in it. */
  asks({ html, choices, saved, version }, turn) {
    this.clash = true;
    this.say("Inte sparat: välj text");
    this.told.innerHTML = html;
    const asked = this.texts();
    for (const button of this.told.querySelectorAll("[data-choose]"))
      button.addEventListener("click", () => {
        this.told.replaceChildren(); // which takes the focus away, and that must save nothing yet
        const goesOn = same(this.texts(), asked);
        if (goesOn) {
          this.known = turn;
          this.write(choices[button.dataset.choose]);
          this.base = { ...saved };
          this.moveOn(version, Infinity);
        }
        this.clash = false;
        Object.values(this.areas)[0].closest(".prose-editor")?.querySelector(".ProseMirror")?.focus();
        if (this.dirty) this.save();
        else this.say("Som det är sparat");
      });
  }

  /* ---- What is said ---- */

  say(words) {
    this.state.textContent = words;
  }

  tell(sentences) {
    this.told.replaceChildren(
      ...(sentences || []).map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })),
    );
  }

  refused(sentences) {
    this.say("Inte sparat");
    this.tell(sentences);
  }

  notSaved(sentence) {
    this.say("Inte sparat");
    if (!this.failed) this.tell([sentence]);
    const wait = AGAIN[Math.min(this.failed, AGAIN.length - 1)];
    this.failed += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  signedOut() {
    this.failed += 1;
    this.say("Inte sparat");
    this.tell(["Du är inte längre inloggad. Det du skriver ligger kvar i den här webbläsaren. Logga in i en ny flik och kom tillbaka hit, så sparas det."]);
    const way = Object.assign(document.createElement("a"), {
      href: this.host.dataset.signIn || "/",
      target: "_blank",
      rel: "noopener",
      textContent: "Logga in i en ny flik",
    });
    this.told.append(way);
  }
}

const all = [];
export function start(place = document) {
  for (const host of place.querySelectorAll("[data-autosave]"))
    if (!host.dataset.autosaveStarted) {
      host.dataset.autosaveStarted = "1";
      all.push(new Autosave(host));
    }
}

const now = () => all.forEach((each) => each.save());
const leaving = () => all.forEach((each) => each.save({ leaving: true }));
window.addEventListener("online", now);
window.addEventListener("focus", () => all.filter((each) => each.failed).forEach((each) => each.save()));
window.addEventListener("pagehide", leaving);
document.addEventListener("visibilitychange", () => document.hidden && leaving());
start();
document.addEventListener("htmx:load", (event) => start(event.target.parentElement || document));
