// A page of a deposit: what is typed is kept every few seconds, and before the page is left.
// Everything works without this file. Nothing typed is ever stored by the browser.
"use strict";

const revision = document.querySelector("input[data-keep]");
const said = document.querySelector("[data-kept]");
const EVERY = 5000;
const SETTLED = new Set(["stale", "over", "gone"]);
let changed = false; // typed since it was kept last
let keeping = null; // the keeping that is under way
let state = "";
let sent = null; // the form that is on its way: the page is left

function say(next) {
  state = next;
  if (said.textContent !== said.dataset[state]) said.textContent = said.dataset[state];
  said.classList.toggle("unkept", state !== "kept");
}

async function ask(more) {
  const body = new URLSearchParams(new FormData(revision.form));
  let answer;
  try {
    answer = await fetch(revision.dataset.keep, { method: "POST", body, ...more });
  } catch {
    return "offline";
  }
  if (answer.status === 409) return "stale";
  if (answer.status === 401 || answer.status === 403) return "over";
  if (answer.status === 404 || answer.redirected) return "gone";
  if (!answer.ok) return "notKept";
  revision.value = (await answer.json()).revision;
  return "kept";
}

function keep(more = {}) {
  if (keeping || !changed) return keeping;
  changed = false;
  keeping = ask(more).then((next) => {
    keeping = null;
    changed ||= next !== "kept";
    say(next);
  });
  return keeping;
}

async function keepAll() {
  await keeping;
  await keep();
}

// Whoever sends the form without a connection would see the browser's error page in place of their words;
// whoever sends it to a draft that is gone, that of the archive.
async function submitted(event) {
  if (sent === event.target) return;
  event.preventDefault();
  if (sent) return;
  const { target, submitter } = event;
  changed ||= target === revision.form;
  await keepAll();
  if (state === "offline" || state === "gone") return;
  sent = target;
  target.requestSubmit(submitter);
}

async function followed(event) {
  const link = event.target.closest("a[href]");
  const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!link || elsewhere || link.target || link.getAttribute("href").startsWith("#")) return;
  if (!changed && !keeping) return;
  event.preventDefault();
  await keepAll();
  location.assign(link.href);
}

if (revision && said) {
  revision.form.addEventListener("input", () => { changed = true; });
  document.addEventListener("submit", submitted);
  document.addEventListener("click", followed);
  addEventListener("offline", () => say("offline"));
  addEventListener("online", () => { changed = true; keep(); });
  addEventListener("pageshow", () => { sent = null; });
  addEventListener("beforeunload", (event) => {
    if ((changed || keeping) && sent !== revision.form) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !sent) keep({ keepalive: true });
  });
  setInterval(() => { if (!sent && !SETTLED.has(state)) keep(); }, EVERY);
}
