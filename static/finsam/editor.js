/* The page that a document is written on. htmx asks for the parts; this says when: a section is written where one clicks
   in it and saved when one goes elsewhere, so one section at a time has a live editor. Sections are dragged, and moved with
   Alt and the arrow keys. Nothing that isn't saved is ever taken away. */

import { movable } from "./moving.js";

const editor = document.getElementById("editor");
const panel = document.getElementById("panel");
const said = document.getElementById("said");

const writing = () => [...editor.querySelectorAll("section.writing")]; // one, or two while the first is being saved
const fieldsOf = (form) => JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
const say = (sentence) => said.replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }));

/* ---- One section at a time is written ---- */

let added = ""; // the key of a section that has just been made

function opened(section) {
  const form = section.querySelector("form");
  const areas = [...form.querySelectorAll("textarea[data-prose]")];
  const title = form.elements.title;
  const remember = () => (section.written = fieldsOf(form));
  remember();
  form.addEventListener("editor:ready", (event) => {
    if (!section.touched) remember(); // the editor has put the text in its own order
    if (event.target !== areas[0] || section.touched) return;
    if (section.dataset.section === added) title.select();
    else event.target.parentElement.querySelector(".ProseMirror")?.focus();
  });
  // Before the text and the buttons see it: there it would be a line break, or a press.
  const keys = (event) => {
    section.touched = true;
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    form.requestSubmit();
  };
  form.addEventListener("keydown", keys, { capture: true });
  form.addEventListener("pointerdown", () => (section.touched = true));
  if (section.querySelector("[role=alert]")) section.written = ""; // it was refused: not saved yet
  title.focus();
  if (section.dataset.section === added) title.select();
}

/* Save what is written in a section if anything is, and show it as it is read. */
function leave(section) {
  if (section.leaving) return;
  const form = section.querySelector("form");
  if (fieldsOf(form) === section.written) section.querySelector(".close").click();
  else {
    section.leaving = true;
    form.requestSubmit();
  }
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest("#editor, #panel")) return;
  for (const open of writing()) if (!open.contains(target)) leave(open);
});

editor.addEventListener("click", (event) => {
  const { target } = event;
  const section = target.closest("section[data-section]:not(.writing)");
  if (!section || target.closest("a, button, input, summary, label, .piece, table, figure, .tools")) return;
  if (!target.closest(".text-here, h2, h3, h4, h5, h6") || String(getSelection())) return;
  writing().forEach(leave);
  section.querySelector(".write")?.click();
});

/* ---- What htmx brings ---- */

/* What is written while a section is on its way to be saved is saved next, before the section is shown as it is read. */
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.matches("section.writing form[data-autosave]")) elt.closest("section").sent = fieldsOf(elt);
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt;
  const section = form.closest("section.writing");
  if (detail.xhr.status !== 200 || detail.target !== section || !form.matches("[data-autosave]") || fieldsOf(form) === section.sent) return;
  const saved = new DOMParser().parseFromString(detail.serverResponse, "text/html").getElementById(section.id);
  detail.shouldSwap = false;
  form.dispatchEvent(new CustomEvent("form:saved", { detail: Number(saved.dataset.version) }));
  setTimeout(() => form.requestSubmit());
});

let kept = []; // sections that are being written when all of them are shown anew

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target === editor || detail.target === panel)
    kept = writing().filter((open) => !open.contains(detail.requestConfig.elt));
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  for (const open of kept) if (!open.isConnected) document.getElementById(open.id)?.replaceWith(open);
  kept = [];
  for (const open of writing()) if (open.written === undefined) opened(open);
  for (const section of editor.querySelectorAll("section[data-section]")) {
    const form = panel.querySelector(`[data-of="${section.dataset.section}"] form`);
    if (form && target === section) form.elements.version.value = section.dataset.version;
  }
  const shown = panel.querySelector("[data-opened]:not([data-seen])");
  (shown?.querySelector("#kinds-search") ?? shown)?.focus();
  panel.querySelector("[data-opened]")?.setAttribute("data-seen", "");
  editor.querySelector("[data-focus]")?.focus();
});
document.addEventListener("section:added", ({ detail }) => {
  added = detail.value;
  const section = document.getElementById(`s-${added}`);
  section?.querySelector(".write")?.click();
  section?.scrollIntoView({ block: "center" });
});

const REASONS = {
  0: "Det gick inte att nå servern. Det du skrev står kvar. Försök igen om en stund.",
  403: "Du har loggats ut. Logga in i en annan flik och spara sedan igen. Det du skrev står kvar.",
  428: "Slå på tvåstegsverifiering i en annan flik och spara sedan igen. Det du skrev står kvar.",
  404: "Avsnittet har tagits bort av någon annan. Det du skrev står kvar här: kopiera det om du behöver det.",
};
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, ({ detail }) => {
    say(REASONS[detail.xhr?.status ?? 0] || "Det gick inte att spara just nu. Det du skrev står kvar. Försök igen.");
    for (const open of writing()) open.leaving = false;
  });

panel.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]")) closePanel();
});
panel.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") closePanel();
});
function closePanel() {
  const key = panel.querySelector("[data-of]")?.dataset.of;
  panel.replaceChildren();
  document.querySelector(`#s-${key} .write`)?.focus();
}

/* ---- Choosing what of the system's content stands in a section ---- */

const kinds = (all) => [...panel.querySelectorAll(".kind")].filter((kind) => all || !kind.hidden);

panel.addEventListener("input", ({ target }) => {
  if (target.id !== "kinds-search") return;
  const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const group of panel.querySelectorAll(".kind-group")) {
    for (const kind of group.querySelectorAll(".kind")) {
      const told = kind.textContent.toLowerCase();
      kind.hidden = !words.every((word) => told.includes(word));
    }
    group.hidden = !group.querySelector(".kind:not([hidden])");
  }
  const left = kinds().length;
  const none = "Inget innehåll heter så. Sök på ett annat ord.";
  document.getElementById("kinds-found").textContent = left ? `${left} av ${kinds(true).length}. Pil ned går till listan.` : none;
});
panel.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const searching = target.id === "kinds-search";
  if (searching && key === "Enter") {
    event.preventDefault(); // the form's first button is none that somebody has chosen
    if (kinds().length === 1) kinds()[0].click();
    else kinds()[0]?.focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!step || !(searching || target.matches(".kind"))) return;
  event.preventDefault();
  const next = searching ? (step > 0 ? 0 : -1) : kinds().indexOf(target) + step;
  (kinds()[next] ?? document.getElementById("kinds-search")).focus();
});

/* ---- Moving ---- */

movable(editor, { rows: "#outline li", ways: { ArrowUp: "upp", ArrowDown: "ned", ArrowRight: "in", ArrowLeft: "ut" } });
