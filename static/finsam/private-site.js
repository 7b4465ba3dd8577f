/* What the page of private notes asks the site for, and what it says when it can't; what passphrase will do, and where a note
   may lead. */

import { patience, token } from "./requests.js";

const LEAST_LETTERS = 16;
const LEAST_DIFFERENT = 6;

const user = document.body.dataset.user;
const SIGNED_OUT = "Du är inte längre inloggad. Det du skrev ligger kvar krypterat i den här webbläsaren. Logga in i en ny flik, kom tillbaka hit och spara.";
const NO_CONTACT = "Ingen kontakt med servern, så inget är sparat där. Det du skrev ligger kvar krypterat i den här webbläsaren. Försök igen om en stund.";
export const TAMPERED = "En anteckning går inte att öppna: det som är lagrat har ändrats eller bytts ut sedan du sparade det. Den visas inte. Säg till den som sköter installationen.";

export class Refused extends Error {
  constructor(sentences, status) {
    super(sentences.join(" "));
    Object.assign(this, { sentences, status });
  }
}

export async function ask(place, sent) {
  const options = { headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: patience() };
  if (sent) {
    Object.assign(options, { method: "POST", body: new URLSearchParams({ ...sent, user, csrfmiddlewaretoken: token() }) });
  }
  let answer;
  try {
    answer = await fetch(place, options);
  } catch {
    throw new Refused([NO_CONTACT], 0);
  }
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : undefined;
  if (answer.ok && told) return told;
  if (told?.said) throw new Refused(told.said, answer.status);
  if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) throw new Refused([SIGNED_OUT], 403);
  throw new Refused([NO_CONTACT], answer.status);
}

export function when(at) {
  const moment = new Date(at);
  const day = moment.toLocaleDateString("sv-SE", { day: "numeric", month: "long", year: "numeric" });
  return `${day} kl. ${moment.getHours()}.${String(moment.getMinutes()).padStart(2, "0")}`;
}

/* Where a note leads is a page of this site, or nowhere. */
export function own(path) {
  try {
    const place = new URL(path, location.origin);
    return place.origin === location.origin && /^https?:$/.test(place.protocol) && path.startsWith("/") ? place.href : "";
  } catch {
    return "";
  }
}

/* The passphrase, twice the same and not too easy to guess. Throws Refused. */
export function good(first, second) {
  const letters = [...first.normalize("NFKC")];
  if (letters.length < LEAST_LETTERS) throw new Refused([`Lösenfrasen har ${letters.length} tecken och behöver minst ${LEAST_LETTERS}. Lägg till ett ord eller två.`]);
  if (new Set(letters).size < LEAST_DIFFERENT) throw new Refused(["Lösenfrasen är för lätt att gissa: den har nästan bara samma tecken. Välj några ord som inte hör ihop."]);
  if (first !== second) throw new Refused(["De två lösenfraserna är inte lika. Skriv dem igen."]);
  return first;
}
