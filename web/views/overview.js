// SPDX-License-Identifier: MIT
// Overview of a board: facts, memory, pins, name and tags.
import {age, attempt, duration, h, refresh, size, toast} from "../dom.js";
import {boardPath, call} from "../api.js";
import {fleet, loadPins} from "../fleet.js";

function facts(rows) {
  return h("dl.facts", {}, rows.filter(([, value]) => value !== undefined &&
      value !== null && value !== "").map(([title, value]) => [
    h("dt", {}, title), h("dd", {}, value),
  ]));
}

function meter(free, total, title) {
  const used = total > 0 ? (total - free) / total : 0;
  const bar = h("span");
  bar.style.width = `${Math.round(used * 100)}%`;
  return h("div", {
    role: "meter", "aria-label": `${title} used`, "aria-valuemin": 0,
    "aria-valuemax": 100, "aria-valuenow": Math.round(used * 100),
  }, `${size(free)} free of ${size(total)}`, h("div.meter", {}, bar));
}

function identityRows(board) {
  return [
    ["Id", h("span.mono", {}, board.id)],
    ["Connected by", h("span.mono", {}, board.via || "–")],
    ["Model", board.model],
    ["Agent", board.agent_version],
    ["VM", board.info?.vm_version],
    ["Profile", board.info?.profile],
    ["Last seen", board.online ? "now" : `${age(board.last_seen)} ago`],
    ["Last reset", board.reset_cause],
    ["Round trip", board.rtt_ms ? `${Number(board.rtt_ms).toFixed(1)} ms` :
      null],
  ];
}

function healthRows(board) {
  const info = board.info || {};
  return [
    ["Running", board.busy ? board.busy.name || "a program" : "nothing"],
    ["Uptime", board.uptime_ms ? duration(board.uptime_ms) : null],
    ["Temperature", board.temperature_c === undefined ||
        board.temperature_c === null ? null :
        `${Number(board.temperature_c).toFixed(1)} °C`],
    ["Power", board.power_ua ?
      `${(board.power_ua / 1000).toFixed(3)} mA (${board.power_mode})` : null],
    ["Heap", board.heap_total ?
      meter(board.heap_free, board.heap_total, "Heap") : null],
    ["Files", info.fs_total ? meter(info.fs_free, info.fs_total, "Files") :
      null],
  ];
}

function nameForm(board) {
  const name = h("input", {
    type: "text", value: board.name || "", maxlength: 32,
    "aria-label": "Name", pattern: "[A-Za-z0-9._\\-]+", required: true,
  });
  const save = h("button", {type: "submit"}, board.adopted ? "Rename" :
    "Adopt");
  return h("form.row", {
    onsubmit(event) {
      event.preventDefault();
      attempt(save, async () => {
        await call("POST", boardPath(board.id, board.adopted ? "/rename" :
          "/adopt"), {name: name.value});
        toast("Saved");
      });
    },
  }, name, save);
}

function pinButton(board, pin) {
  const button = h("button.pin", {
    "aria-pressed": pin.value ? "true" : "false",
    title: `${pin.name} (${pin.mode}): switch`,
  }, h("span", {}, pin.name), h("span", {}, String(pin.value)));
  button.disabled = !board.online;
  button.onclick = () => attempt(button, () => call("PUT",
      boardPath(board.id, `/pins/${encodeURIComponent(pin.name)}`),
      {value: pin.value ? 0 : 1}));
  return button;
}

export function overviewTab(id) {
  const identity = h("div");
  const health = h("div");
  const naming = h("div");
  const pins = h("div.pins");
  const element = h("div.columns", {},
      h("section.card", {}, h("h2", {}, "Health"), health),
      h("section.card", {}, h("h2", {}, "Identity"), identity),
      h("section.card", {}, h("h2", {}, "Name"), naming),
      h("section.card", {}, h("h2", {}, "Pins"), pins));
  let details = {};
  let wasOnline = null;

  async function fetchDetails() {
    try {
      details = await call("GET", boardPath(id));
      await loadPins(id);
    } catch {
      // Offline boards still show what is known of them.
    }
  }

  function update(board) {
    const full = {...board, info: details.info};
    if (board.online !== wasOnline) {
      wasOnline = board.online;
      fetchDetails();
    }
    refresh(identity, JSON.stringify([full, age(board.last_seen)]), () =>
      facts(identityRows(full)));
    refresh(health, JSON.stringify(full), () => facts(healthRows(full)));
    if (!naming.contains(document.activeElement)) {
      refresh(naming, JSON.stringify([board.name, board.adopted]), () =>
        nameForm(board));
    }
    const known = [...(fleet.pins.get(id)?.values() ?? [])];
    refresh(pins, JSON.stringify([known, board.online]), () =>
      known.length === 0 ? h("span.quiet", {}, "No pins known") :
      known.map((pin) => pinButton(board, pin)));
  }

  return {element, update};
}
