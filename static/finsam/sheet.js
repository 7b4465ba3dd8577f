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
  const back = document.activeElement?.id;
  const open = document.querySelector(".sheet-tools")?.open;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      body: new FormData(form(), pressed),
      headers: { "X-CSRFToken": form().querySelector("[name=csrfmiddlewaretoken]").value },
    });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const content = document.getElementById("content");
    content.replaceChildren(...document.adoptNode(page.getElementById("content")).childNodes);
    window.htmx?.process(content);
  } catch {
    form().requestSubmit(pressed); // as without this file: the server says what is wrong
    return;
  } finally {
    busy = false;
  }
  if (open) document.querySelector(".sheet-tools").open = true;
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
  (document.querySelector("#content [data-focus]") || document.getElementById(back || ""))?.focus();
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
