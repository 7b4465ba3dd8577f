/* Beside allauth's script, which speaks with the browser's passkeys: what went wrong is said on the page. */

const told = document.querySelector("[data-passkey-told]");

const SENTENCES = {
  NotAllowedError: "Ingen lösennyckel användes. Försök igen, eller välj ett annat sätt.",
  InvalidStateError: "Den här enheten har redan en lösennyckel till ditt konto.",
  SecurityError: "Lösennycklar fungerar bara på webbplatsens egen adress. Kontrollera adressen i webbläsaren.",
};

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  told.textContent = SENTENCES[event.detail.exception?.name] || "Det gick inte att använda en lösennyckel. Försök igen.";
  told.hidden = false;
});

// Without what the browser needs, there is no button to press in vain.
if (!window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) button.disabled = true;
  told.textContent = "Den här webbläsaren kan inte använda lösennycklar.";
  told.hidden = false;
}
