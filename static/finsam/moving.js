/* Rows that are moved among their siblings: dragged by what is draggable in them, with Alt and the arrow keys, and by the menu
   of each (components/move.html). What is asked for goes to the row's own address, and the answer is the place's new content. */

export function movable(place, { rows, ways }) {
  const target = `#${place.id}`;
  const rowOf = (element) => element.closest?.(rows);
  // One at a time: what is asked for while another move is on its way goes from where that one has left the row.
  let moves = Promise.resolve();
  const move = ({ dataset: { key } }, values) => {
    const next = () => {
      const row = [...place.querySelectorAll(rows)].find((one) => one.dataset.key === key);
      return row && htmx.ajax("POST", row.dataset.move, {
        source: place,
        target,
        swap: "innerHTML show:none",
        values: { version: row.dataset.version, ...values },
      });
    };
    return (moves = moves.then(next, next));
  };

  place.addEventListener("keydown", async (event) => {
    const row = rowOf(event.target);
    if (!row || !event.altKey || !ways[event.key]) return;
    event.preventDefault();
    await move(row, { riktning: ways[event.key] });
    document.getElementById(`till-${row.dataset.key}`)?.focus();
  });

  // Who has used a row's menu is left at it, so that the row can be moved on.
  let used = "";
  place.addEventListener("submit", ({ target: form }) => {
    used = form.matches(".row-menu form") ? rowOf(form)?.dataset.key : "";
  });
  place.addEventListener("htmx:afterSettle", () => {
    if (used) document.getElementById(`meny-${used}`)?.focus();
    used = "";
  });

  let dragged = null;
  const unmark = () =>
    place.querySelectorAll(".drop-before, .drop-last").forEach((row) => row.classList.remove("drop-before", "drop-last"));
  /* The row to land before; null after the last. */
  function landing(event) {
    const row = rowOf(event.target);
    if (!row || !dragged) return undefined;
    const { top, height } = row.getBoundingClientRect();
    return event.clientY < top + height / 2 ? row : row.nextElementSibling;
  }
  place.addEventListener("dragstart", (event) => {
    const held = event.target.closest?.("[draggable=true]");
    dragged = held && rowOf(held);
    if (dragged) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.dataset.key);
    }
  });
  place.addEventListener("dragover", (event) => {
    const before = landing(event);
    if (before === undefined) return;
    event.preventDefault();
    unmark();
    if (before) before.classList.add("drop-before");
    else place.querySelector(`${rows}:last-child`).classList.add("drop-last");
  });
  place.addEventListener("drop", (event) => {
    const before = landing(event);
    unmark();
    if (before === undefined) return;
    event.preventDefault();
    move(dragged, { fore: before?.dataset.key ?? "" });
    dragged = null;
  });
  place.addEventListener("dragend", () => {
    unmark();
    dragged = null;
  });
}
