// Runs once in each gr.HTML of the page (js_on_load), with `element` and `trigger` given.
// A click on [data-pick] goes to Python; an empty pick closes the panel.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  document.querySelectorAll(".picked").forEach((other) => other.classList.remove("picked"));
  if (button.dataset.pick) {
    button.classList.add("picked");
    window.lastPicked = button;
  } else {
    window.lastPicked?.focus({ preventScroll: true });
  }
  trigger("click", { pick: button.dataset.pick });
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") element.querySelector(".close")?.click();
});

// A new turn scrolls to the top of the conversation; a new clause takes the focus and shows its mark.
let seen = 0;
new MutationObserver(() => {
  const turns = element.querySelectorAll(".turn");
  const box = element.querySelector(".turns");
  if (turns.length > seen) box.scrollTop = turns[turns.length - 1].offsetTop - box.offsetTop;
  seen = turns.length;
  const clause = element.querySelector(".clause");
  if (!clause) return;
  clause.focus({ preventScroll: true });
  const mark = clause.querySelector("mark") || clause.querySelector(".full");
  clause.scrollTop = mark.offsetTop - clause.clientHeight / 3;
}).observe(element, { childList: true, subtree: true, characterData: true });
