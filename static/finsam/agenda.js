/* A meeting's agenda: its items are moved without leaving the page. */

import { movable } from "./moving.js";

const said = document.getElementById("said");
const REASONS = {
  0: "Det gick inte att nå servern, så ärendet står kvar. Försök igen om en stund.",
  403: "Du har loggats ut. Logga in i en annan flik och flytta sedan ärendet igen.",
  428: "Slå på tvåstegsverifiering i en annan flik och flytta sedan ärendet igen.",
  404: "Ärendet har tagits bort av någon annan. Ladda om sidan.",
};

movable(document.getElementById("agenda"), { rows: ".agenda > li", ways: { ArrowUp: "upp", ArrowDown: "ned" } });

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, ({ detail }) => {
    const sentence = REASONS[detail.xhr?.status ?? 0] || "Det gick inte att flytta ärendet just nu. Försök igen.";
    said.replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }));
  });
