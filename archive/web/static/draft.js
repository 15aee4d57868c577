// A deposit: what is typed is kept every few seconds; files can be dropped, and their sending is shown.
// Everything works without this file. Progress counts bytes that left the browser, and says so.
"use strict";

const revision = document.querySelector("input[data-keep]");
const kept = document.querySelector("[data-kept]");
let changed = false;
let keeping = false;
let leaving = false;

async function keep() {
  if (!changed || keeping || leaving) return;
  changed = false;
  keeping = true;
  try {
    const answer = await fetch(revision.dataset.keep, {
      method: "POST",
      body: new URLSearchParams(new FormData(revision.form)),
    });
    if (!answer.ok) throw new Error(answer.status);
    revision.value = (await answer.json()).revision;
    kept.textContent = kept.dataset.kept;
  } catch {
    changed = true;
    kept.textContent = kept.dataset.notKept;
  }
  keeping = false;
}

if (revision && kept) {
  revision.form.addEventListener("input", () => { changed = true; });
  revision.form.addEventListener("submit", (event) => {
    if (keeping) {
      // The answer under way brings the revision that this form must name.
      event.preventDefault();
      const button = event.submitter;
      setTimeout(() => revision.form.requestSubmit(button), 200);
      return;
    }
    leaving = true;
  });
  setInterval(keep, 5000);
}

const files = document.querySelector("form[data-files]");
const progress = document.querySelector("[data-progress]");
const drop = document.querySelector("[data-drop]");

function send(data) {
  const request = new XMLHttpRequest();
  request.open("POST", files.action);
  request.setRequestHeader("Accept", "text/html");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const share = Math.floor((100 * event.loaded) / event.total);
    progress.textContent = share < 100 ? `${progress.dataset.sent} ${share} %` : progress.dataset.waiting;
  });
  request.addEventListener("load", () => {
    if (request.status < 400) {
      location.assign(request.responseURL);
    } else {
      progress.textContent = progress.dataset.broken;
    }
  });
  request.addEventListener("error", () => { progress.textContent = progress.dataset.broken; });
  request.send(data);
}

if (files && progress && drop) {
  files.addEventListener("submit", (event) => {
    event.preventDefault();
    send(new FormData(files));
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    const data = new FormData();
    data.append("form_token", files.elements.form_token.value);
    for (const file of event.dataTransfer.files) data.append("files", file);
    send(data);
  });
}
