// Runs in the head of the page. Gradio's own words in Chinese whatever the browser's language; and when the
// server goes away or begins anew, the page says so, and what becomes of the question that was under way.
(() => {
  Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
  document.documentElement.lang = "zh-CN";

  const WORDS = [
    [/^Error$/, "出错了"],
    [/^Warning$/, "提醒"],
    [/^Info$/, "提示"],
    [/^Success$/, "完成"],
    [/^Connection (to the server was lost|errored out)/, "连接中断，正在重新连接……连上后页面会自动重新载入。"],
    [/^Queue is full/, "现在使用的人太多，请稍后再试。"],
    [/currently busy|^Too many requests/, "现在使用的人太多，请稍后再试。"],
    [/exceeds (the )?maximum allowed (file )?size/, "文件太大，没有上传。"],
    [/^Too many files/, "一次上传的文件太多，请分几次上传。"],
    [/not found in queue|[Ss]ession not found/, "服务重新启动过，请重新载入页面后再试。"],
    [/^Not authorized|^Could not resolve app config|^Could not get|^Failed to fetch/, "连接不上服务，请稍后重新载入页面。"],
  ];
  const inChinese = (text) => WORDS.find(([pattern]) => pattern.test(text.trim()))?.[1];

  function translate(node) {
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const chinese = inChinese(walker.currentNode.data);
      if (chinese) walker.currentNode.data = chinese;
    }
  }

  // What is shown to the user: a line above the page, with a button where something can be done.
  function tell(text, label, action) {
    const line = document.getElementById("connection") || document.createElement("div");
    line.id = "connection";
    line.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", action);
    line.replaceChildren(words, button);
    if (!line.isConnected) document.body.prepend(line);
  }
  const hush = () => document.getElementById("connection")?.remove();
  const reload = () => location.reload();

  // The question under way and what stands in the box are kept over the reload that Gradio makes.
  const KEPT = "zhice-interrupted";
  const box = () => document.querySelector("#question textarea, #question input");
  function keep() {
    const drafts = document.querySelectorAll("#thread .draft");
    const turn = drafts.length ? drafts[drafts.length - 1].closest(".turn") : null;
    const asked = turn?.querySelector(".question")?.textContent || "";
    sessionStorage.setItem(KEPT, JSON.stringify({ asked, typed: box()?.value || "" }));
  }
  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    const asked = kept.asked ? "正在回答的问题没有答完，已放回输入框，请再问一次。" : "";
    tell(`连接中断过，页面已重新载入。已得到的回答都在“历史对话”里。${asked}`, "知道了", hush);
    const text = kept.asked || kept.typed;
    const waiting = setInterval(() => {
      if (!box()) return;
      clearInterval(waiting);
      box().value = text;
      box().dispatchEvent(new Event("input", { bubbles: true }));
    }, 100);
  }

  // Is the server there, and is it still the same one?
  const ALIVE_MS = 10000, AWAY_MS = 2000;
  let instance = null, away = false, lost = false;  // lost: Gradio waits for the server, then loads the page again
  async function look() {
    let found = null;
    try {
      found = (await (await fetch("health", { cache: "no-store" })).json()).instance;
    } catch { /* away */ }
    if (found === null) {
      if (!away && !lost) keep();
      away = true;
      tell("连接中断，正在重新连接……", "重新载入", reload);
    } else {
      if (away && !lost && found === instance) { sessionStorage.removeItem(KEPT); hush(); }
      if (instance !== null && found !== instance) {
        if (!away && !lost) keep();
        tell("服务重新启动过。已得到的回答都在“历史对话”里，请重新载入页面后继续。", "重新载入", reload);
      }
      instance ??= found;
      away = false;
    }
    setTimeout(look, away ? AWAY_MS : ALIVE_MS);
  }

  function begin() {
    new MutationObserver((changes) => {
      for (const more of document.querySelectorAll('[aria-label="More tabs"]')) more.setAttribute("aria-label", "更多页面");
      for (const added of changes.flatMap((change) => [...change.addedNodes])) {
        if (added.nodeType !== Node.ELEMENT_NODE) continue;
        const toast = added.closest(".toast-wrap, .toast-body") || added.querySelector(".toast-wrap, .toast-body");
        if (!toast) continue;
        if (/Connection (to the server|errored)/.test(toast.textContent) && !lost) { lost = true; keep(); }
        translate(toast);
      }
    }).observe(document.body, { childList: true, subtree: true });
    if (sessionStorage.getItem(KEPT)) restore();
    look();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
