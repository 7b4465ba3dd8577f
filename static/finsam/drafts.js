/* Nobody loses text: what is written in a form is kept in the browser until it has been saved.
   One draft per address and person; passwords, files and hidden fields are never kept. */

import { token } from "./requests.js";

const user = document.body.dataset.user || "";
const ASKED = "finsam-sent"; // forms sent and not yet known to be saved
let signingOut = false; // from then on nothing is kept

const keyOf = (form) => `finsam-kept:${user}:${location.pathname}#${form.dataset.keep}`;

const fieldsOf = (form) =>
  [...form.elements].filter(
    (field) =>
      field.name &&
      !["password", "file", "hidden", "submit", "button"].includes(field.type) &&
      !field.matches("[data-not-kept]"),
  );

function read(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      (values[field.name] ??= []).push(...(field.checked ? [field.value] : []));
    } else if (field.multiple) {
      values[field.name] = [...field.selectedOptions].map((option) => option.value);
    } else {
      values[field.name] = [field.value];
    }
  }
  return values;
}

/* As the server sent it: what differs when this file comes has been written meanwhile, but for what the browser itself fills in
   where a page is come back to. */
function sent(form) {
  const values = read(form);
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate")
    for (const field of fieldsOf(form)) if (["text", "textarea"].includes(field.type)) values[field.name] = [field.defaultValue];
  return values;
}

function write(form, values) {
  // Rows that were added by hand come back first, or there is nowhere to put what was in them.
  for (const rows of form.querySelectorAll("[data-rows]")) {
    const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
    const wanted = Math.max(
      0,
      ...Object.keys(values).map(
        (name) => Number(name.match(new RegExp(`^${rows.dataset.rows}-(\\d+)-`))?.[1] ?? -1) + 1,
      ),
    );
    for (let turn = 0; turn < 50 && Number(total.value) < wanted; turn++)
      rows.querySelector("[data-rows-add]").click();
  }
  for (const field of fieldsOf(form)) {
    const kept = values[field.name];
    if (!kept) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
    else field.value = kept[0];
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.dispatchEvent(new CustomEvent("text:replaced", { bubbles: true }));
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const clock = (time) => {
  const when = new Date(time);
  const today = when.toDateString() === new Date().toDateString();
  const minutes = `${when.getHours()}.${String(when.getMinutes()).padStart(2, "0")}`;
  return today ? minutes : `${when.toLocaleDateString("sv-SE", { day: "numeric", month: "long" })} ${minutes}`;
};

function notice(form, time, actions) {
  const box = document.createElement("div");
  box.className = "notice";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = `Det du skrev ${clock(time)} är kvar men inte sparat.`;
  const buttons = document.createElement("div");
  buttons.className = "actions";
  for (const [label, act] of actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-small";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.remove();
      act();
    });
    buttons.append(button);
  }
  box.append(words, buttons);
  form.before(box);
}

function keep(form, place) {
  form.dataset.keep ||= String(place);
  const key = keyOf(form);
  let untouched = sent(form); // taken again when the editors have put their text in order
  let touched = !same(read(form), untouched);
  let leaving = false;

  const store = () => {
    if (signingOut) return;
    const now = read(form);
    if (same(now, untouched)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ time: Date.now(), values: now, base: untouched }));
  };
  let timer;
  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(store, 400);
  });
  form.addEventListener("change", () => {
    clearTimeout(timer);
    if (touched) timer = setTimeout(store, 400);
  });
  form.addEventListener("pointerdown", () => (touched = true));
  form.addEventListener("keydown", () => (touched = true));
  form.addEventListener("editor:ready", () => {
    if (!touched) untouched = read(form);
  });
  // Some of it has been saved as it was written (autosave.js).
  form.addEventListener("draft:saved", ({ detail }) => {
    untouched = { ...untouched, ...detail };
    store();
  });
  let submitted;
  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(timer);
    submitted = read(form);
    store();
    sessionStorage.setItem(ASKED, key);
  });
  // A form that htmx sends is saved when it was sent by its writer and is answered with something else than itself.
  // What a grid sends by itself while one writes is only looked through.
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form || detail.requestConfig.triggeringEvent?.type !== "submit") return;
    sessionStorage.removeItem(ASKED);
    leaving = detail.successful && detail.xhr.status === 200 && same(read(form), submitted); // and nothing more has been written
    if (leaving) localStorage.removeItem(key);
  });
  window.addEventListener("beforeunload", (event) => {
    if (form.isConnected && !leaving && !signingOut && touched && !same(read(form), untouched)) event.preventDefault();
  });

  window.addEventListener("pagehide", () => {
    if (form.isConnected && !leaving && touched) store(); // also what was written in the last moment
  });

  const putBack = ({ values, base }) => {
    touched = true;
    write(form, values);
    form.dispatchEvent(new CustomEvent("draft:base", { detail: base }));
  };
  const kept = JSON.parse(localStorage.getItem(key) || "null");
  if (kept && !same(kept.values, untouched) && !form.querySelector(".is-invalid")) {
    notice(form, kept.time, [
      ["Lägg tillbaka", () => putBack(kept)],
      ["Släng", () => localStorage.removeItem(key)],
    ]);
  }
  if (touched) store();
}

/* A form that was sent and led to another page, signed in, was saved: its draft is no longer needed. */
const asked = sessionStorage.getItem(ASKED);
if (asked) {
  const stillHere = [...document.querySelectorAll("form[data-keep]")].some((form, place) => {
    form.dataset.keep ||= String(place);
    return keyOf(form) === asked;
  });
  const saved = document.querySelector(".messages .success");
  if (saved) localStorage.removeItem(asked);
  if (saved || !stillHere) sessionStorage.removeItem(ASKED);
}
document.querySelectorAll("form[data-keep]").forEach(keep);
document.addEventListener("htmx:load", ({ target }) => {
  if (target !== document.body) target.querySelectorAll?.("form[data-keep]").forEach(keep);
});

/* Nobody comes back for a draft after two weeks, and the computer may be shared. */
for (const name of Object.keys(localStorage)) {
  if (!name.startsWith("finsam-kept:")) continue;
  const { time } = JSON.parse(localStorage.getItem(name));
  if (Date.now() - time > 14 * 24 * 60 * 60 * 1000) localStorage.removeItem(name);
}

/* Who signs out leaves nothing of hers that can be read to whoever sits down next. Who is signed out by the clock keeps it. */
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  const own = Object.keys(localStorage).filter((name) => name.startsWith(`finsam-kept:${user}:`));
  const asked = "Du har skrivit något som inte är sparat. Det tas bort ur den här webbläsaren när du loggar ut. Vill du logga ut ändå?";
  if (own.length && !confirm(asked)) {
    event.preventDefault();
    return;
  }
  signingOut = true;
  own.forEach((name) => localStorage.removeItem(name));
  sessionStorage.clear();
});

/* Signing in again changes the token that a form must carry; take the one that holds when it is sent. */
document.addEventListener("submit", (event) => {
  const field = event.target.elements.csrfmiddlewaretoken;
  if (field && token()) field.value = token();
});
