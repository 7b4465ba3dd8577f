/* Tables in a text: head row and head column, and a caption. A cell holds lines; it reaches over one column and one row,
   so that whoever listens always knows what stands over a figure and before it. */

let captions = 0;

const cellsOf = (row) => Array.from({ length: row.childCount }, (_, at) => row.child(at));
const isHead = (cell) => cell.type.name === "tableHeader";

/* The table that the caret stands in, and where it begins. */
function tableAt({ selection: { $from } }) {
  for (let depth = $from.depth; depth; depth--)
    if ($from.node(depth).type.name === "table") return { node: $from.node(depth), pos: $from.before(depth) };
  return null;
}

/* The rows of a table, each with its cells, and where each cell begins. */
function placesOf({ node, pos }) {
  const places = [];
  node.forEach((cells, offset, row) =>
    cells.forEach((cell, inside, column) => places.push({ cell, row, column, pos: pos + offset + inside + 2 })),
  );
  return places;
}

/* Which of its heads a table has; the corner is of both. */
function headsOf(editor) {
  const found = tableAt(editor.state);
  if (!found) return { row: false, column: false };
  const [first, ...below] = cellsOf(found.node).map(cellsOf);
  const row = first.slice(1).some(isHead);
  return { row, column: (row ? below : [first, ...below]).some((cells) => isHead(cells[0])) };
}

/* A table without any head would be read as loose figures, so taking the last away gives the other. */
function toggle(editor, which) {
  const other = which === "Row" ? "Column" : "Row";
  const has = headsOf(editor);
  const alone = has[which.toLowerCase()] && !has[other.toLowerCase()];
  const chain = editor.chain().focus();
  if (alone) chain[`toggleHeader${other}`]();
  chain[`toggleHeader${which}`]().run();
}

/* Add a row or a column beside the caret's own, and go there: to the new cell in the same column or row. */
function add(editor, command) {
  const table = tableAt(editor.state);
  const { $from } = editor.state.selection;
  const depth = editor.state.doc.resolve(table.pos).depth + 1;
  const along = command.includes("Row") ? "column" : "row";
  const same = { row: $from.index(depth), column: $from.index(depth + 1) }[along];
  const there = new Set(placesOf(table).map(({ cell }) => cell));
  editor.chain().focus()[command]().run();
  const made = placesOf(tableAt(editor.state)).find((place) => !there.has(place.cell) && place[along] === same);
  if (made) editor.commands.setTextSelection(made.pos + 2);
}

/* ---- Columns of figures, whose digits stand over each other: as finsam/core/text/columns.py judges it ---- */

const BARE = String.raw`(?:ca )?\(?[-+−–±]? ?\d{1,3}(?:(?: ?\d{3})*|\d*)(?:,\d+)? ?(?:kr|tkr|mnkr|%|procent|st)?\)?`;
const MARK = String.raw`(?: ?(?:[†‡¹²³⁰⁴-⁹]|\*{1,3}|[a-zåäö]\))| \d\))`;
const FIGURE = new RegExp(String.raw`^${BARE}${MARK}{0,3}(?: ?\( ?(?:n ?= ?)?${BARE} ?\))?${MARK}{0,2}$`, "i");
const NOTHING = /^[-–—]?$/;

function wordsOf(cell) {
  let words = "";
  cell.descendants((part) => {
    if (part.isTextblock || part.type.name === "hardBreak") words += " ";
    else if (part.type.name === "boundFigure") words += "0";
    else if (part.isText && !part.marks.some((mark) => mark.type.name === "note")) words += part.text;
  });
  return words.replace(/\s+/g, " ").trim();
}

function* figureCells(doc) {
  for (let at = 0, pos = 0; at < doc.childCount; pos += doc.child(at++).nodeSize) {
    if (doc.child(at).type.name !== "table") continue;
    const places = placesOf({ node: doc.child(at), pos });
    const named = places.some(({ cell, row, column }) => !row && column && isHead(cell));
    const body = places.filter(({ row }) => row || !named).map((place) => ({ ...place, words: wordsOf(place.cell) }));
    const told = body.filter(({ column, words }) => column && !NOTHING.test(words));
    const figures = new Set(told.map(({ column }) => column));
    for (const { column, words } of told) if (!FIGURE.test(words)) figures.delete(column);
    for (const { cell, column, pos: from } of places) if (figures.has(column)) yield { from, to: from + cell.nodeSize };
  }
}

export function tables(module) {
  const { Table, TableRow, TableHeader, TableCell, Decoration } = module;
  const lines = { content: "paragraph+", addAttributes: () => ({ colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } }) };
  const table = Table.extend({
    addMenuItems() {},
    addDecorations: () => ({
      create: ({ state }) => Array.from(figureCells(state.doc), ({ from, to }) => Decoration.Node(from, to, { class: "num" })),
    }),
    addNodeView() {
      return null;
    },
    addAttributes() {
      return { caption: { default: "", rendered: false, parseHTML: (made) => made.caption?.textContent.trim() ?? "" } };
    },
    parseHTML: () => [{ tag: "table" }, { tag: "caption", ignore: true }], // which would be a cell
    renderHTML({ node }) {
      const { caption } = node.attrs;
      return ["table", ...(caption ? [["caption", { contenteditable: "false" }, caption]] : []), ["tbody", 0]];
    },
  });
  // A blank cell of the head is no `th` where it is kept, for it says nothing; here it can be written in.
  const head = { ...lines, parseHTML: () => [{ tag: "thead td", priority: 60 }, { tag: "th" }] };
  return [table.configure({ resizable: false }), TableRow, TableHeader.extend(head), TableCell.extend(lines)];
}

/* The buttons: one that makes a table, and those that are there while the caret is in one. */
export function tableButtons({ menu, buttons }, { element, ask }) {
  const inside = (editor) => editor.isActive("table");
  menu.defineItem({
    name: "table",
    groups: "table",
    button: buttons.text("Tabell", "Tabell med rubrikrad, här"),
    command: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    hidden: inside,
  });
  const items = [
    ["addRowAfter", "Rad under", "Rad under den här"],
    ["addRowBefore", "Rad över", "Rad över den här"],
    ["addColumnAfter", "Kolumn efter", "Kolumn efter den här"],
    ["addColumnBefore", "Kolumn före", "Kolumn före den här"],
    ["deleteRow", "Ta bort rad", "Ta bort raden"],
    ["deleteColumn", "Ta bort kolumn", "Ta bort kolumnen"],
    ["deleteTable", "Ta bort tabellen", "Ta bort tabellen"],
  ].map(([command, words, label]) => [`table:${command}`, words, label, (editor) => (command.startsWith("add") ? add(editor, command) : editor.chain().focus()[command]().run())]);
  items.splice(6, 0, ["table:caption", "Tabelltext", "Tabelltext: vad tabellen visar", (editor) => captionOf(editor, element, ask)]);
  for (const [name, words, label, command] of items)
    menu.defineItem({ name, groups: "table", button: buttons.text(words, label), command, hidden: (editor) => !inside(editor) });
  for (const [which, words, label] of [
    ["Row", "Rubrikrad", "Rubrikrad: första raden är rubriker"],
    ["Column", "Rubrikkolumn", "Rubrikkolumn: första kolumnen är rubriker"],
  ]) {
    const button = buttons.text(words, label);
    menu.defineItem({
      name: `table:head${which}`,
      groups: "table",
      button,
      command: (editor) => toggle(editor, which),
      active: (editor) => headsOf(editor)[which.toLowerCase()],
      update: (editor) => button.setAttribute("aria-pressed", headsOf(editor)[which.toLowerCase()]),
      hidden: (editor) => !inside(editor),
    });
  }
}

function captionOf(editor, element, ask) {
  const found = tableAt(editor.state);
  if (!found) return;
  const id = `caption-${++captions}`;
  const input = element("input", { id, name: "caption", type: "text", class: "form-control", maxlength: 200 });
  input.value = found.node.attrs.caption;
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", {}, "Tabelltext"),
    element("label", { class: "form-label", for: id }, "Vad tabellen visar"),
    input,
    element("div", { class: "actions" }, element("button", { class: "btn btn-primary", value: "set" }, "Spara tabelltexten")),
  );
  ask(editor, "Tabelltext", form, (answer) => {
    const now = tableAt(editor.state);
    if (answer === "set" && now)
      editor.view.dispatch(editor.state.tr.setNodeMarkup(now.pos, null, { ...now.node.attrs, caption: input.value.trim() }));
  });
}

/* What is pasted into a cell, as its lines. */
export function asLines(html) {
  const pasted = new DOMParser().parseFromString(html, "text/html");
  for (const point of pasted.querySelectorAll("li")) {
    const own = [...point.childNodes].filter((node) => !/^[UO]L$/.test(node.tagName));
    const line = pasted.createElement("p");
    line.append(...own.flatMap((node) => (node.tagName === "P" ? [...node.childNodes] : [node])));
    point.prepend(line);
  }
  const lines = [...pasted.querySelectorAll("p")].filter((line) => line.textContent.trim() || line.querySelector("data"));
  return lines.map((line) => `<p>${line.innerHTML}</p>`).join("") || pasted.body.innerHTML;
}

/* Tab goes from cell to cell, so there is another way out to the buttons, and it is said. */
export function sayKeys(editor, element) {
  const said = element("p", { class: "table-keys", role: "status" });
  editor.view.dom.parentElement.after(said);
  const tell = () => {
    const words = editor.isActive("table") ? "Tabb går till nästa ruta, Alt+F10 till tabellens knappar." : "";
    if (said.textContent !== words) said.textContent = words;
  };
  editor.on("selectionUpdate", tell);
  editor.on("update", tell);
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    const bar = editor.view.dom.parentElement.querySelector(".prose-menubar");
    const shown = [...bar.querySelectorAll("button, [role=button], .prose-menubar__button")].filter((button) => button.offsetParent);
    (shown.find((button) => button.title?.startsWith("Rad under")) ?? shown[0])?.focus();
  });
}
