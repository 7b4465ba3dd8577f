/* A grid of cells behaves like a sheet: arrows and Return move between rows, a pasted range fills right and down.
   Sums and sentences are made by the server as one writes; without this file they come when the cells are saved. */

const grid = document.querySelector("form.grid");
const rows = () =>
  [...grid.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("input.amount")]).filter((row) => row.length);
const place = (field) => {
  const all = rows();
  const row = all.findIndex((fields) => fields.includes(field));
  return [all, row, all[row].indexOf(field)];
};

grid.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("input.amount") || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const [all, row, column] = place(event.target);
  const next = all[row + (event.shiftKey ? -step : step)]?.[column];
  if (!next) return;
  next.focus();
  next.select();
});

grid.addEventListener("paste", (event) => {
  if (!event.target.matches("input.amount")) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\n\t]/.test(text)) return;
  event.preventDefault();
  const [all, row, column] = place(event.target);
  // Where there is one column to write in, the last of those that were copied is meant: the others name the rows.
  const narrow = all.every((fields) => fields.length === 1);
  const counted = grid.querySelector(".pasted");
  let filled = 0;
  let left = 0;
  text.split("\n").forEach((line, down) => {
    line.split("\t").slice(narrow ? -1 : 0).forEach((value, right) => {
      const field = all[row + down]?.[column + right];
      if (!field) {
        left += 1;
        return;
      }
      field.value = value.trim();
      field.classList.add("just-pasted");
      filled += 1;
    });
  });
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
  counted.textContent =
    `${filled} ${counted.dataset.counted} klistrades in. Se efter att de hamnade rätt innan du sparar.` +
    (left > 0 ? ` ${left} fick inte plats.` : "");
});
