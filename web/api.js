// SPDX-License-Identifier: MIT
// The gateway's API: calls, and the live event stream with reconnection.

/** An error answer of the gateway; `code` is the API's error code. */
export class ApiError extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Calls one method; resolves to its JSON answer. */
export async function call(verb, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: verb,
      headers: {"Content-Type": "application/json"},
      body: verb === "GET" ? undefined : JSON.stringify(body ?? {}),
    });
  } catch {
    throw new ApiError("no_daemon", "the gateway does not answer");
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new ApiError(answer.error?.code ?? "failed",
        answer.error?.message ?? `the gateway answered ${response.status}`);
  }
  return answer;
}

export function boardPath(id, rest = "") {
  return `/v1/boards/${encodeURIComponent(id)}${rest}`;
}

export function openSocket(path) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(`${scheme}//${location.host}${path}`);
  socket.binaryType = "arraybuffer";
  return socket;
}

const RETRY_MS = [500, 1000, 2000, 5000];

/**
 * Keeps the event stream open for ever. `onUp` runs after every (re)connect,
 * so that the caller can fetch what it missed.
 */
export function followEvents({onUp, onDown, onEvent}) {
  let attempt = 0;

  function connect() {
    const socket = openSocket("/v1/events");
    socket.onopen = () => {
      attempt = 0;
      onUp();
    };
    socket.onmessage = (message) => onEvent(JSON.parse(message.data));
    socket.onclose = () => {
      onDown();
      const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
      attempt += 1;
      setTimeout(connect, wait);
    };
  }

  connect();
}
