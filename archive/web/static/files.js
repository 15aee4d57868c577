// Sending files of a deposit: dropped, pasted or chosen, with what has been sent so far.
// Everything works without this file. Progress counts bytes that left the browser, and says so.
"use strict";

const WAY = { credentials: "same-origin", headers: { Accept: "text/html" } };
let dropped = []; // kept until the archive has them: a broken connection loses none
let request = null;
let warned = false; // that chosen files have not been sent

const part = (name) => document.querySelector(`[data-${name}]`);

function say(text, wrong = false) {
  const progress = part("progress");
  if (progress.textContent !== text) progress.textContent = text;
  progress.classList.toggle("error", wrong);
}

function wrong(name) {
  say(part("progress").dataset[name], true);
}

function sending(is) {
  part("files").querySelector("button:not([data-stop])").disabled = is;
  part("stop").hidden = part("bar").hidden = !is;
  if (!is) request = null;
}

const read = (text) => new DOMParser().parseFromString(text, "text/html");

// What the page of an error says, in the language of the person.
function told(page) {
  const words = [...page.querySelectorAll("main .lead, main .safe")].map((each) => each.textContent.trim());
  return words.join(" ");
}

// A token of the session as it is now: another window may have signed in anew.
async function token() {
  let answer;
  try {
    answer = await fetch(part("files").action, WAY);
  } catch {
    return wrong("offline");
  }
  if (answer.status === 401) return wrong("over");
  const page = read(await answer.text());
  const found = page.querySelector("form[data-files] [name=form_token]");
  return found ? found.value : say(told(page) || part("progress").dataset.broken, true);
}

async function send() {
  if (request) return;
  const form = part("files"), limits = part("progress").dataset;
  const data = new FormData(form);
  for (const file of dropped) data.append("files", file);
  const chosen = unsent(data);
  if (chosen.length > Number(limits.left)) return wrong("tooMany");
  if (chosen.reduce((sum, each) => sum + each.size, 0) > Number(limits.most)) return wrong("tooLarge");
  request = new XMLHttpRequest();
  sending(true);
  document.querySelector(".notice-area").replaceChildren();
  const found = await token();
  if (!found) return sending(false);
  data.set("form_token", found);
  deliver(form.action, data);
}

const unsent = (data) => [...data.values()].filter((each) => each instanceof File && each.name);

function deliver(address, data) {
  const own = request, limits = part("progress").dataset;
  own.open("POST", address);
  own.setRequestHeader("Accept", WAY.headers.Accept);
  own.upload.addEventListener("progress", (event) => {
    const share = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
    part("bar").value = share;
    say(share < 100 ? `${limits.sent} ${share - (share % 5)} %` : limits.waiting);
  });
  own.addEventListener("load", () => { sending(false); arrived(own); });
  own.addEventListener("error", () => { sending(false); wrong("broken"); });
  own.addEventListener("abort", () => { sending(false); wrong("stopped"); });
  own.send(data);
}

// The answer is the page with the new list, or says what went wrong.
function arrived(own) {
  const page = read(own.responseText);
  if (own.status === 401) return wrong("over");
  if (own.status >= 400) return say(told(page) || part("progress").dataset.broken, true);
  dropped = [];
  if (!page.querySelector("form[data-files]")) return location.assign(own.responseURL);
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  begin();
  main.focus();
}

async function within(entry) {
  if (entry instanceof File) return [entry];
  if (entry.isFile) return [await new Promise((kept, failed) => { entry.file(kept, failed); })];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((kept, failed) => { reader.readEntries(kept, failed); });
    if (!some.length) return found;
    for (const each of some) found.push(...(await within(each)));
  }
}

async function take(transfer) {
  const items = [...transfer.items].filter((each) => each.kind === "file");
  const entries = items.map((each) => each.webkitGetAsEntry() ?? each.getAsFile()).filter(Boolean);
  if (!entries.length || request) return;
  try {
    for (const entry of entries) dropped.push(...(await within(entry)));
  } catch {
    dropped = [];
    wrong("unreadable");
    return;
  }
  send();
}

function begin() {
  const drop = part("drop");
  part("files").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  part("on").addEventListener("click", (event) => {
    if (warned || !unsent(new FormData(part("files"))).length) return;
    event.preventDefault();
    warned = true;
    wrong("unsent");
  });
  part("stop").addEventListener("click", () => { request?.abort(); });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(event.dataTransfer);
  });
}

if (part("files") && part("progress") && part("drop")) {
  begin();
  document.addEventListener("paste", (event) => { if (event.clipboardData) take(event.clipboardData); });
  addEventListener("beforeunload", (event) => { if (request) event.preventDefault(); });
}
