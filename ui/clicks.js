// Runs once in each gr.HTML of the page (js_on_load), with `element` and `trigger` given.
// A click on [data-pick] goes to Python; an empty pick closes the panel. [data-copy] is copied,
// [data-jump] scrolls to the place of that number, [data-focus] moves the focus into a field.
element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick], [data-copy], [data-jump]");
  if (!button) return;
  if (button.dataset.copy !== undefined) return copy(button);
  if (button.dataset.jump !== undefined) return jump(button);
  document.querySelectorAll(".picked").forEach((other) => other.classList.remove("picked"));
  if (button.dataset.pick) {
    button.classList.add("picked");
    window.lastPicked = button;
  } else {
    window.lastPicked?.focus({ preventScroll: true });
  }
  trigger("click", { pick: button.dataset.pick });
  if (button.dataset.focus) document.querySelector(`#${button.dataset.focus} textarea`)?.focus();
});
element.addEventListener("keydown", (event) => {
  if (event.key === "Escape") element.querySelector(".close")?.click();
});

// Pages that are not served over https, except on this machine, have no clipboard: a hidden field has.
async function copy(button) {
  let copied = true;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = button.dataset.copy;
    field.select();
    copied = document.execCommand("copy");
    field.remove();
    button.focus({ preventScroll: true });
  }
  const label = (button.dataset.label ??= button.textContent);
  button.textContent = copied ? "已复制" : "没能复制，请手动选取";
  setTimeout(() => (button.textContent = label), 2000);
}

function jump(button) {
  const place = element.querySelector(`[data-at="${CSS.escape(button.dataset.jump)}"]`);
  if (!place) return;
  const box = place.closest(".clause");
  const head = box.querySelector(".clause-head");
  button.closest("details")?.removeAttribute("open");
  box.scrollTop = place.offsetTop - head.offsetHeight - 8;
  place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

// A new turn scrolls to the top of the conversation; a new clause takes the focus and shows its mark.
let seen = 0;
let opened = null;
new MutationObserver(() => {
  const turns = element.querySelectorAll(".turn");
  const box = element.querySelector(".turns");
  if (turns.length > seen) box.scrollTop = turns[turns.length - 1].offsetTop - box.offsetTop;
  seen = turns.length;
  const clause = element.querySelector(".clause");
  if (clause === opened) return;
  opened = clause;
  if (!clause) return;
  clause.focus({ preventScroll: true });
  const mark = clause.querySelector("mark") || clause.querySelector(".full");
  clause.scrollTop = mark.offsetTop - clause.clientHeight / 3;
}).observe(element, { childList: true, subtree: true, characterData: true });
