// SPDX-License-Identifier: MIT
// The frame of the dashboard: the header and which view is shown.
import {fleet, start, watch} from "./fleet.js";
import {h} from "./dom.js";
import {homeView} from "./views/home.js";
import {boardView} from "./views/board.js";

const content = document.getElementById("content");
let view = null;

/** "#/boards/ID/repl" -> the view that shows it. */
function route() {
  const parts = location.hash.replace(/^#\/?/, "").split("/")
      .map(decodeURIComponent);
  if (parts[0] === "boards" && parts[1]) {
    return boardView(parts[1], parts[2] || "overview");
  }
  if (parts[0] === "") {
    return homeView();
  }
  return {
    title: "Not found",
    element: h("p", {}, "There is no such page. ",
        h("a", {href: "#/"}, "All boards")),
  };
}

function show() {
  view?.close?.();
  view = route();
  content.replaceChildren(view.element);
  document.title = `${view.title} · upyd`;
  view.update?.();
  view.opened?.();
}

function updateHeader() {
  const link = document.getElementById("link");
  const {name, version} = fleet.gateway;
  link.textContent = fleet.connected ? "live" : "no connection";
  link.className = fleet.connected ? "pill good" : "pill bad";
  document.getElementById("gateway").textContent =
      name ? `${name} · ${version}` : "";
}

watch(() => {
  updateHeader();
  view?.update?.();
});
window.addEventListener("hashchange", () => {
  show();
  content.focus();
});
show();
start();
