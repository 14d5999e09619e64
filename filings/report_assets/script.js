"use strict";
// The address keeps the language, so that report.html#zh opens in Chinese.
const root = document.documentElement;
const buttons = document.querySelectorAll(".switch button");
function show(language) {
  root.lang = language;
  root.classList.toggle("chinese", language === "zh");
  document.title = document.querySelector("title").dataset[language];
  buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === language)));
}
function follow() {
  if (["", "#en", "#zh"].includes(location.hash)) show(location.hash === "#zh" ? "zh" : "en");
}
buttons.forEach((button) => button.addEventListener("click", () => { location.hash = button.value; }));
addEventListener("hashchange", follow);
document.querySelector(".switch").hidden = false;
show("en");
follow();

// A cell's text in the language that is shown; hidden spans hold the other one.
function textOf(cell) {
  const said = cell.querySelector("span." + root.lang);
  return (said || cell).textContent.trim();
}
function compare(one, two, numeric) {
  return numeric ? parseFloat(one.replace(/,/g, "")) - parseFloat(two.replace(/,/g, "")) : one.localeCompare(two, root.lang);
}
function makeSortable(table) {
  const headings = [...table.tHead.rows[0].cells];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const numeric = heading.classList.contains("number");
      const downwards = heading.ariaSort ? heading.ariaSort === "ascending" : numeric;
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.ariaSort = downwards ? "descending" : "ascending";
      const keyed = [...table.tBodies[0].rows].map((row) => [textOf(row.cells[column]), row]);
      keyed.sort((one, two) => compare(one[0], two[0], numeric) * (downwards ? -1 : 1));
      table.tBodies[0].append(...keyed.map((pair) => pair[1]));
    });
  });
}
function makeSearchable(box, table) {
  box.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    let found = 0;
    for (const row of table.tBodies[0].rows) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
      found += row.hidden ? 0 : 1;
    }
    box.querySelector("output b").textContent = found;
  });
}
function makeSavable(box, table) {
  box.querySelector(".save").addEventListener("click", () => {
    const rows = [...table.rows].filter((row) => !row.hidden);
    const lines = rows.map((row) => [...row.cells].map((cell) => `"${textOf(cell).replace(/"/g, '""')}"`).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + lines.join("\r\n")], { type: "text/csv" }));
    link.download = `${box.dataset.name}.${root.lang}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
document.querySelectorAll(".table").forEach((box) => {
  const table = box.querySelector("table");
  box.querySelector(".tools").hidden = false;
  makeSortable(table);
  makeSearchable(box, table);
  makeSavable(box, table);
});
