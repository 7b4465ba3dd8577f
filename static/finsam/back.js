/* From a section to the data behind it and back: what was left says where to on the pages in between. */

const KEY = "finsam-back";

document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[data-leave]");
  if (!link) return;
  const words = document.querySelector("h1").textContent.trim();
  sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, place: `#s-${link.dataset.leave}`, words }));
});

const back = JSON.parse(sessionStorage.getItem(KEY) || "null");
if (back?.path === location.pathname) sessionStorage.removeItem(KEY);
else if (back && location.pathname.startsWith(back.path.split("/").slice(0, 3).join("/"))) {
  const link = Object.assign(document.createElement("a"), { href: back.path + back.place, textContent: `Tillbaka till ${back.words}` });
  const line = Object.assign(document.createElement("p"), { className: "crumb" });
  line.append(link);
  document.getElementById("content").prepend(line);
}
