/* "Lägg till …": one more empty child in a form. Without it, the form's extra blank row does. */

for (const rows of document.querySelectorAll("[data-rows]")) {
  const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
  const empty = rows.querySelector("[data-rows-empty]");
  const place = rows.querySelector("[data-rows-here]");
  const add = rows.querySelector("[data-rows-add]");

  add.hidden = false;
  add.addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.firstElementChild;
    place.append(row);
    total.value = Number(total.value) + 1;
    row.dispatchEvent(new CustomEvent("row:added", { bubbles: true }));
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });
  rows.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE"))
      event.target.closest(".child").classList.toggle("removed", event.target.checked);
  });
}
