/* The budget sheet: buttons and keys that change lines and columns without losing what isn't saved. Without this file the
   buttons post the form, and the page comes back with all that was written. */

const form = () => document.querySelector("form.grid");
const button = (name) => document.getElementById(`gor-${name}`);
const cells = () => [...form().querySelectorAll("input.amount")];

/* ---- The line that one stands in ---- */

const stand = (row) => {
  const choice = document.getElementById("rad");
  if (!row?.id || !choice || ![...choice.options].some((option) => option.value === row.id)) return false;
  choice.value = row.id;
  document.querySelectorAll("tr.current").forEach((other) => other.classList.remove("current"));
  row.classList.add("current");
  return true;
};
document.addEventListener("focusin", ({ target }) => form()?.contains(target) && stand(target.closest("tbody tr")));
document.addEventListener("click", ({ target }) => form()?.contains(target) && stand(target.closest("tbody tr")));

/* ---- Buttons ---- */

let busy = false;
const act = async (pressed) => {
  if (busy) return;
  busy = true;
  const before = new Map(cells().map((cell) => [cell.name, cell.value]));
  const pressedAt = document.activeElement;
  const open = document.querySelector(".sheet-tools")?.open;
  let back;
  let meanwhile;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: new FormData(form(), pressed),
      headers: { "X-CSRFToken": form().querySelector("[name=csrfmiddlewaretoken]").value },
    });
    if (!answer.ok) throw new Error(answer.status);
    const whole = await answer.text(); // of which the head has a style of its own page, by whose nonce it is let in there
    const page = new DOMParser().parseFromString(whole.slice(whole.indexOf("<main")), "text/html");
    const content = document.getElementById("content");
    back = document.activeElement;
    meanwhile = cells().filter((cell) => before.get(cell.name) !== cell.value);
    content.replaceChildren(...document.adoptNode(page.getElementById("content")).childNodes);
    window.htmx?.process(content);
  } catch {
    form().requestSubmit(pressed); // as without this file: the server says what is wrong
    return;
  } finally {
    busy = false;
  }
  if (open) document.querySelector(".sheet-tools").open = true;
  // What was written while the answer was on its way stands on, and so does whoever writes it.
  for (const { name, value } of meanwhile) {
    const cell = document.getElementsByName(name)[0];
    if (!cell) continue;
    before.set(name, value);
    cell.value = value;
  }
  const filled = cells()
    .filter((cell) => before.has(cell.name) && before.get(cell.name) !== cell.value)
    .map((cell) => [cell.name, before.get(cell.name), cell.value]);
  for (const [name] of filled) document.getElementsByName(name)[0].classList.add("just-pasted");
  document.dispatchEvent(new CustomEvent("grid:filled", { detail: filled }));
  const row = document.getElementById(document.getElementById("rad")?.value);
  row?.classList.add("current");
  row?.scrollIntoView({ block: "nearest" });
  const told = [...document.querySelectorAll("#content .messages .notice")].map((notice) => notice.textContent);
  if (form()) form().querySelector(".pasted").textContent = told.join(" ");
  const stays = back !== pressedAt && back?.matches("form.grid input") && document.getElementsByName(back.name)[0];
  (stays || document.querySelector("#content [data-focus]") || document.getElementById(back?.id || ""))?.focus();
  if (stays) stays.setSelectionRange(back.selectionStart, back.selectionEnd);
  if (meanwhile.length) form()?.dispatchEvent(new Event("input", { bubbles: true })); // and is summed
};

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("form.grid [data-act]");
  if (!pressed) return;
  event.preventDefault();
  act(pressed);
});

/* ---- Paste ---- */

// A range with names or headings is matched by the server, which shows what goes where first; bare amounts go by place.
document.addEventListener("grid:paste", (event) => {
  const { text, cell } = event.detail;
  if (!/\p{L}{3}|^\s*20[0-4]\d\s/u.test(text)) return;
  event.preventDefault();
  document.getElementById("klistrat").value = text;
  document.getElementById("start").value = cell.name;
  act(button("klistra"));
});

/* ---- Keys ---- */

const KEYS = { ArrowUp: "upp", ArrowDown: "ned", ArrowRight: "in", ArrowLeft: "ut", Backspace: "tabort" };

document.addEventListener("keydown", (event) => {
  if (!form()?.contains(event.target)) return;
  if (event.target.id === "namn" && event.key === "Enter") {
    event.preventDefault();
    act(button("ny"));
    return;
  }
  const name = event.altKey && event.shiftKey && KEYS[event.key];
  if (name && button(name)) {
    event.preventDefault();
    act(button(name));
  } else if (event.key === "F2" || (event.altKey && event.shiftKey && event.code === "KeyN")) {
    event.preventDefault();
    document.querySelector(".sheet-tools").open = true;
    const field = document.getElementById("namn");
    const chosen = document.getElementById("rad").selectedOptions[0];
    field.value = event.key === "F2" ? chosen.textContent.trim() : "";
    field.focus();
    field.select();
  }
});
