/* Rich text for people who know Word, with bound figures: `<data value="budget.intakter@0" data-format="tkr">`
   is one unbreakable piece of text that shows what the figure is now.

   A text area marked data-prose becomes an editor; its attribute is the address of the editor's bundle, data-pasted that
   of what tidies a paste, and data-facts says where figures are looked for. Without this script the area holds the HTML itself. */

const FORMATS = [
  ["kr", "kronor"],
  ["tkr", "tusental kronor"],
  ["mnkr.1", "miljoner kronor, en decimal"],
  ["tkr~100", "tusental kronor, avrundat till hundratal"],
  ["%", "procent"],
  ["%.1", "procent, en decimal"],
  ["st", "antal"],
  ["kr mer", "kronor mer eller mindre"],
  ["%.1 mer", "procent mer eller mindre"],
  ["tkr bättre", "tusental kronor bättre eller sämre"],
  ["tkr överskott", "överskott eller underskott, tusental kronor"],
];
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

const WHEN = { "-1": "året före", 1: "året efter" };

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

async function lookUp(address, query) {
  if (!address) return [];
  const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/* The figure's text as the document would print it, asked for once per key and format. */
function textOf(address, key, format) {
  const name = `${key} ${format}`;
  if (!known.has(name))
    known.set(
      name,
      lookUp(address, { key, format })
        .then((found) => found.find((one) => one.key === key))
        .catch(() => null),
    );
  return known.get(name);
}

/* ---- The node ---- */

function boundFigure(editorModule, address) {
  return editorModule.Node.create({
    name: "boundFigure",
    group: "inline",
    inline: true,
    atom: true,
    selectable: true,
    addAttributes() {
      return {
        value: { default: "", parseHTML: (dom) => dom.getAttribute("value") },
        format: {
          default: "kr",
          parseHTML: (dom) => dom.getAttribute("data-format") || "kr",
          renderHTML: ({ format }) => ({ "data-format": format }),
        },
      };
    },
    parseHTML: () => [{ tag: "data[value]" }],
    renderHTML: ({ HTMLAttributes }) => ["data", HTMLAttributes],
    addNodeView() {
      return ({ node, getPos, editor }) => {
        const chip = element("span", { class: "figure-chip", title: node.attrs.value }, "…");
        const show = async ({ value, format }) => {
          const found = await textOf(address, value, format);
          chip.textContent = found ? found.text : "saknas";
          chip.title = found ? `${found.label}, ${found.where} (${value})` : `${value} finns inte`;
          chip.classList.toggle("missing", !found);
        };
        show(node.attrs);
        chip.addEventListener("dblclick", () => pick(editor, address, node.attrs, getPos()));
        return {
          dom: chip,
          update(other) {
            if (other.type.name !== "boundFigure") return false;
            show(other.attrs);
            return true;
          },
        };
      };
    },
  });
}

/* ---- Choosing a figure ---- */

let pickers = 0;

/* Ask for something outside the page's own form, whose fields must not be sent along; `answered` is told the button. */
function ask(label, form, answered) {
  const dialog = element("dialog", { class: "figure-picker", "aria-label": label }, form);
  dialog.addEventListener("close", () => {
    dialog.remove();
    answered(dialog.returnValue);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function pick(editor, address, chosen = null, place = null) {
  const id = `figure-picker-${++pickers}`;
  const search = element("input", { id: `${id}-q`, type: "search", class: "form-control", autocomplete: "off" });
  const list = element("div", { class: "figure-list", role: "radiogroup", "aria-label": "Siffror" });
  const format = element(
    "select",
    { id: `${id}-format`, class: "form-select" },
    ...FORMATS.map(([value, label]) => element("option", { value }, label)),
  );
  if (chosen && !FORMATS.some(([value]) => value === chosen.format))
    format.append(element("option", { value: chosen.format }, chosen.format));
  const insert = element("button", { class: "btn btn-primary", value: "insert" }, chosen ? "Byt" : "Sätt in");
  const cancel = element("button", { type: "button", class: "btn btn-plain" }, "Avbryt");
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", {}, chosen ? "Byt siffran" : "Sätt in en siffra"),
    element("p", { class: "quiet" }, "Siffran hämtas ur förbundets uppgifter och följer med när de ändras."),
    element("label", { class: "form-label", for: search.id }, "Sök"),
    search,
    list,
    element("label", { class: "form-label", for: format.id }, "Visa som"),
    format,
    element("div", { class: "actions" }, insert, cancel),
  );

  const usual = (unit) => (FORMATS.some(([value]) => value === unit) ? unit : "st");
  const show = async () => {
    let found;
    try {
      found = await lookUp(address, { q: search.value });
    } catch {
      list.replaceChildren(element("p", { class: "quiet" }, "Siffrorna gick inte att hämta. Försök igen."));
      return;
    }
    list.replaceChildren(
      ...found.map((one) => {
        const input = element("input", { type: "radio", name: "figure", value: one.key, required: true });
        input.checked = one.key === chosen?.value;
        input.addEventListener("change", () => {
          if (!chosen) format.value = usual(one.unit);
        });
        const words = element("span", {}, one.label);
        const told = [one.where, WHEN[one.key.split("@")[1]]].filter(Boolean).join(", ");
        if (told) words.append(" ", element("span", { class: "quiet" }, told));
        return element("label", {}, input, words, element("strong", {}, one.text));
      }),
    );
    if (!found.length) list.replaceChildren(element("p", { class: "quiet" }, "Inget stämmer. Pröva ett annat ord."));
  };

  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 200);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  if (chosen) {
    format.value = chosen.format;
    search.value = chosen.value.replace(/@.*/, "");
  }
  const dialog = ask("Välj en siffra", form, (answer) => {
    const key = form.elements.figure?.value;
    if (answer === "insert" && key) {
      const node = { type: "boundFigure", attrs: { value: key, format: format.value } };
      const chain = editor.chain().focus();
      if (place === null) chain.insertContent(node).run();
      else chain.insertContentAt({ from: place, to: place + 1 }, node).run();
    } else editor.commands.focus();
  });
  cancel.addEventListener("click", () => dialog.close());
  show();
}

/* ---- The row of buttons, in Swedish ---- */

function toolbar(editorModule, address) {
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
      define("link", "link", "link", "Länk", (editor) => linkTo(editor), {
        active: (editor) => editor.isActive("link"),
      });
      if (address)
        menu.defineItem({
          name: "figure",
          groups: "figure",
          button: buttons.text("Siffra", "Sätt in en siffra ur förbundets uppgifter"),
          command: (editor) => pick(editor, address),
        });
      for (const [name, label] of [["undo", "Ångra"], ["redo", "Gör om"]])
        define(name, "history", name, label, (editor) => editor.commands[name](), {
          enabled: (editor) => editor.can()[name](),
        });
    },
  });
}

function linkTo(editor) {
  const id = `link-${++pickers}`;
  const input = element("input", { id, type: "url", class: "form-control", placeholder: "https://" });
  input.value = editor.getAttributes("link").href || "";
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", {}, "Länk"),
    element("label", { class: "form-label", for: id }, "Adress (tom tar bort länken)"),
    input,
    element("div", { class: "actions" }, element("button", { class: "btn btn-primary", value: "set" }, "Spara länken")),
  );
  ask("Länk", form, (answer) => {
    const href = input.value.trim();
    if (answer !== "set") return;
    const chain = editor.chain().focus().extendMarkRange("link");
    (href ? chain.setMark("link", { href }) : chain.unsetMark("link")).run();
  });
}

/* ---- Turning text areas into editors ---- */

async function start(area) {
  if (area.dataset.proseStarted || area.closest("template")) return;
  area.dataset.proseStarted = "1";
  const module = await import(area.dataset.prose);
  const { keptApart, rowsAsText } = await import(area.dataset.pasted);
  const address = area.dataset.facts;
  const {
    Blockquote, Bold, BulletList, Document, Dropcursor, Gapcursor, HardBreak, History, Italic, Link, ListItem, Menu,
    OrderedList, Paragraph, Subscript, Superscript, Text,
  } = module;
  const editor = module.createTextareaEditor(area, [
    Document, Paragraph, Text, HardBreak, Bold, Italic, Subscript, Superscript, Link.configure({ openOnClick: false }),
    BulletList, OrderedList, ListItem, Blockquote, Dropcursor, Gapcursor, History,
    boundFigure(module, address),
    toolbar(module, address),
    Menu.configure({
      defaultItems: false,
      groups: [{ group: "marks" }, { group: "lists" }, { group: "link" }, { group: "figure" }, { group: "history" }],
    }),
  ]);
  editor.setOptions({
    editorProps: {
      ...editor.options.editorProps,
      transformPastedHTML: keptApart,
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
  area.dispatchEvent(new CustomEvent("editor:ready", { bubbles: true }));
}

/* For those who only read, the figures in a text are filled in where they stand. */
for (const chip of document.querySelectorAll("[data-figure]"))
  textOf(chip.dataset.facts, chip.dataset.figure, chip.dataset.format).then((found) => {
    chip.textContent = found ? found.text : "saknas";
    chip.classList.toggle("missing", !found);
  });

const startAll = (place) => place.querySelectorAll("textarea[data-prose]").forEach(start);
startAll(document);
for (const event of ["row:added", "htmx:load"]) document.addEventListener(event, (happened) => startAll(happened.target));
