/* How private notes are encrypted, by the browser's own WebCrypto. Nothing here knows of the page or the site.

   A key of 256 bits, made at random, encrypts the notes (AES-GCM, a new nonce each time). It is stored wrapped, by a key that
   PBKDF2-SHA-256 derives from the passphrase: another passphrase wraps it anew, and no note is encrypted again. What a
   ciphertext belongs to (förbund, person, note, version) is bound into it, so that one put in another's place isn't opened. */

const NAME = "AES-GCM";
const BITS = 256;
const ROUND = 1024; // bytes that a note's length is rounded up to
export const LEAST = 600_000; // rounds of PBKDF2; fewer is refused, whoever says so

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const possible = () => Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);

export class Wrong extends Error {} // what was to be opened doesn't open

export function encode(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}
export const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const random = (count) => crypto.getRandomValues(new Uint8Array(count));
const bound = (...parts) => encoder.encode(JSON.stringify(parts));

/* A note's name, as the site knows it: 26 letters that spell nothing. */
export function newId() {
  const letters = "23456789bcdfghjkmnpqrstvwxz";
  const bytes = [];
  while (bytes.length < 26) bytes.push(...[...random(32)].filter((byte) => byte < letters.length * 9));
  return bytes.slice(0, 26).map((byte) => letters[byte % letters.length]).join("");
}

async function derived(passphrase, salt, iterations) {
  if (!(iterations >= LEAST)) throw new Wrong();
  // The same words are the same, however the keyboard composes å, ä and ö.
  const raw = encoder.encode(passphrase.normalize("NFKC"));
  const material = await crypto.subtle.importKey("raw", raw, "PBKDF2", false, ["deriveKey"]);
  raw.fill(0);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, material, { name: NAME, length: BITS }, false, ["wrapKey", "unwrapKey"]);
}

/* Of one person's notes in one förbund. */
export class Notes {
  constructor(forbund, user) {
    this.whose = [forbund, user];
  }

  #how = (nonce, ...about) => ({ name: NAME, iv: nonce, additionalData: bound(...about) });

  async #wrap(key, passphrase, iterations) {
    const [salt, nonce] = [random(16), random(12)];
    const around = await derived(passphrase, salt, iterations);
    const wrapped = await crypto.subtle.wrapKey("raw", key, around, this.#how(nonce, "finsam nyckel 1", ...this.whose));
    return { salt: encode(salt), iterations, nonce: encode(nonce), wrapped: encode(wrapped) };
  }

  async #unwrap(stored, passphrase, extractable) {
    try {
      const around = await derived(passphrase, decode(stored.salt), stored.iterations);
      const how = this.#how(decode(stored.nonce), "finsam nyckel 1", ...this.whose);
      return await crypto.subtle.unwrapKey("raw", decode(stored.wrapped), around, how, NAME, extractable, ["encrypt", "decrypt"]);
    } catch {
      throw new Wrong();
    }
  }

  /* A new key for a passphrase, as it is stored. */
  async begin(passphrase, iterations) {
    const key = await crypto.subtle.generateKey({ name: NAME, length: BITS }, true, ["encrypt", "decrypt"]);
    return this.#wrap(key, passphrase, iterations);
  }

  /* The stored key, opened: it can be used, and nobody can take it out. Throws Wrong for another passphrase. */
  open(stored, passphrase) {
    return this.#unwrap(stored, passphrase, false);
  }

  /* The same key for another passphrase, as it is stored. Throws Wrong unless the old one opens it. */
  async change(stored, passphrase, another, iterations) {
    return this.#wrap(await this.#unwrap(stored, passphrase, true), another, iterations);
  }

  /* `what` is "anteckning" for what is saved, "utkast" for what lies in the browser. */
  async seal(key, what, id, version, content) {
    const plain = encoder.encode(JSON.stringify(content));
    const padded = new Uint8Array(Math.ceil((plain.length + 1) / ROUND) * ROUND).fill(0x20); // spaces, which JSON bears
    padded.set(plain);
    const nonce = random(12);
    const sealed = await crypto.subtle.encrypt(this.#how(nonce, `finsam ${what} 1`, ...this.whose, id, version), key, padded);
    return { nonce: encode(nonce), ciphertext: encode(sealed) };
  }

  /* Throws Wrong for what was changed, or belongs to another note, version, person or förbund. */
  async unseal(key, what, id, version, { nonce, ciphertext }) {
    try {
      const how = this.#how(decode(nonce), `finsam ${what} 1`, ...this.whose, id, version);
      return JSON.parse(decoder.decode(await crypto.subtle.decrypt(how, key, decode(ciphertext))));
    } catch {
      throw new Wrong();
    }
  }
}
