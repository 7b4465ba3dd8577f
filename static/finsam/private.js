/* The page of private notes: the passphrase, the list and one note at a time. The key and what is written live in this
   page's memory and nowhere else; what isn't saved yet lies encrypted in the browser until it is. How things are encrypted
   stands in private-crypto.js. */

import { Notes, Wrong, newId, possible } from "./private-crypto.js";
import { Refused, TAMPERED, ask, good, own, when } from "./private-site.js";

const IDLE = 10 * 60 * 1000; // milliseconds without a key or a click, until it is locked
const PAUSE = 300; // milliseconds after the last key, until what is written is kept in the browser

const page = document.querySelector("#private");
const user = document.body.dataset.user;
const { forbund, ...places } = page.dataset;
const notes = new Notes(forbund, user);
const drafts = `finsam-utkast:${forbund}:${user}:`;
const part = (name) => page.querySelector(`[data-part=${name}]`);
const form = (name) => page.querySelector(`[data-form=${name}]`);
const field = (name, which) => form(name).querySelector(`[data-${which}]`);
const editor = { title: field("note", "title"), text: field("note", "text") };

let key; // CryptoKey that can't be taken out; undefined while locked
let stored; // the wrapped key as the site has it
let opened = []; // notes in the clear: {id, version, at, title, text, about, page, unsaved}
let current; // the one in the editor
let asked; // what the page that led here was about
let lastTouch = Date.now();
let timer;

/* ---- What is shown ---- */

let begun = false; // whether the visitor has done something here: until then the focus is where the browser put it

function show(name) {
  for (const other of page.querySelectorAll("[data-part]")) other.hidden = other !== part(name);
  if (begun) part(name).querySelector("h2")?.focus();
}

function say(words) {
  page.querySelector("[data-said]").textContent = words;
}

function refuse(sentences, link = false) {
  const box = page.querySelector("[data-refused]");
  box.replaceChildren(...sentences.map((words) => Object.assign(document.createElement("p"), { textContent: words })));
  if (link) box.append(Object.assign(document.createElement("a"), { href: places.signIn, target: "_blank", rel: "noopener", textContent: "Logga in i en ny flik" }));
  box.hidden = !sentences.length;
  if (sentences.length) {
    say("");
    box.focus();
  }
}

function list() {
  const rows = opened.map((note) => {
    const row = document.createElement("li");
    const open = Object.assign(document.createElement("button"), { type: "button", textContent: note.title || "Utan rubrik" });
    open.addEventListener("click", () => edit(note));
    const told = [note.about && `Gäller ${note.about}`, note.at ? `Sparad ${when(note.at)}` : "", note.unsaved && "Har text som inte är sparad"];
    row.append(open, Object.assign(document.createElement("p"), { textContent: told.filter(Boolean).join(" · ") }));
    return row;
  });
  page.querySelector("[data-notes]").replaceChildren(...rows);
  page.querySelector("[data-empty]").hidden = rows.length > 0;
  show("list");
}

function edit(note) {
  current = note;
  const waits = note.unsaved ?? note;
  editor.title.value = waits.title;
  editor.text.value = waits.text;
  const about = page.querySelector("[data-about]");
  about.hidden = !note.about;
  const link = page.querySelector("[data-about-link]");
  link.textContent = note.about || "";
  if (own(note.page)) link.href = own(note.page);
  else link.removeAttribute("href");
  page.querySelector("[data-removing]").hidden = true;
  page.querySelector("[data-do=copy]").hidden = true;
  page.querySelector("[data-do=remove]").hidden = !note.version;
  refuse([]);
  say(note.unsaved ? "Det här skrev du sist, och det är inte sparat än." : "");
  show("editor");
  (note.version ? editor.text : editor.title).focus();
}

/* ---- What is done ---- */

/* An action of the visitor's: what goes wrong is said, and nothing that was written goes with it. */
async function act(work) {
  refuse([]);
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(error.sentences, error.status === 403);
  }
}

/* ---- The passphrase ---- */

const forget = (name) => form(name).reset();

async function begin() {
  const passphrase = good(field("begin", "first").value, field("begin", "second").value);
  if (!field("begin", "understood").checked) throw new Refused(["Kryssa för att du förstår att ingen kan återställa lösenfrasen."]);
  say("Skapar nyckeln …");
  const made = await notes.begin(passphrase, Number(places.iterations));
  const { version } = await ask(places.key, made);
  stored = { ...made, version };
  await unlocked(passphrase);
  forget("begin");
}

async function unlock() {
  const passphrase = field("unlock", "first").value;
  say("Låser upp …");
  const data = await ask(places.data);
  if (!data.key) return start(data);
  stored = data.key;
  try {
    await unlocked(passphrase, data);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    throw new Refused(["Lösenfrasen stämmer inte. Försök igen. Har du glömt den kan ingen återställa den."]);
  }
  forget("unlock");
}

async function unlocked(passphrase, data = { notes: [] }) {
  key = await notes.open(stored, passphrase);
  touch();
  const tampered = await open(data.notes);
  await openDrafts();
  say("");
  if (asked) edit({ id: newId(), version: 0, title: "", text: "", ...asked });
  else list();
  asked = undefined;
  if (tampered) refuse([TAMPERED]);
}

async function change() {
  const another = good(field("change", "first").value, field("change", "second").value);
  say("Byter lösenfras …");
  let made;
  try {
    made = await notes.change(stored, field("change", "now").value, another, Number(places.iterations));
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    throw new Refused(["Lösenfrasen nu stämmer inte. Inget är ändrat."]);
  }
  const { version } = await ask(places.key, { ...made, version: stored.version });
  stored = { ...made, version };
  forget("change");
  say("Lösenfrasen är bytt. Den gamla gäller inte längre.");
}

async function restart() {
  await ask(places.restart, { confirm: field("restart", "first").value, version: stored.version });
  for (const name of Object.keys(localStorage)) if (name.startsWith(drafts)) localStorage.removeItem(name);
  forget("restart");
  start(await ask(places.data));
  say("Alla dina anteckningar är borttagna.");
}

/* ---- What is written ---- */

const version = (note) => note.version + 1;

async function open(rows) {
  opened = [];
  let tampered = 0;
  for (const { id, version: saved, at, ...sealed } of rows)
    try {
      opened.push({ id, version: saved, at, ...(await notes.unseal(key, "anteckning", id, saved, sealed)) });
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      tampered += 1;
    }
  return tampered;
}

/* What lay in the browser. What was written upon something older than what is saved becomes a note of its own. */
async function openDrafts() {
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(drafts)))
    try {
      const { base, ...sealed } = JSON.parse(localStorage.getItem(name));
      const id = name.slice(drafts.length);
      const content = await notes.unseal(key, "utkast", id, base, sealed);
      const note = opened.find((other) => other.id === id);
      if (note?.version === base) note.unsaved = content;
      else {
        localStorage.removeItem(name);
        const copy = { ...content, id: newId(), version: 0, unsaved: content };
        opened.unshift(copy);
        await keep(copy, content);
      }
    } catch (error) {
      if (!(error instanceof Wrong || error instanceof SyntaxError)) throw error;
    }
}

const written = () => ({ title: editor.title.value, text: editor.text.value, about: current.about || "", page: current.page || "" });
const dirty = () => current && key && (editor.title.value !== (current.title || "") || editor.text.value !== (current.text || ""));

async function keep(note, content) {
  const sealed = await notes.seal(key, "utkast", note.id, note.version, content);
  try {
    localStorage.setItem(drafts + note.id, JSON.stringify({ base: note.version, ...sealed }));
  } catch {
    say("Webbläsaren har inte plats att minnas det du skriver. Spara ofta.");
  }
}

async function keepDraft() {
  clearTimeout(timer);
  if (!dirty()) return;
  const [note, content] = [current, written()];
  note.unsaved = content;
  await keep(note, content);
}

async function save() {
  const [note, content] = [current, written()];
  if (!content.title.trim() && !content.text.trim()) throw new Refused(["Skriv något först. En tom anteckning sparas inte."]);
  await keepDraft();
  say("Sparar …");
  const sealed = await notes.seal(key, "anteckning", note.id, version(note), content);
  let answer;
  try {
    answer = await ask(places.save, { id: note.id, version: note.version || "", ...sealed });
  } catch (error) {
    say("Inte sparat");
    page.querySelector("[data-do=copy]").hidden = ![409, 410].includes(error.status);
    throw error;
  }
  localStorage.removeItem(drafts + note.id);
  const unchanged = note.version === answer.version;
  Object.assign(note, content, { version: answer.version, at: answer.at, unsaved: undefined });
  if (!opened.includes(note)) opened.unshift(note);
  opened.sort((some, other) => (other.at || "").localeCompare(some.at || ""));
  page.querySelector("[data-do=remove]").hidden = false;
  page.querySelector("[data-do=copy]").hidden = true;
  say(unchanged ? "Inget var ändrat." : `Sparad och krypterad ${when(answer.at)}`);
  if (dirty()) await keepDraft(); // what was written meanwhile
}

/* What couldn't be saved over what somebody else has is saved beside it. */
async function copy() {
  const content = written();
  localStorage.removeItem(drafts + current.id);
  current.unsaved = undefined;
  current = { id: newId(), version: 0, title: "", text: "", about: content.about, page: content.page };
  await save();
}

async function remove() {
  await ask(places.remove, { id: current.id, version: current.version });
  localStorage.removeItem(drafts + current.id);
  opened = opened.filter((note) => note !== current);
  current = undefined;
  list();
  say("Anteckningen är borttagen.");
}

async function back() {
  await keepDraft();
  if (current?.unsaved && !opened.includes(current)) opened.unshift(current);
  current = undefined;
  clear();
  list();
  say("");
}

/* ---- Locking ---- */

function clear() {
  editor.title.value = editor.text.value = "";
}

/* Nothing that was in the clear is left: the key, the list, and what stands in the page. */
function drop() {
  key = current = undefined;
  opened = [];
  clear();
  page.querySelector("[data-notes]").replaceChildren();
  page.querySelector("[data-about-link]").textContent = "";
  for (const each of page.querySelectorAll("form")) each.reset();
}

async function lock(why) {
  if (!key) return;
  try {
    await keepDraft();
  } finally {
    drop();
    refuse([]);
    show("unlock");
    say(why);
  }
}

function touch() {
  lastTouch = Date.now();
}

const idle = () => Date.now() - lastTouch >= IDLE && lock("Anteckningarna låstes, för du hade inte skrivit på tio minuter. Det du inte hade sparat finns kvar.");

/* Somebody may have signed out in another tab. */
async function stillHere() {
  if (!key) return;
  idle();
  try {
    await ask(places.data);
  } catch (error) {
    if (error.status === 403) await lock("Anteckningarna låstes, för du är inte längre inloggad.");
  }
}

/* ---- The beginning ---- */

function fromAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  if (told.get("om")) asked = { about: told.get("om").slice(0, 300), page: (told.get("sida") || "").slice(0, 500) };
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
}

function start(data) {
  drop();
  stored = data.key;
  show(stored ? "unlock" : "begin");
  if (asked) say(`Du ville anteckna om ${asked.about}.`);
}

const WORK = { begin, unlock, restart, change, note: save };
const DO = {
  new: () => edit({ id: newId(), version: 0, title: "", text: "" }),
  lock: () => lock("Anteckningarna är låsta."),
  back,
  copy,
  remove: () => {
    page.querySelector("[data-removing]").hidden = false;
    page.querySelector("[data-do=really]").focus();
  },
  keep: () => {
    page.querySelector("[data-removing]").hidden = true;
    page.querySelector("[data-do=remove]").focus();
  },
  really: remove,
};

function listen() {
  let busy = false;
  const once = (work) => async () => {
    if (busy) return;
    busy = begun = true;
    page.setAttribute("aria-busy", "true");
    try {
      await act(work);
    } finally {
      busy = false;
      page.removeAttribute("aria-busy");
    }
  };
  for (const [name, work] of Object.entries(WORK))
    form(name).addEventListener("submit", (event) => {
      event.preventDefault();
      once(work)();
    });
  for (const button of page.querySelectorAll("[data-do]")) button.addEventListener("click", once(DO[button.dataset.do]));
  form("note").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keepDraft, PAUSE);
    say(dirty() ? "Inte sparat än" : "");
  });
  document.addEventListener("keydown", (event) => {
    touch();
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && !part("editor").hidden) {
      event.preventDefault();
      form("note").requestSubmit();
    }
  });
  document.addEventListener("pointerdown", touch);
  document.addEventListener("visibilitychange", () => document.hidden ? keepDraft() : stillHere());
  setInterval(idle, 10_000);
  window.addEventListener("pagehide", drop); // also for a page that the browser keeps to go back to
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  window.addEventListener("beforeunload", (event) => {
    if (dirty() && JSON.stringify(current.unsaved) !== JSON.stringify(written())) event.preventDefault();
  });
}

part("off").hidden = true;
if (!possible()) show("insecure");
else {
  fromAddress();
  listen();
  window.addEventListener("hashchange", fromAddress);
  act(async () => start(await ask(places.data)));
}
