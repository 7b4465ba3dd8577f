/* What scripts ask of the server beside the page's own forms: with the token that holds, and again where no answer came. */

const AGAIN = [4_000, 10_000, 30_000]; // milliseconds
const PATIENCE = 20_000; // for an answer

/* What calls a question off that isn't answered in time, as the `signal` of a fetch. */
export const patience = () => AbortSignal.timeout(PATIENCE);

/* What every post must carry. Signing in again changes it, so it is read when it is sent. */
export const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] || "";

/* The JSON that is answered, to a question or to what is posted (URLSearchParams). Throws where the server can't be reached or
   says no: that is no answer, and least of all that there is nothing. */
export async function get(address, query) {
  return json(await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" }, signal: patience() }));
}

export async function post(address, body) {
  body.set("csrfmiddlewaretoken", token());
  return json(await fetch(address, { method: "POST", body, headers: { Accept: "application/json" }, signal: patience() }));
}

function json(answer) {
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

/* What `ask` comes to, which is asked again a few times where it throws; then this throws too. */
export async function patiently(ask) {
  for (const wait of AGAIN) {
    try {
      return await ask();
    } catch {
      await new Promise((over) => setTimeout(over, wait));
    }
  }
  return ask();
}

/* `soon` has `look` run so long after it was called last, and again a few times where that throws; `stop` calls it off. */
export function debounced(look, pause) {
  let timer;
  const start = (wait, failed) => {
    clearTimeout(timer);
    const mine = setTimeout(async () => {
      try {
        await look();
      } catch {
        if (timer === mine && failed < AGAIN.length) start(AGAIN[failed], failed + 1);
      }
    }, wait);
    timer = mine;
  };
  return {
    soon: () => start(pause, 0),
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
