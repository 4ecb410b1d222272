// SPDX-License-Identifier: MIT
// What the dashboard knows of the fleet, kept current by the event stream.
import {call, followEvents} from "./api.js";

const RECENT = 50;

export const fleet = {
  connected: false,
  loaded: false,
  gateway: {},
  boards: new Map(),
  pins: new Map(),
  recent: [],
};

const listeners = new Set();

/** Calls `listener` after every change; returns a function that stops it. */
export function watch(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let scheduled = false;

/** Many events in one frame cause one redraw. */
function changed() {
  if (scheduled) {
    return;
  }
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    for (const listener of listeners) {
      listener();
    }
  });
}

function remember(text) {
  fleet.recent.unshift({at: new Date(), text});
  fleet.recent.length = Math.min(fleet.recent.length, RECENT);
}

function label(board) {
  return board.name || board.id;
}

function noteChange(before, after) {
  if (!before) {
    remember(`${label(after)} ${after.adopted ? "joined" : "was found"}`);
  } else if (!before.adopted && after.adopted) {
    remember(`${label(after)} was adopted`);
  } else if (before.online !== after.online) {
    remember(after.online ? `${label(after)} is online` :
        `${label(after)} went offline: ${after.why || "no reason known"}`);
  } else if (before.name !== after.name) {
    remember(`${label(before)} is now called ${label(after)}`);
  }
}

const handlers = {
  board({board}) {
    noteChange(fleet.boards.get(board.id), board);
    fleet.boards.set(board.id, board);
  },
  board_removed({id}) {
    const board = fleet.boards.get(id);
    if (board) {
      remember(`${label(board)} was removed`);
    }
    fleet.boards.delete(id);
  },
  telemetry({id, telemetry}) {
    const board = fleet.boards.get(id);
    if (board) {
      Object.assign(board, telemetry);
    }
  },
  pin({id, pin}) {
    const pins = fleet.pins.get(id);
    if (pins) {
      pins.set(pin.name, pin);
    }
  },
  gw(message) {
    Object.assign(fleet.gateway, message.gw ?? {});
  },
};

async function load() {
  const [gateway, answer] = await Promise.all([
    call("GET", "/v1/gw"), call("GET", "/v1/boards?all=1"),
  ]);
  fleet.gateway = gateway;
  fleet.boards = new Map(answer.boards.map((board) => [board.id, board]));
  fleet.loaded = true;
  changed();
}

export async function loadPins(id) {
  const {pins} = await call("GET", `/v1/boards/${encodeURIComponent(id)}/pins`);
  fleet.pins.set(id, new Map(pins.map((pin) => [pin.name, pin])));
  changed();
}

export function start() {
  followEvents({
    onUp() {
      fleet.connected = true;
      load().catch((error) => remember(error.message));
    },
    onDown() {
      fleet.connected = false;
      changed();
    },
    onEvent(message) {
      handlers[message.type]?.(message);
      changed();
    },
  });
  // Ages ("4 min") grow without any event.
  setInterval(changed, 10000);
}
