/* Footnotes in a text: marked words that are printed at the end of the section, with a number where they stood. */

const WORDS = "Skriv fotnoten";

export function note({ Mark }) {
  return Mark.create({
    name: "note",
    priority: 1100, // outside links and emphasis, as it is kept
    excludes: "note",
    exitable: true, // the right arrow leads out of it at the end of a paragraph
    parseHTML: () => [{ tag: "small[data-note]" }],
    renderHTML: () => ["small", { "data-note": "" }, 0],
  });
}

/* Words that are chosen become a note; without any, a note begins where the caret stands, with its words chosen. */
function toggle(editor) {
  const { empty, from } = editor.state.selection;
  if (!empty || editor.isActive("note")) return editor.chain().focus().toggleMark("note", {}, { extendEmptyMarkRange: true }).run();
  const marks = [{ type: "note" }];
  return editor
    .chain()
    .focus()
    .insertContentAt(from, { type: "text", text: WORDS, marks })
    .setTextSelection({ from, to: from + WORDS.length })
    .run();
}

export function noteButton({ menu, buttons }) {
  menu.defineItem({
    name: "note",
    groups: "figure",
    button: buttons.text("Fotnot", "Fotnot: skrivs ut sist i avsnittet, med en siffra här"),
    command: toggle,
    active: (editor) => editor.isActive("note"),
    update: () => {},
  });
}
