// Keys of the search page: `/` to the question, `j` and `k` through the matches, `o` opens, `?` lists them.
"use strict";

const hits = [...document.querySelectorAll("[data-hit]")];
const keys = document.getElementById("keys");

function isTyping(target) {
  return target.closest("input, select, textarea, dialog[open]") !== null;
}

function move(by) {
  const at = hits.indexOf(document.activeElement.closest("[data-hit]"));
  const next = hits[at < 0 ? (by > 0 ? 0 : hits.length - 1) : at + by];
  if (next) next.focus();
}

document.addEventListener("keydown", (press) => {
  if (press.ctrlKey || press.altKey || press.metaKey || isTyping(press.target)) return;
  const hit = document.activeElement.closest("[data-hit]");
  if (press.key === "/") document.querySelector("[data-focus]").focus();
  else if (press.key === "j") move(1);
  else if (press.key === "k") move(-1);
  else if (press.key === "o" && hit) hit.querySelector("[data-open]").click();
  else if (press.key === "?") keys.showModal();
  else return;
  press.preventDefault();
});
