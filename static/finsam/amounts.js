/* The grid of amounts behaves like a sheet: arrows and Return move between rows, a pasted column fills downwards.
   Sums are made by the server as one writes; without this file they come when the amounts are saved. */

const grid = document.querySelector("form.grid");
const fields = () => [...grid.querySelectorAll("input.amount")];

grid.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("input.amount") || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const all = fields();
  const next = all[all.indexOf(event.target) + (event.shiftKey ? -step : step)];
  if (!next) return;
  next.focus();
  next.select();
});

grid.addEventListener("paste", (event) => {
  if (!event.target.matches("input.amount")) return;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!/[\n\t]/.test(text)) return;
  event.preventDefault();
  const all = fields();
  const first = all.indexOf(event.target);
  const rows = text.split("\n").map((row) => row.split("\t").at(-1).trim());
  const filled = all.slice(first, first + rows.length);
  filled.forEach((field, place) => {
    field.value = rows[place];
    field.classList.add("just-pasted");
  });
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
  const left = rows.length - filled.length;
  grid.querySelector(".pasted").textContent =
    `${filled.length} belopp klistrades in. Se efter att de hamnade rätt innan du sparar.` +
    (left > 0 ? ` ${left} fick inte plats.` : "");
});
