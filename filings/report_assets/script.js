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
buttons.forEach((button) => button.addEventListener("click", () => { location.hash = button.value; }));
function follow() { show(location.hash === "#zh" ? "zh" : "en"); }
addEventListener("hashchange", follow);
document.querySelector(".switch").hidden = false;
follow();
