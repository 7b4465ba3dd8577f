/* Beneath a field where something is written stands what the server says of the text: what points somebody out in it.
   It is asked when the page is opened and some time after the last key. The rules are the server's; nothing is stopped.
   A field without a name is in no form that is sent: what is written there is the writer's own (a private note), and isn't
   asked of either. */

import { debounced, post } from "./requests.js";

const PAUSE = 1200; // milliseconds after the last key
const MOST = 40; // texts that are asked of at once
const WRITTEN = "form textarea, form input[type=text]:not([inputmode])";
const place = document.body.dataset.cautions;
const asked = new WeakMap(); // what was last asked of each field
const boxes = new WeakMap();

const worth = (field) => field.name && !field.closest("template, [hidden], form[method=get]") && !field.readOnly;

const says = (field) => field.value.trim().includes(" ");

/* Where the sentences stand: below the field, or below the editor that has taken its place. */
function boxOf(field) {
  let box = boxes.get(field);
  if (!box?.isConnected) {
    box = document.createElement("div");
    box.className = "cautions";
    box.setAttribute("role", "status");
    box.id = `${field.id || field.name}-cautions`;
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") || ""} ${box.id}`.trim());
    (field.closest(".prose-editor") || field).after(box);
    boxes.set(field, box);
  }
  return box;
}

function show(field, sentences) {
  if (!sentences.length && !boxes.has(field)) return;
  boxOf(field).replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }),
  );
}

async function look() {
  const fields = [...document.querySelectorAll(WRITTEN)].filter((field) => worth(field) && field.value !== (asked.get(field) ?? ""));
  const due = fields.filter(says).slice(0, MOST);
  for (const field of fields) {
    if (says(field)) continue;
    asked.set(field, field.value);
    show(field, []);
  }
  if (!due.length) return;
  const texts = due.map((field) => field.value);
  const body = new URLSearchParams(texts.map((text) => ["text", text]));
  due.forEach((field, n) => asked.set(field, texts[n]));
  try {
    const said = await post(place, body);
    due.forEach((field, n) => field.value === texts[n] && show(field, said[n] ?? []));
  } catch (unanswered) {
    for (const field of due) asked.delete(field);
    throw unanswered;
  }
  if (due.length === MOST) soon();
}

const { soon } = debounced(look, PAUSE);

if (place) {
  // An editor writes into its field without a word, so that every key anywhere on the page counts.
  for (const event of ["input", "keyup", "change", "editor:ready", "htmx:load", "row:added"]) document.addEventListener(event, soon);
  soon();
}
