/* Pictures in a text: chosen among the förbund's own or taken from a file, described or said to be decoration, with a width
   and words under them. A file may be dropped in the text or pasted; the server says why one can't be taken.

   `make` is given the editor's bundle, the text area (data-picture-store is where pictures are kept and chosen,
   data-picture-files how the address of each begins) and what prose.js has for all editors. */

import { get, patiently, token } from "./requests.js";

const SIZES = [
  ["", "Hela bredden"],
  ["half", "Halva bredden"],
  ["third", "En tredjedel"],
];
const KINDS = ["image/png", "image/jpeg"];
const LONGEST = 300;
const UNDESCRIBED = "Bild utan beskrivning";
const SAY_WHAT = "Skriv vad bilden visar, eller kryssa för att den är dekoration.";
const NOT_SENT = "Bilden kunde inte sparas, för förbindelsen är borta eller filen för stor. Texten är som den var. Försök igen.";

let dialogs = 0;

export function make(editorModule, area, { alive, ask, element, inert, told }) {
  const { pictureStore: store, pictureFiles: files } = area.dataset;
  const addressOf = (key) => `${files}${key}/fil/`;

  /* ---- What the server keeps ---- */

  async function keep(file) {
    const body = new FormData();
    body.set("file", file, file.name === "image.png" ? "Inklistrad bild.png" : file.name);
    const answer = await fetch(store, { method: "POST", body, headers: { "X-CSRFToken": token(), Accept: "application/json" } }).catch(() => null);
    const json = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer?.ok || !json.key) throw new Error(json.said?.join(" ") || NOT_SENT);
    return json;
  }

  /* ---- Asking what it shows ---- */

  /* A picture without a key is to be chosen first. `done` is told the picture, or null where it is to be as it was. */
  function describe(editor, was, done) {
    const id = `picture-${++dialogs}`;
    const labelled = (name, words, field) => [element("label", { class: "form-label", for: `${id}-${name}` }, words), Object.assign(field, { id: `${id}-${name}` })];
    const options = (pairs) => pairs.map(([value, label]) => element("option", { value }, label));
    let { key } = was;
    const state = element("p", { class: "quiet", role: "status" });
    const view = element("img", { alt: "", class: "picture-chosen", hidden: true });
    const file = element("input", { type: "file", class: "form-control", accept: KINDS.join() });
    const own = element("select", { class: "form-select" }, ...options([["", "Välj en bild"]]));
    const alt = element("input", { name: "alt", type: "text", class: "form-control", maxlength: LONGEST, value: was.alt });
    const decoration = element("input", { type: "checkbox", class: "form-check-input", id: `${id}-decoration` });
    decoration.checked = was.decoration;
    const size = element("select", { class: "form-select" }, ...options(SIZES));
    size.value = was.size;
    const caption = element("input", { name: "caption", type: "text", class: "form-control", value: was.caption });
    const choose = was.key ? [] : [...labelled("file", "Bildfil, PNG eller JPEG, högst 5 MB", file), ...labelled("own", "Eller en av förbundets bilder", own)];
    const form = element(
      "form",
      { method: "dialog", class: "picture-form" },
      element("h2", {}, "Bild"),
      ...choose,
      state,
      view,
      ...labelled("alt", "Vad bilden visar, för den som inte ser den", alt),
      element("p", { class: "form-check" }, decoration, " ", element("label", { for: decoration.id }, "Bilden är dekoration och säger ingenting")),
      ...labelled("size", "Bredd", size),
      ...labelled("caption", "Bildtext, skrivs under bilden", caption),
      element(
        "div",
        { class: "actions" },
        element("button", { class: "btn btn-primary", value: "set" }, was.key ? "Spara bilden" : "Sätt in bilden"),
        ...(was.key ? [element("button", { class: "btn btn-plain danger", value: "remove", formnovalidate: true }, "Ta bort bilden")] : []),
      ),
    );

    const show = (said = "") => {
      state.textContent = said;
      view.hidden = !key;
      if (key) view.src = addressOf(key);
      file.setCustomValidity(key ? "" : said || "Välj en bildfil eller en av förbundets bilder.");
    };
    const judge = () => {
      alt.disabled = decoration.checked;
      alt.setCustomValidity(decoration.checked || alt.value.trim() ? "" : SAY_WHAT);
    };
    const chosen = (picture) => {
      ({ key } = picture);
      if (!alt.value) alt.value = picture.alt;
      show();
      judge();
    };
    let turn = 0;
    file.addEventListener("change", async () => {
      const asked = ++turn;
      key = own.value = "";
      show(file.files[0] ? "Bilden läses in …" : "");
      if (!file.files[0]) return;
      try {
        const picture = await keep(file.files[0]);
        if (asked === turn) chosen(picture);
      } catch (refused) {
        if (asked === turn) show(refused.message);
      }
    });
    own.addEventListener("change", () => {
      turn++;
      file.value = "";
      chosen(known.get(own.value) ?? { key: "", alt: "" });
    });
    alt.addEventListener("input", judge);
    decoration.addEventListener("change", judge);
    const known = new Map();
    if (choose.length)
      patiently(() => get(store, {}))
        .then(({ pictures }) => {
          for (const picture of pictures) known.set(picture.key, picture);
          own.append(...options(pictures.map((picture) => [picture.key, picture.name])));
        })
        .catch(() => {});
    show();
    judge();
    ask(editor, "Bild", form, (answer) => {
      turn++;
      if (answer === "remove") return done({ ...was, key: "" });
      const words = decoration.checked ? "" : alt.value.trim();
      done(answer === "set" && key ? { key, alt: words, decoration: decoration.checked, size: size.value, caption: caption.value.trim() } : null);
    });
    if (was.key) alt.focus();
  }

  /* ---- Where it stands ---- */

  /* A picture stands between paragraphs: in the place of an empty one, else after what is around it. */
  function put(editor, attrs, place) {
    const { doc } = editor.state;
    const at = doc.resolve(Math.min(place, doc.content.size));
    const around = at.depth ? at.node(1) : null;
    const blank = around?.type.name === "paragraph" && !around.content.size;
    const from = !around ? at.pos : blank ? at.before(1) : at.after(1);
    const to = blank ? at.after(1) : from;
    const last = !doc.resolve(to).nodeAfter?.isTextblock;
    editor
      .chain()
      .insertContentAt({ from, to }, [{ type: "picture", attrs }, ...(last ? [{ type: "paragraph" }] : [])], { updateSelection: false })
      .setTextSelection(from + 2) // after it, so that the next key doesn't take its place
      .scrollIntoView()
      .run();
    return from;
  }

  function change(editor, place) {
    const node = editor.state.doc.nodeAt(place);
    if (node?.type.name !== "picture") return Promise.resolve();
    return new Promise((done) =>
      describe(editor, node.attrs, (picture) => {
        const now = editor.state.doc.nodeAt(place);
        if (picture && now?.attrs.key === node.attrs.key) {
          const { tr } = editor.state;
          if (picture.key) tr.setNodeMarkup(place, null, picture);
          else tr.delete(place, place + now.nodeSize);
          editor.view.dispatch(tr);
        }
        done();
      }),
    );
  }

  const blank = { key: "", alt: "", decoration: false, size: "", caption: "" };

  /* The caret's own picture is changed, else a new one is chosen. */
  function choose(editor) {
    const { selection } = editor.state;
    if (selection.node?.type.name === "picture") return change(editor, selection.from);
    describe(editor, blank, (picture) => picture && put(editor, picture, selection.from));
  }

  /* Take the pictures of what is pasted or dropped, if it is pictures and no text; whether it was. */
  function take(editor, data, place = editor.state.selection.from) {
    const taken = [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!taken.length || !isPictureAlone(data.getData("text/html"))) return false;
    const follow = ({ transaction }) => (place = transaction.mapping.map(place));
    editor.on("transaction", follow);
    const say = told(editor);
    (async () => {
      for (const file of taken) {
        say.textContent = "Bilden läses in …";
        try {
          const { key, alt } = await keep(file);
          say.textContent = "";
          await change(editor, put(editor, { ...blank, key, alt }, place));
        } catch (refused) {
          say.textContent = refused.message;
        }
      }
      editor.off("transaction", follow);
    })();
    return true;
  }

  function isPictureAlone(html) {
    if (!html) return true;
    if (html.includes("data-pm-slice")) return false;
    const { body } = new DOMParser().parseFromString(inert(html), "text/html");
    return !body.textContent.trim() && body.querySelectorAll("img").length === 1;
  }

  /* What is pasted, with the pictures that lie in it kept. One that can't be taken is told of with all that was left out. */
  async function kept(html) {
    if (!/<img\b[^>]*\bsrc\s*=\s*["']?data:image\//i.test(html)) return html;
    const pasted = new DOMParser().parseFromString(inert(html), "text/html");
    for (const image of pasted.querySelectorAll("img[src^='data:image/' i]")) {
      const { key } = await bytesOf(image.src).then(keep).catch(() => ({}));
      if (key) image.dataset.picture = key;
      image.removeAttribute("src");
    }
    return alive(pasted.body.innerHTML);
  }

  async function bytesOf(address) {
    const [, kind, coded] = /^data:(image\/\w+);base64,(.*)$/s.exec(address) ?? [];
    const bytes = Uint8Array.from(atob(coded), (sign) => sign.codePointAt(0));
    return new File([bytes], "image.png", { type: kind });
  }

  /* ---- The piece ---- */

  const attrsOf = (image, figure) => ({
    key: image.dataset.picture,
    alt: image.getAttribute("alt") ?? "",
    decoration: image.hasAttribute("data-decoration"),
    size: figure?.dataset.size ?? "",
    caption: figure?.querySelector("figcaption")?.textContent.trim() ?? "",
  });

  function drawn(figure, { key, alt, decoration, size, caption }) {
    for (const [value] of SIZES) if (value) figure.classList.toggle(value, value === size);
    const image = element("img", { src: addressOf(key), alt: decoration ? "" : alt || UNDESCRIBED });
    const missing = alt || decoration ? [] : [element("p", { class: "missing" }, "Beskrivning saknas. Dubbelklicka, eller välj bilden och tryck Retur.")];
    figure.replaceChildren(image, ...(caption ? [element("figcaption", {}, caption)] : []), ...missing);
  }

  const picture = editorModule.Node.create({
    name: "picture",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => Object.fromEntries(Object.entries(blank).map(([name, value]) => [name, { default: value, rendered: false }])),
    parseHTML: () => [
      {
        tag: "figure",
        getAttrs(figure) {
          const image = figure.querySelector("img[data-picture]");
          return image ? attrsOf(image, figure) : false;
        },
      },
      { tag: "img[data-picture]", getAttrs: (image) => attrsOf(image) },
    ],
    renderHTML({ node: { attrs } }) {
      const said = attrs.decoration ? { "data-decoration": "" } : attrs.alt ? { alt: attrs.alt } : {};
      const words = attrs.caption ? [["figcaption", attrs.caption]] : [];
      return ["figure", attrs.size ? { "data-size": attrs.size } : {}, ["img", { "data-picture": attrs.key, ...said }], ...words];
    },
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => {
          const { node, from } = editor.state.selection;
          if (node?.type.name !== "picture") return false;
          change(editor, from);
          return true;
        },
      };
    },
    addProseMirrorPlugins() {
      const { editor } = this;
      // What is written while a picture is chosen comes after it, not in its place.
      const handleTextInput = (view, from, to, text) => {
        if (view.state.selection.node?.type.name !== "picture") return false;
        editor.commands.insertContentAt(to, { type: "paragraph", content: [{ type: "text", text }] });
        return true;
      };
      return [new editorModule.Plugin({ props: { handleTextInput } })];
    },
    addNodeView() {
      return ({ node, getPos, editor }) => {
        const dom = element("figure", { class: "picture" });
        drawn(dom, node.attrs);
        dom.addEventListener("dblclick", () => change(editor, getPos()));
        return {
          dom,
          update(other) {
            if (other.type.name !== "picture") return false;
            drawn(dom, other.attrs);
            return true;
          },
          selectNode() {
            dom.classList.add("ProseMirror-selectednode");
            told(editor).textContent = "Bilden är vald. Retur ändrar den, Delete tar bort den.";
          },
          deselectNode() {
            dom.classList.remove("ProseMirror-selectednode");
            told(editor).textContent = "";
          },
        };
      };
    },
  });

  function button({ menu, buttons }) {
    menu.defineItem({
      name: "picture",
      groups: "table",
      button: buttons.text("Bild", "Bild: sätts in efter stycket, eller ändras om en är vald"),
      command: choose,
      active: (editor) => editor.isActive("picture"),
      update: () => {},
    });
  }

  return { picture, button, take, kept };
}
