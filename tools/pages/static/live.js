// A part of the page that says data-live is fetched again from there, for as long as it says so.
"use strict";

const EVERY_MS = 2000;

async function refresh(part) {
  const answer = await fetch(part.dataset.live, { headers: { Accept: "text/html" } });
  if (!answer.ok) return part;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
  if (!fresh) return part;
  if (fresh.innerHTML !== part.innerHTML || !fresh.dataset.live) {
    part.replaceWith(fresh);
    return fresh;
  }
  return part;
}

async function follow(part) {
  let current = part;
  while (current.dataset.live) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    // A page that nobody sees asks nothing, and neither does one in which somebody is reading along.
    if (document.hidden || current.contains(document.activeElement)) continue;
    current = await refresh(current).catch(() => current);
  }
}

for (const part of document.querySelectorAll("[data-live]")) follow(part);
