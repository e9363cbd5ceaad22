() => {
  // The brief and the terms alone, copied out of the page: its own style rules do not reach them there.
  const sheet = document.createElement("div");
  sheet.id = "printed";
  for (const part of document.querySelectorAll("#brief .brief, #terms .terms")) sheet.append(part.cloneNode(true));
  sheet.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  const style = document.createElement("style");
  style.textContent = `
    @media screen { #printed { display: none; } }
    @page { margin: 20mm 18mm; }
    @media print {
      body > *:not(#printed) { display: none !important; }
      html, body { height: auto !important; overflow: visible !important; background: #fff !important; }
      #printed { color: #000; font: 11pt/1.75 FangSong, "Noto Serif CJK SC", "Noto Sans CJK SC", serif; }
      #printed h2 { font-size: 17pt; text-align: center; margin: 0 0 6pt; }
      #printed h3 { font-size: 13pt; margin: 12pt 0 2pt; break-after: avoid; }
      #printed li, #printed .terms > div { break-inside: avoid; margin: 3pt 0; }
      #printed .where { display: block; color: #333; }
      #printed dt { font-weight: bold; }
      #printed dt small { margin-left: 8pt; font-weight: normal; }
      #printed dd { margin: 0 0 6pt; }
      #printed button { border: none; background: none; padding: 0 2pt; font: inherit; font-size: 9pt; color: #000; }
      #printed .why, #printed .caption, #printed details { font-size: 9.5pt; }
    }`;
  document.body.append(sheet);
  document.head.append(style);
  addEventListener("afterprint", () => { sheet.remove(); style.remove(); }, { once: true });
  window.print();
}
