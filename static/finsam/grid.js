/* A grid of cells behaves like a sheet: arrows and Return move between cells, a pasted range fills right and down, and
   what was written can be undone (Ctrl+Z) a cell or a whole paste at a time. Sums and sentences are made by the server as
   one writes; without this file they come when the cells are saved. */

const gridOf = (element) => element.closest?.("form.grid");
const isCell = (element) => element.matches?.("form.grid input.amount");
const say = (grid, text) => (grid.querySelector(".pasted").textContent = text);

/* ---- Where a cell stands ---- */

const columnOf = (cell) => {
  let column = 0;
  for (let before = cell.closest("td, th").previousElementSibling; before; before = before.previousElementSibling) column += before.colSpan;
  return column;
};
// The rows that something can be written in, each a Map of cells by column.
const rowsOf = (grid) =>
  [...grid.querySelectorAll("tbody tr")]
    .map((row) => new Map([...row.querySelectorAll("input.amount")].map((cell) => [columnOf(cell), cell])))
    .filter((row) => row.size);
const place = (cell) => {
  const rows = rowsOf(gridOf(cell));
  const column = columnOf(cell);
  return [rows, rows.findIndex((row) => row.get(column) === cell), column];
};
const enter = (cell) => {
  if (!cell) return;
  cell.focus();
  cell.select();
};
const down = (cell, step) => {
  const [rows, row, column] = place(cell);
  for (let at = row + step; rows[at]; at += step) if (rows[at].has(column)) return rows[at].get(column);
  return null;
};
const along = (cell, step) => {
  const [rows, row] = place(cell);
  const cells = [...rows[row].values()];
  return cells[cells.indexOf(cell) + step];
};

document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!isCell(cell) || event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    enter(down(cell, event.shiftKey ? -step : step));
    return;
  }
  const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!side || event.shiftKey) return;
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const edge = side > 0 ? cell.selectionStart === cell.value.length : cell.selectionEnd === 0;
  const next = whole || edge ? along(cell, side) : null;
  if (!next) return;
  event.preventDefault();
  enter(next);
});

/* ---- Undo ---- */

// What was done, newest last: each step is [[name, what stood, what stands], …].
const done = [];
const undone = [];
let entered = null;

const remember = (step) => {
  if (!step.length) return;
  done.push(step);
  undone.length = 0;
};
document.addEventListener("grid:filled", ({ detail }) => remember(detail)); // what the server has filled in
const commit = () => {
  const cell = entered && document.getElementsByName(entered.name)[0];
  if (cell && cell.value !== entered.value) remember([[entered.name, entered.value, cell.value]]);
  entered = cell === document.activeElement && cell ? { name: cell.name, value: cell.value } : null;
};
document.addEventListener("focusin", ({ target }) => {
  commit();
  if (isCell(target)) entered = { name: target.name, value: target.value };
});
document.addEventListener("focusout", ({ target }) => isCell(target) && commit());

// Write many cells as one step that can be undone: pairs of a cell and its value.
const fill = (grid, cells) => {
  commit();
  const step = cells.filter(([cell, value]) => cell.value !== value).map(([cell, value]) => [cell.name, cell.value, value]);
  for (const [cell, value] of cells) {
    cell.value = value;
    cell.classList.add("just-pasted");
  }
  remember(step);
  entered = entered && { ...entered, value: document.getElementsByName(entered.name)[0].value };
  grid.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("keydown", (event) => {
  const grid = gridOf(event.target);
  if (!grid || !(event.ctrlKey || event.metaKey) || event.altKey || (event.target.matches("input, textarea") && !isCell(event.target))) return;
  const key = event.key.toLowerCase();
  const back = key === "z" && !event.shiftKey;
  if (!back && key !== "y" && !(key === "z" && event.shiftKey)) return;
  commit();
  const step = (back ? done : undone).pop();
  if (!step) return;
  event.preventDefault();
  (back ? undone : done).push(step);
  let touched = null;
  for (const [name, was, is] of step) {
    const cell = document.getElementsByName(name)[0];
    if (!cell) continue;
    cell.value = back ? was : is;
    cell.classList.remove("just-pasted");
    touched ||= cell;
  }
  entered = null;
  enter(touched);
  if (touched) entered = { name: touched.name, value: touched.value };
  grid.dispatchEvent(new Event("input", { bubbles: true }));
  const many = step.length === 1 ? "En ruta" : `${step.length} rutor`;
  say(grid, back ? `${many} är som förut. Ctrl+Y gör om.` : `${many} är ändrade igen.`);
});

/* ---- Paste ---- */

document.addEventListener("paste", (event) => {
  if (!isCell(event.target)) return;
  const grid = gridOf(event.target);
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\n\t]/.test(text)) return;
  event.preventDefault();
  // A page that matches names and headings takes those over.
  const offer = new CustomEvent("grid:paste", { bubbles: true, cancelable: true, detail: { text, cell: event.target } });
  if (!event.target.dispatchEvent(offer)) return;
  const [rows, row, column] = place(event.target);
  // Where there is one column to write in, the last of those that were copied is meant: the others name the rows.
  const narrow = rows.every((cells) => cells.size === 1);
  const counted = grid.querySelector(".pasted").dataset.counted;
  const cells = [];
  let left = 0;
  text.split("\n").forEach((line, below) => {
    line.split("\t").slice(narrow ? -1 : 0).forEach((value, right) => {
      const cell = rows[row + below]?.get(column + right);
      if (cell) cells.push([cell, value.trim()]);
      else left += 1;
    });
  });
  fill(grid, cells);
  say(
    grid,
    `${cells.length} ${counted} klistrades in. Se efter att de hamnade rätt innan du sparar.` + (left > 0 ? ` ${left} fick inte plats.` : ""),
  );
});

/* ---- What was written before this file was here ---- */

// On a slow line a cell can be written in before anybody listens; the browser also fills in what stood there before a reload.
addEventListener("load", () => {
  for (const cell of document.querySelectorAll("form.grid input.amount")) {
    if (cell.value !== cell.defaultValue) cell.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

/* ---- What is sent ---- */

// Where others may write in other columns meanwhile, only what was written here is sent.
document.addEventListener("formdata", (event) => {
  for (const cell of event.target.querySelectorAll("input.amount[data-was]")) {
    if (cell.value === cell.dataset.was) event.formData.delete(cell.name);
  }
});
