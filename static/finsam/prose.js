/* Rich text for people who know Word, with bound figures: `<data value="budget.intakter@0" data-format="tkr">`
   is one unbreakable piece of text that shows what the figure is now.

   A text area marked data-prose becomes an editor; its attribute is the address of the editor's bundle, data-pasted that
   of what tidies a paste, data-tables and data-notes those of tables, footnotes and pictures where the text may hold them,
   data-figures that of figures.js; data-facts says where figures are looked for and data-loose where typed ones are. Without
   this script the area holds the HTML itself. */

import { get, patiently, token } from "./requests.js";

/* What a button turns on and off: its name, group, icon and words. */
const TOGGLES = [
  ["bold", "marks", "format_bold", "Fet"],
  ["italic", "marks", "format_italic", "Kursiv"],
  ["subscript", "marks", "subscript", "Nedsänkt"],
  ["superscript", "marks", "superscript", "Upphöjd"],
  ["bulletList", "lists", "format_list_bulleted", "Punktlista"],
  ["orderedList", "lists", "format_list_numbered", "Numrerad lista"],
  ["blockquote", "lists", "format_quote", "Citat"],
];

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

/* ---- What figures there are ---- */

const known = new Map();

const lookUp = async (address, query) => (address ? get(address, query) : []);

/* The figure with its text as the document would print it, asked for once per key and format; undefined where there is none.
   Throws where it can't be fetched: then nobody knows whether there is. */
function textOf(address, key, format) {
  const name = `${key} ${format}`;
  if (!known.has(name)) {
    const answer = patiently(() => lookUp(address, { key, format })).then((figures) => figures.find((figure) => figure.key === key));
    known.set(name, answer);
    answer.catch(() => known.delete(name));
  }
  return known.get(name);
}

/* Writes in a piece of a page what its figure says. Answers undefined where there is no such figure, and null where that can't
   be known, or where the piece has come to show another meanwhile. */
async function fillChip(chip, address, key, format) {
  const asked = (chip.asked = `${key} ${format}`);
  let figure = null;
  try {
    figure = await textOf(address, key, format);
  } catch {
    if (chip.asked === asked) Object.assign(chip, { textContent: "går inte att hämta", title: "Siffran går inte att hämta just nu. Ladda om sidan." });
  }
  if (chip.asked !== asked || figure === null) return null;
  chip.textContent = figure ? figure.text : "saknas";
  chip.classList.toggle("missing", !figure);
  return figure;
}

/* ---- Asking ---- */

/* Ask for something about a text, outside the page's own form, whose fields must not be sent along; `answered` is told the
   button, or "" where it was left. All is done at once, and not when the browser tells that the dialog is closed: it gives the
   text its focus back before that, and a key or a caret that comes in between would be taken for one somewhere else. */
function ask(editor, label, form, answered) {
  const leave = element("button", { class: "btn btn-plain", value: "", formnovalidate: "" }, "Avbryt");
  form.querySelector(".actions > button").after(leave);
  const dialog = element("dialog", { class: "figure-picker", "aria-label": label }, form);
  const close = (answer) => {
    if (!dialog.isConnected) return;
    dialog.close();
    dialog.remove();
    if (editor.isDestroyed) return;
    editor.view.focus(); // with the caret where it was
    answered(answer);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    close(event.submitter?.value ?? "");
  });
  for (const way of ["cancel", "close"])
    dialog.addEventListener(way, ({ target }) => {
      if (target === dialog) close(""); // a file that isn't chosen is cancelled by the same name
    });
  document.body.append(dialog);
  dialog.showModal();
}

/* Where it is said what a chosen piece of the text is, and which key changes it. */
function told(editor) {
  const box = editor.view.dom.parentElement;
  return (
    box.querySelector(".figure-told") ||
    box.appendChild(element("p", { class: "figure-told", role: "status", contenteditable: "false" }))
  );
}

/* ---- The row of buttons, in Swedish ---- */

function toolbar(editorModule, pick, headings, more) {
  return editorModule.Extension.create({
    name: "finsamToolbar",
    addMenuItems({ menu, buttons }) {
      const define = (name, group, icon, label, command, extra = {}) => {
        const button = buttons.material(icon, label);
        // What the colour says is said in words too.
        const update = (editor) => {
          if (extra.active) button.setAttribute("aria-pressed", extra.active(editor));
          if (extra.enabled) button.setAttribute("aria-disabled", !extra.enabled(editor));
        };
        menu.defineItem({ name, groups: group, button, command, update, ...extra });
      };

      for (const [name, group, icon, label] of TOGGLES) {
        const toggle = `toggle${name[0].toUpperCase()}${name.slice(1)}`;
        define(name, group, icon, label, (editor) => editor.chain().focus()[toggle]().run(), {
          active: (editor) => editor.isActive(name),
        });
      }
      if (headings)
        menu.defineItem({
          name: "heading",
          groups: "lists",
          button: buttons.text("Rubrik", "Rubrik: blir ett eget avsnitt när du sparar"),
          command: (editor) => editor.chain().focus().toggleHeading({ level: 2 }).run(),
          active: (editor) => editor.isActive("heading"),
        });
      define("link", "link", "link", "Länk", (editor) => linkTo(editor), {
        active: (editor) => editor.isActive("link"),
      });
      if (pick)
        menu.defineItem({
          name: "figure",
          groups: "figure",
          button: buttons.text("Siffra", "Sätt in en siffra ur förbundets uppgifter ({)"),
          command: (editor) => pick(editor),
        });
      more?.({ menu, buttons }, { element, ask });
      for (const [name, label] of [["undo", "Ångra"], ["redo", "Gör om"]])
        define(name, "history", name, label, (editor) => editor.commands[name](), {
          enabled: (editor) => editor.can()[name](),
        });
    },
  });
}

let links = 0;

/* An address as people write it, whole; null for what leads nowhere that a document may lead. */
function addressOf(written) {
  const text = written.trim();
  if (!text || /^(?:https?:\/\/|mailto:|#(?:s|t|not|rad)-)\S+$/i.test(text)) return text;
  if (/^[^\s@:/]+@[^\s@:/]+\.[a-zåäö]{2,}$/i.test(text)) return `mailto:${text}`;
  return /^[a-z0-9åäö-]+(?:\.[a-z0-9åäö-]+)*\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(text) ? `https://${text}` : null;
}

function linkTo(editor) {
  const id = `link-${++links}`;
  const input = element("input", { id, type: "text", inputmode: "url", class: "form-control", placeholder: "www.forsakringskassan.se" });
  input.value = editor.getAttributes("link").href || "";
  input.addEventListener("input", () => input.setCustomValidity(addressOf(input.value) === null ? "Skriv en webbadress eller en e-postadress." : ""));
  const places = [...document.querySelectorAll("#outline a[id^=till-]")];
  const inside = element("select", { id: `${id}-inside`, class: "form-select" }, element("option", { value: "" }, "Välj ett avsnitt"),
    ...places.map((place) => element("option", { value: place.getAttribute("href") }, place.textContent.trim())));
  inside.addEventListener("change", () => ((input.value = inside.value), input.setCustomValidity("")));
  const remove = input.value ? [element("button", { class: "btn btn-plain danger", value: "remove", formnovalidate: "" }, "Ta bort länken")] : [];
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", {}, "Länk"),
    element("label", { class: "form-label", for: id }, "Webbadress"),
    input,
    ...(places.length ? [element("label", { class: "form-label", for: inside.id }, "Eller till ett avsnitt här"), inside] : []),
    element("div", { class: "actions" }, element("button", { class: "btn btn-primary", value: "set" }, "Spara länken"), ...remove),
  );
  ask(editor, "Länk", form, (answer) => {
    const href = answer === "remove" ? "" : addressOf(input.value);
    if (!answer || href === null) return;
    const chain = editor.chain().extendMarkRange("link");
    (href ? chain.setMark("link", { href }) : chain.unsetMark("link")).run();
  });
}

/* ---- What is pasted ---- */

/* The server makes of it what a text can hold, and says what it left out. It takes the place of what was chosen, and stands
   where it was pasted though somebody writes on meanwhile. Where no answer comes it is done here, as well as it goes. */
function paste(editor, area, event, keptApart, { asLines, pictures }) {
  const html = event.clipboardData?.getData("text/html");
  if (pictures?.take(editor, event.clipboardData)) return true;
  if (!html || !area.dataset.clean || html.includes("data-pm-slice")) return false; // our own is as it should be
  const body = new FormData();
  body.set("html", html);
  const inTable = editor.isActive("table");
  if ("headings" in area.dataset && !inTable) body.set("headings", "1");
  if (area.dataset.tables && !inTable) body.set("section", "1");
  const told = area.told ?? (area.told = element("div", { class: "pasted-told", role: "status" }));
  if (!told.isConnected) editor.view.dom.parentElement.after(told);
  const say = (...sentences) => told.replaceChildren(...sentences.map((sentence) => element("p", {}, sentence)));
  let { from, to } = editor.state.selection;
  const follow = ({ transaction: { mapping } }) => ([from, to] = [mapping.map(from, -1), mapping.map(to, -1)]);
  editor.on("transaction", follow);
  const insert = (kept) => {
    editor.off("transaction", follow);
    if (!kept) return; // what was chosen stays where nothing comes in its place
    const { selection } = editor.state;
    const updateSelection = selection.from === from && selection.to === to;
    if (updateSelection) {
      editor.commands.deleteSelection();
      from = editor.state.selection.from;
    }
    editor.commands.insertContentAt(from, inTable ? asLines(kept) : kept, { updateSelection });
  };
  const ready = pictures && !inTable ? pictures.kept(html).then((kept) => body.set("html", kept)) : Promise.resolve();
  ready
    .then(() => fetch(area.dataset.clean, { method: "POST", body, headers: { "X-CSRFToken": token() } }))
    .then(async (answer) => {
      const { html: kept, said } = answer.ok ? await answer.json() : { html: "", said: [TOO_MUCH] };
      insert(kept);
      say(...said);
    })
    .catch(() => {
      insert(keptApart(html, Boolean(area.dataset.tables && !inTable)));
      say("Det inklistrade kunde inte gås igenom, för förbindelsen är borta. Se efter att allt kom med.");
    });
  return true;
}
const TOO_MUCH = "Det inklistrade gick inte att ta emot. Klistra in en mindre del, eller försök igen.";

/* ---- Turning text areas into editors ---- */

async function start(area) {
  if (area.dataset.proseStarted || area.closest("template")) return;
  area.dataset.proseStarted = "1";
  const module = await import(area.dataset.prose);
  const { alive, inert, keptApart, rowsAsText } = await import(area.dataset.pasted);
  const { make, watchTyped } = await import(area.dataset.figures);
  const tables = area.dataset.tables ? await import(area.dataset.tables) : null;
  const notes = area.dataset.notes ? await import(area.dataset.notes) : null;
  const pictures = area.dataset.pictures ? (await import(area.dataset.pictures)).make(module, area, { alive, ask, element, inert, told }) : null;
  const address = area.dataset.facts;
  const { boundFigure, pick } = make(module, address, { element, ask, fillChip, lookUp, textOf, told });
  const {
    Blockquote, Bold, BulletList, Document, Dropcursor, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem, Menu,
    OrderedList, Paragraph, Subscript, Superscript, Text,
  } = module;
  // The editor puts a style of its own in the page, which the page's policy lets in by its nonce.
  const withNonce = module.Extension.create({
    name: "nonce",
    onBeforeCreate() {
      this.editor.options.injectNonce = document.querySelector("script[nonce]")?.nonce;
    },
  });
  const typed = area.value !== area.defaultValue; // while this was on its way
  const here = document.activeElement === area;
  const editor = module.createTextareaEditor(area, [
    withNonce,
    Document, Paragraph, Text, HardBreak, Bold, Italic, Subscript, Superscript, Link.configure({ openOnClick: false }),
    BulletList, OrderedList, ListItem, Blockquote, Dropcursor, Gapcursor, History,
    ...("headings" in area.dataset ? [Heading.extend({ addMenuItems() {} })] : []),
    ...(tables?.tables(module) ?? []),
    ...(notes ? [notes.note(module)] : []),
    ...(pictures ? [pictures.picture] : []),
    boundFigure,
    toolbar(module, address && pick, "headings" in area.dataset, (...bar) => (notes?.noteButton(...bar), pictures?.button(...bar), tables?.tableButtons(...bar))),
    Menu.configure({
      defaultItems: false,
      groups: [{ group: "marks" }, { group: "lists" }, { group: "link" }, { group: "figure" }, ...(tables ? [{ group: "table" }] : []), { group: "history" }],
    }),
  ]);
  // The caret comes into view below the row of buttons where that stands over the text.
  const clear = {
    get top() {
      const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
      return 5 + (bar && getComputedStyle(bar).position === "sticky" ? bar.offsetHeight : 0);
    },
    right: 5,
    bottom: 5,
    left: 5,
  };
  editor.setOptions({
    editorProps: {
      ...editor.options.editorProps,
      scrollThreshold: clear,
      scrollMargin: clear,
      transformPastedHTML: (html) =>
        html.includes("data-pm-slice") ? inert(html) : keptApart(html, Boolean(tables && !editor.isActive("table"))),
      handlePaste: (view, event) => paste(editor, area, event, keptApart, { asLines: tables?.asLines, pictures }),
      handleDrop: (view, event, slice, moved) =>
        Boolean(!moved && pictures?.take(editor, event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos)),
      transformPastedText: rowsAsText,
    },
  });
  // A label, and what describes the field, belong to what one writes in.
  const label = document.querySelector(`label[for="${area.id}"]`);
  const surface = editor.view.dom;
  surface.setAttribute("role", "textbox");
  surface.setAttribute("aria-multiline", "true");
  surface.setAttribute("lang", "sv");
  if (label) {
    label.id ||= `${area.id}_label`;
    surface.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.commands.focus());
  }
  const description = area.getAttribute("aria-describedby");
  if (description) surface.setAttribute("aria-describedby", description);
  const bar = surface.parentElement.querySelector(".prose-menubar");
  bar?.setAttribute("role", "toolbar");
  bar?.setAttribute("aria-label", "Textens utseende");
  area.addEventListener("text:replaced", () => {
    const { from, to } = editor.state.selection;
    editor.commands.setContent(area.value);
    const end = editor.state.doc.content.size;
    if (editor.isFocused) editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) });
  });
  tables?.sayKeys(editor, element);
  if (area.dataset.loose) watchTyped(editor, area, element);
  if (!typed) area.defaultValue = area.value; // in the editor's own order, which nobody has written
  area.dispatchEvent(new CustomEvent("editor:ready", { bubbles: true }));
  if (here) editor.commands.focus("end");
}

/* For those who only read, the figures in a text are filled in where they stand; in what is folded when it is unfolded. */
function fill(place) {
  for (const chip of place.querySelectorAll("[data-figure]")) {
    const fold = chip.closest("details:not([open])");
    if (fold) fold.addEventListener("toggle", () => fill(fold), { once: true });
    else if (!chip.dataset.filled) {
      chip.dataset.filled = "1";
      fillChip(chip, chip.dataset.facts, chip.dataset.figure, chip.dataset.format);
    }
  }
}

const startAll = (place) => {
  place.querySelectorAll("textarea[data-prose]").forEach(start);
  fill(place);
};
startAll(document);
for (const event of ["row:added", "htmx:load"]) document.addEventListener(event, (happened) => startAll(happened.target));
