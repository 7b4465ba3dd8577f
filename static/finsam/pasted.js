/* What is pasted from Word and Excel, made into what the editor can hold. */

/* What others' programs say of looks is read here and never applied: the page's policy lets no style in that it doesn't know,
   and the browser would complain of each. `alive` gives it back, for the server, which reads it too. */
export const inert = (html) =>
  html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));
export const alive = (html) => html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sdata-style(?==)/gi, " style"));

/* The editor has no struck text and no paragraphs that call themselves points: without this two cells would
   be one figure, a figure that Word has struck out would stand beside the new one, and a list would be paragraphs.
   The server does the same, and more, with all that is saved. */
export function keptApart(told, tables = false) {
  const html = inert(told);
  if (!/<(?:t[rdh]|table|del|s|strike)\b|<b\b[^>]*data-style|mso-list|MsoListParagraph|line-through/i.test(html)) return html;
  const loose = /<t[rdh]\b/i.test(html) && !/<table\b/i.test(html); // rows alone, which no parser takes for rows
  const pasted = new DOMParser().parseFromString(loose ? `<table>${html}</table>` : html, "text/html");
  for (const struck of pasted.querySelectorAll("del, s, strike, span[data-style*='line-through' i]")) struck.remove();
  for (const plain of pasted.querySelectorAll("b[data-style]")) // a whole text of Google's is in bold that isn't
    if (styleOf(plain).includes("font-weight:normal")) plain.replaceWith(...plain.childNodes);
  for (const point of pasted.querySelectorAll("p")) if (isPoint(point)) listFrom(point);
  for (const table of [...pasted.querySelectorAll("table")].reverse()) {
    if (!tables || table.parentElement.closest("table, li")) table.replaceWith(...[...table.rows].map(rowAsText));
    else for (const row of table.rows) for (const cell of row.cells) asLine(cell);
  }
  return pasted.body.innerHTML;
}

/* Word writes the points of a list as paragraphs that say so, with their marks as text. The patterns are those of
   finsam/core/text/sanitizer.py: a § or a minus before a figure is what somebody wrote, and no mark. */
const BULLETS = "·•▪●○◦■□✚✓➢\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc";
const NUMBER = String.raw`\(?(?:\d{1,3}|[a-zåäö]|[ivxlc]{1,5})[.)]`;
const MARK = new RegExp(String.raw`^\s*([${BULLETS}§o\-–—]|${NUMBER})(\s+)(?=(\S))`, "i");
const ORDERED = new RegExp(String.raw`^(?:${NUMBER}|\(?\d{1,3}(?:\.\d{1,3}){1,5}[.)]?)$`, "i");

const styleOf = (node) => (node.getAttribute("data-style") || "").replaceAll(" ", "").toLowerCase();

function isPoint(node) {
  if (node?.tagName !== "P" || node.closest("li, td, th")) return false;
  const style = styleOf(node);
  return /mso-list:(?!none)/.test(style) || node.className.includes("MsoListParagraph");
}

/* Take the mark away from before a point, and give it. */
function takeMark(point) {
  const told = [...point.querySelectorAll("span")].find((one) => styleOf(one).includes("mso-list:ignore"));
  if (told) {
    told.remove();
    return told.textContent.trim();
  }
  const found = MARK.exec(point.textContent);
  if (!found) return "";
  const [all, mark, gap, first] = found;
  if (!BULLETS.includes(mark) && (gap.length < 2 || (/[§–—-]/.test(mark) && /\d/.test(first)))) return "";
  let left = all.length;
  const texts = point.ownerDocument.createTreeWalker(point, NodeFilter.SHOW_TEXT);
  while (left && texts.nextNode()) {
    const taken = Math.min(left, texts.currentNode.length);
    texts.currentNode.deleteData(0, taken);
    left -= taken;
  }
  return mark;
}

/* The list that begins with a paragraph, in its place and in that of the paragraphs after it. */
function listFrom(first) {
  const open = []; // the lists that the next point may continue, each with Word's level of it
  for (let point = first, next; isPoint(point); point = next) {
    next = point.nextElementSibling;
    const level = Number(/mso-list:[^;]*level(\d{1,2})/.exec(styleOf(point))?.[1] ?? 1);
    const mark = takeMark(point);
    const tag = ORDERED.test(mark) ? "OL" : "UL";
    const depth = open.filter((one) => one.level < level).length;
    open.length = Math.min(open.length, depth + 1);
    if (open[depth] && open[depth].list.tagName !== tag) open.pop();
    if (open[depth]) open[depth].level = level;
    else {
      const start = tag === "OL" && /(\d+)[.)]?$/.exec(mark)?.[1];
      const list = document.createElement(tag);
      if (start && start !== "1") list.setAttribute("start", start);
      if (depth) open[depth - 1].list.lastElementChild.append(list);
      else point.before(list);
      open.push({ list, level });
    }
    const item = document.createElement("li");
    item.append(document.createElement("p"));
    item.firstChild.append(...point.childNodes);
    open.at(-1).list.append(item);
    point.remove();
  }
}

function rowAsText(row) {
  const line = document.createElement("p");
  [...row.cells].forEach((cell, place) => {
    asLine(cell);
    line.append(...(place ? [" | "] : []), ...cell.childNodes);
  });
  return line;
}

/* In a cell there are lines, and it reaches over no other. */
function asLine(cell) {
  for (const block of cell.querySelectorAll("p, div, li, ul, ol")) {
    if (block.previousSibling?.textContent.trim()) block.before(document.createElement("br"));
    block.replaceWith(...block.childNodes);
  }
  cell.removeAttribute("rowspan");
  for (let wide = Math.min(cell.colSpan, 20); wide > 1; wide--) cell.after(document.createElement("td"));
  cell.removeAttribute("colspan");
}

export const rowsAsText = (text) => text.replace(/[^\S\n]*\t[^\S\n]*/g, " | ");
