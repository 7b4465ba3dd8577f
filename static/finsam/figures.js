/* Figures in a text: the piece that shows one (`<data value="budget.intakter@0" data-format="tkr">`), the search for one,
   and those that are typed by hand although they are known.

   `make` is given the editor's bundle, the address where figures are looked for and what prose.js has for all editors. */

import { debounced, patiently, post } from "./requests.js";

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
const YEARS = [
  ["", "Alla tre åren"],
  ["0", "Årets"],
  ["-1", "Året före"],
  ["1", "Året efter"],
];
const WHEN = { 0: "årets", "-1": "året före", 1: "året efter" };
const whenOf = (key) => WHEN[key.split("@")[1]] || "";
const usual = (unit) => (FORMATS.some(([value]) => value === unit) ? unit : "st");

let pickers = 0;

export function make(editorModule, address, { element, ask, fillChip, lookUp, textOf, told }) {
  /* ---- Choosing one ---- */

  const labelled = (id, words, field) =>
    element("div", {}, element("label", { class: "form-label", for: id }, words), Object.assign(field, { id }));

  /* `chosen` is the one to change, at `place`; `query` what is looked for first; `typed` what the search replaces if it
     is given up. */
  function pick(editor, { chosen = null, place = null, query = "", typed = "" } = {}) {
    const id = `figure-picker-${++pickers}`;
    const search = element("input", { type: "search", class: "form-control", autocomplete: "off" });
    const options = (pairs) => pairs.map(([value, label]) => element("option", { value }, label));
    const year = element("select", { class: "form-select" }, ...options(YEARS));
    const series = element("select", { class: "form-select" }, ...options([["", "Alla"]]));
    const format = element("select", { class: "form-select" }, ...options(FORMATS));
    const list = element("div", { class: "figure-list", role: "radiogroup", "aria-label": "Siffror" });
    const meaning = element("p", { class: "figure-meaning", "aria-live": "polite" });
    if (chosen && !FORMATS.some(([value]) => value === chosen.format))
      format.append(element("option", { value: chosen.format }, chosen.format));
    const insert = element("button", { class: "btn btn-primary", value: "insert" }, chosen ? "Byt" : "Sätt in");
    const form = element(
      "form",
      { method: "dialog" },
      element("h2", {}, chosen ? "Byt siffran" : "Sätt in en siffra"),
      element("p", { class: "quiet" }, "Siffran hämtas ur förbundets uppgifter och följer med när de ändras."),
      labelled(`${id}-q`, "Sök på ord eller belopp", search),
      element("div", { class: "figure-filters" }, labelled(`${id}-year`, "År", year), labelled(`${id}-series`, "Ur", series)),
      list,
      meaning,
      labelled(`${id}-format`, "Visa som", format),
      element("div", { class: "actions" }, insert),
    );

    let byKey = new Map();
    const explain = (key) => {
      const known = byKey.get(key);
      if (known) meaning.textContent = `${known.label}: ${known.definition || "har ingen förklaring"}`;
    };
    /* How the chosen one is printed in the format, so that formats are told apart by what they give. */
    const example = async () => {
      const key = form.elements.figure?.value;
      const shown = format.value;
      const known = key && (await textOf(address, key, shown).catch(() => null));
      if (known && form.elements.figure?.value === key && format.value === shown) insert.textContent = `${chosen ? "Byt till" : "Sätt in"} ${known.text}`;
    };
    let asked = 0;
    const show = async () => {
      const turn = ++asked;
      list.ariaBusy = "true";
      let answers;
      try {
        answers = await lookUp(address, { q: search.value, ar: year.value, serie: series.value });
      } catch {
        if (turn === asked) list.ariaBusy = "false";
        list.replaceChildren(element("p", { class: "quiet" }, "Siffrorna gick inte att hämta. Försök igen."));
        return;
      }
      if (turn !== asked) return; // something else has been asked for since
      list.ariaBusy = "false";
      // A late answer takes neither the mark nor the focus from who has gone on.
      const marked = form.elements.figure?.value || chosen?.value;
      const at = list.contains(document.activeElement) ? document.activeElement.value : null;
      byKey = new Map(answers.map((known) => [known.key, known]));
      list.replaceChildren(
        ...answers.map((known) => {
          const input = element("input", { type: "radio", name: "figure", value: known.key, required: true });
          input.checked = known.key === marked;
          const told = [known.series, known.year, whenOf(known.key)].filter(Boolean).join(" · ");
          const words = element("span", {}, known.label, " ", element("span", { class: "quiet" }, told));
          const row = element("label", {}, input, words, element("strong", {}, known.text));
          row.addEventListener("mouseenter", () => explain(known.key));
          input.addEventListener("focus", () => explain(known.key));
          input.addEventListener("change", () => {
            if (!chosen) format.value = usual(known.unit);
            explain(known.key);
            example();
          });
          return row;
        }),
      );
      if (!answers.length)
        list.replaceChildren(element("p", { class: "quiet" }, "Inget stämmer. Pröva ett annat ord, eller ett belopp."));
      if (at !== null) ([...list.querySelectorAll("input")].find((input) => input.value === at) || search).focus();
    };

    let timer;
    search.addEventListener("input", () => {
      clearTimeout(timer);
      list.ariaBusy = "true";
      timer = setTimeout(show, 200);
    });
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "ArrowDown") {
        event.preventDefault();
        (list.querySelector("input:checked") || list.querySelector("input"))?.focus();
      }
    });
    for (const filter of [year, series]) filter.addEventListener("change", show);
    format.addEventListener("change", example);
    patiently(() => lookUp(address, { serier: 1 }))
      .then((names) => series.append(...names.map((name) => element("option", { value: name }, name))))
      .catch(() => {});
    if (chosen) {
      format.value = chosen.format;
      search.value = chosen.value.replace(/@.*/, "");
    } else search.value = query;
    ask(editor, "Välj en siffra", form, (answer) => {
      const key = form.elements.figure?.value;
      const { commands } = editor;
      if (!answer || !key) {
        if (typed) commands.insertContent({ type: "text", text: typed });
        return;
      }
      const node = { type: "boundFigure", attrs: { value: key, format: format.value } };
      if (place === null) commands.insertContent(node);
      else commands.insertContentAt({ from: place, to: place + 1 }, node);
    });
    show();
  }

  /* ---- The piece ---- */

  const boundFigure = editorModule.Node.create({
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
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => {
          const { node, from } = editor.state.selection;
          if (node?.type.name !== "boundFigure") return false;
          pick(editor, { chosen: node.attrs, place: from });
          return true;
        },
      };
    },
    addProseMirrorPlugins() {
      const { editor } = this;
      return address
        ? [
            new editorModule.Plugin({
              props: {
                handleTextInput(view, from, to, text) {
                  if (text !== "{") return false;
                  const query = view.state.doc.textBetween(from, to, " ");
                  pick(editor, { query, typed: "{" });
                  return true;
                },
              },
            }),
          ]
        : [];
    },
    addNodeView() {
      return ({ node, getPos, editor }) => {
        let attrs = node.attrs;
        const chip = element("span", { class: "figure-chip", title: attrs.value }, "…");
        const show = async (now) => {
          attrs = now;
          const known = await fillChip(chip, address, now.value, now.format);
          if (known === null) return;
          chip.title = known
            ? [`${known.label}, ${known.where} (${whenOf(now.value) || known.year})`, known.definition].filter(Boolean).join(". ")
            : `${now.value} finns inte`;
        };
        show(attrs);
        chip.addEventListener("dblclick", () => pick(editor, { chosen: attrs, place: getPos() }));
        return {
          dom: chip,
          update(other) {
            if (other.type.name !== "boundFigure") return false;
            show(other.attrs);
            return true;
          },
          // What a hovering pointer is told is told whoever steps to it with the arrows too.
          selectNode() {
            chip.classList.add("ProseMirror-selectednode");
            told(editor).textContent = `${chip.title}. Retur byter siffran.`.replace("..", ".");
          },
          deselectNode() {
            chip.classList.remove("ProseMirror-selectednode");
            told(editor).textContent = "";
          },
        };
      };
    },
  });

  return { boundFigure, pick };
}

/* ---- Those that are typed ---- */

const PAUSE = 2500; // milliseconds after the last key
const marked = new Map(); // ranges of each editor: the page has one set of marks
const left = new Set(); // what somebody has chosen to let stand as it is typed

const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

/* Where in the document each figure stands: the text between its paragraph's pieces, with the words before it. They come in
   the text's own order, and what stands twice with the same words before it has two places. */
function placed(doc, offers) {
  const blocks = [];
  doc.descendants((block, start) => {
    if (!block.isTextblock) return true;
    let words = "";
    const at = [];
    block.forEach((child, offset) => {
      if (!child.isText) return;
      for (let index = 0; index < child.text.length; index++) at.push(start + 1 + offset + index);
      words += plain(child.text);
    });
    blocks.push({ words, at });
    return false;
  });
  const taken = new Set();
  const placeOf = ({ text, before }) => {
    for (const { words, at } of blocks) {
      for (let index = words.indexOf(before + text); index >= 0; index = words.indexOf(before + text, index + 1)) {
        const first = index + before.length;
        const place = { from: at[first], to: at[first + text.length - 1] + 1 };
        if (place.to - place.from !== text.length || taken.has(place.from)) continue;
        taken.add(place.from);
        return place;
      }
    }
    return null;
  };
  return offers.map((offer) => ({ ...offer, place: placeOf(offer) })).filter(({ place }) => place);
}

export function watchTyped(editor, area, element) {
  const box = element("div", { class: "loose-figures", role: "region", "aria-label": "Siffror som är skrivna för hand", hidden: true });
  area.closest(".prose-editor").after(box);

  const show = (offers) => {
    const standing = placed(editor.state.doc, offers).filter(({ text, key }) => !left.has(`${text} ${key}`));
    box.hidden = !standing.length;
    box.replaceChildren(
      element("p", {}, standing.length === 1 ? "En siffra är skriven för hand men finns bland uppgifterna:" : `${standing.length} siffror är skrivna för hand men finns bland uppgifterna:`),
      element("ul", {}, ...standing.map((offer) => row(offer, offers))),
    );
    marked.set(editor, standing.map(({ place }) => range(editor.view, place)));
    if (globalThis.CSS?.highlights) CSS.highlights.set("loose-figure", new Highlight(...[...marked.values()].flat()));
  };

  const row = (offer, offers) => {
    const bind = element("button", { type: "button", class: "btn btn-small" }, `Låt ${offer.text} följa med`);
    const leave = element("button", { type: "button", class: "btn btn-small btn-plain" }, "Låt stå");
    leave.append(element("span", { class: "visually-hidden" }, ` ${offer.text}`));
    bind.addEventListener("click", () => {
      const now = placed(editor.state.doc, offers).find(({ number }) => number === offer.number);
      if (!now) return;
      const node = { type: "boundFigure", attrs: { value: offer.key, format: offer.format } };
      editor.chain().focus().insertContentAt(now.place, node).run();
      show(offers.filter(({ number }) => number !== offer.number));
    });
    leave.addEventListener("click", () => {
      left.add(`${offer.text} ${offer.key}`);
      show(offers);
      editor.commands.focus();
    });
    const other = plain(offer.printed) === offer.text ? "" : ` Den skrivs då ${offer.printed}.`;
    return element("li", {}, element("span", {}, `${offer.text} är ”${offer.label}”, ${offer.where}.${other} `), bind, " ", leave);
  };

  let asked = "";
  const look = async () => {
    const text = area.value;
    if (text === asked) return;
    asked = text;
    if (!/\d/.test(text)) return show([]);
    const body = new URLSearchParams({ text });
    const heading = area.form?.querySelector("[name$=title]")?.value;
    if (heading) body.set("heading", heading);
    try {
      const offers = await post(area.dataset.loose, body);
      if (area.value === text) show(offers.map((offer, number) => ({ ...offer, number })));
    } catch (unanswered) {
      asked = "";
      throw unanswered;
    }
  };
  const { soon, stop } = debounced(look, PAUSE);
  editor.on("update", soon);
  editor.on("destroy", () => {
    stop();
    marked.delete(editor);
    box.remove();
  });
  soon();
}

function range(view, { from, to }) {
  const made = document.createRange();
  const start = view.domAtPos(from);
  const end = view.domAtPos(to);
  made.setStart(start.node, start.offset);
  made.setEnd(end.node, end.offset);
  return made;
}
