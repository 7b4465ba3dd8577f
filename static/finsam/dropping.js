/* A file is dropped anywhere on the page instead of being chosen; the form is then sent as if it had been. */

const form = document.querySelector("[data-drop]");
const file = form.querySelector("input[type=file]");
const said = form.querySelector("[data-dropped]");

form.addEventListener("submit", () => {
  if (file.files[0]) said.textContent = `Läser ${file.files[0].name} …`;
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files[0]) return;
  file.files = event.dataTransfer.files;
  form.requestSubmit();
});
