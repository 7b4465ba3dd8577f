/* A file's SHA-256 is worked out here: the file never leaves the browser, only its checksum is sent. */

const form = document.querySelector("[data-verify]");
const choose = form.querySelector("[data-choose]");
const file = choose.querySelector("input[type=file]");
const said = choose.querySelector("[data-said]");

async function verify(chosen) {
  said.textContent = `Räknar ut kontrollsumman för ${chosen.name} …`;
  try {
    const digest = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
    form.elements.summa.value = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    said.textContent = "Filen gick inte att läsa. Försök igen, eller skriv in kontrollsumman.";
    return;
  }
  form.requestSubmit();
}

// Without a secure connection browsers have no `subtle`: the checksum is then typed.
if (globalThis.crypto?.subtle) {
  choose.hidden = false;
  file.addEventListener("change", () => file.files[0] && verify(file.files[0]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer.files[0];
    if (dropped) verify(dropped);
  });
}

document.querySelector("[data-answer]")?.focus();
