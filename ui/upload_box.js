// Runs once (js_on_load), before any upload: too many or too large files are told and not sent.
const said = element.querySelector("#upload-said");
const objection = (files) => {
  if (files.length > MOST_FILES) return `一次最多上传 MOST_FILES 个文件，您选了 ${files.length} 个，请分几次上传。`;
  const large = [...files].filter((file) => file.size > MOST_BYTES);
  if (large.length) return `“${large[0].name}”太大，每个文件不超过 ${MOST_BYTES / 1e6} MB，请拆分后再上传。`;
  return "";
};
const check = (event, files) => {
  if (!event.target.closest?.("#upload") || !files) return;
  said.textContent = objection(files);
  if (!said.textContent) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (event.type === "change") event.target.value = "";
};
document.addEventListener("change", (event) => check(event, event.target.files), true);
document.addEventListener("drop", (event) => check(event, event.dataTransfer?.files), true);
