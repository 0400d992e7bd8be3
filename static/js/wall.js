// The slides of a pack: arrow keys, space, page keys, swipes, full screen, and the parts that a long pack comes in. Without it
// each part is a long page with a link to the next.
"use strict";

let slides = [];
const acts = document.querySelector("[data-wall-acts]");

function current() {
  const middle = window.innerHeight / 2;
  const found = slides.findIndex((slide) => slide.getBoundingClientRect().bottom > middle);
  return found < 0 ? slides.length - 1 : found;
}

function show(index) {
  const slide = slides[Math.min(Math.max(index, 0), slides.length - 1)];
  slide.scrollIntoView({ block: "start", behavior: "auto" });
  slide.focus({ preventScroll: true });
  window.history.replaceState(null, "", `#${slide.id}`);
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen();
}

function count() {
  slides = Array.from(document.querySelectorAll("[data-wall] .slide"));
}

// Where a part does not come, its link stays and leads there.
async function putTheRestBehind() {
  for (let link; (link = document.querySelector("[data-wall-more]"));) {
    const answer = await fetch(link.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-wall] > *");
    if (!part.length) return;
    link.parentElement.replaceWith(...part);
    count();
    const wanted = document.getElementById(window.location.hash.slice(1));
    if (wanted && [...part].some((one) => one.contains(wanted))) wanted.scrollIntoView();
  }
}

const keys = {
  ArrowRight: () => show(current() + 1),
  ArrowDown: () => show(current() + 1),
  PageDown: () => show(current() + 1),
  " ": () => show(current() + 1),
  ArrowLeft: () => show(current() - 1),
  ArrowUp: () => show(current() - 1),
  PageUp: () => show(current() - 1),
  Home: () => show(0),
  End: () => show(slides.length - 1),
  f: fullScreen,
  F: fullScreen,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("a, button") && event.key === " ") return;
  const act = keys[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// A finger that moves sideways turns the page; up and down it scrolls, as everywhere.
let from = null;
document.addEventListener("touchstart", (event) => {
  from = event.touches.length === 1 && !event.target.closest(".scroll, .picture") ? event.touches[0] : null;
}, { passive: true });
document.addEventListener("touchend", (event) => {
  if (!from) return;
  const to = event.changedTouches[0];
  const across = to.clientX - from.clientX;
  if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(to.clientY - from.clientY)) show(current() + (across < 0 ? 1 : -1));
  from = null;
}, { passive: true });

acts.hidden = false;
acts.querySelectorAll("[data-wall-go]").forEach((button) => {
  button.addEventListener("click", () => show(current() + Number(button.dataset.wallGo)));
});
acts.querySelector("[data-wall-full]").addEventListener("click", fullScreen);

count();
putTheRestBehind();
