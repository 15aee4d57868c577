// Keys for the pages of an item: letters of buttons (data-letter), j and k from part to part, ? for the list.
"use strict";

const list = document.getElementById("keys");
const buttons = [...document.querySelectorAll("[data-letter]")];
const parts = [...document.querySelectorAll("main h1, main h2:not(#keys-head)")];

function row(key, text) {
  const term = document.createElement("dt");
  const name = document.createElement("kbd");
  name.textContent = key;
  term.append(name);
  const what = document.createElement("dd");
  what.textContent = text;
  list.querySelector("dl").append(term, what);
}

function move(step) {
  const at = parts.indexOf(document.activeElement);
  const next = parts[Math.min(Math.max(at + step, 0), parts.length - 1)];
  next.tabIndex = -1;
  next.focus();
}

function pressed(event) {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open], audio, video");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = buttons.find((each) => each.dataset.letter === event.key);
  if (event.key === "?") list.showModal();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (button) button.click();
  else return;
  event.preventDefault();
}

if (list) {
  for (const each of buttons) row(each.dataset.letter, each.textContent);
  row("j k", list.dataset.moves);
  row("?", list.dataset.help);
  document.addEventListener("keydown", pressed);
}
