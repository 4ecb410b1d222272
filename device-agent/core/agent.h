/* SPDX-License-Identifier: MIT */
/*
 * The whole board: links, files, console, program. One thread runs it; the
 * interpreter is called from it and calls back through its hooks, where the
 * agent goes on serving its links, so the board answers whatever runs.
 */
#ifndef AGENT_H
#define AGENT_H

#include "arena.h"
#include "console.h"
#include "firmware.h"
#include "heartbeat.h"
#include "job.h"
#include "pins.h"
#include "port.h"
#include "radio.h"
#include "session.h"
#include "settings.h"
#include "sockets.h"
#include "store.h"
#include "task.h"
#include "telemetry.h"
#include "timers.h"
#include "uarts.h"
#include "upload.h"

#ifndef AGENT_VERSION
#define AGENT_VERSION "0.0.0"
#endif

#define AGENT_MODULES_MAX 9 /* of ours, in the interpreter */

struct runner;
struct vm_module;

/* What ends a sleep; bits are enum machine_power's. */
struct wake_sources {
	uint8_t by_alarm;
	uint8_t by_radio;
	uint8_t by_pin[PINS_MAX];
	uint64_t is_high; /* bit n: in deep sleep pin n's level is that */
	/* Levels that end any sleep, as in struct port_wake. */
	uint64_t ext0_high;
	uint64_t ext0_low;
	uint64_t ext1_high;
	uint64_t ext1_all_low;
	uint8_t sleep_type; /* esp.sleep_type() */
	uint8_t light;      /* what ended a light sleep; 0: there was none */
	bool by_touch;
	uint64_t edges; /* seen since it began; bit n: pin n */
};

struct agent {
	struct port *port; /* borrowed: for ever */
	struct arena arena;
	struct settings settings;
	struct firmware firmware;
	struct store *store;      /* owned: in the arena */
	struct session *sessions; /* owned: in the arena */
	size_t session_count;
	struct console console;
	struct jobs jobs;
	struct runner *runner; /* owned: in the arena */
	const struct vm_module *modules[AGENT_MODULES_MAX];
	struct upload_program program;
	struct pins pins;
	struct heartbeat heartbeat;
	struct timers timers;
#if PORT_HAS_UART
	struct uart_watch uarts[UARTS_MAX];
#endif
	struct radio radio;
#if PORT_HAS_SOCKETS
	struct sockets sockets;
#endif
	struct wake_sources wake;
	struct telemetry telemetry;
	struct task task;
	uint32_t boot_id;
	uint32_t life_ms;     /* when the interpreter started */
	uint32_t reset_at_ms; /* hard reset; valid when is_resetting */
	bool is_resetting;
	bool resets_to_bootloader;
	bool is_polling;
	bool is_reading; /* the interpreter waits for console input */
};

static inline uint32_t
agent_now_ms(const struct agent *agent)
{
	return (uint32_t)(port_ticks_us(agent->port) / 1000);
}

/* True when now is at or after the moment at; both may wrap. */
static inline bool
agent_is_after(uint32_t now_ms, uint32_t at_ms)
{
	return (int32_t)(now_ms - at_ms) >= 0;
}

/* Everything but the interpreter started; NULL: the port's memory is too
 * small. Tests use it without ever running a program. */
struct agent *agent_new(struct port *port);
/* The file system is there, or made on a flash that never had one; then
 * *formatted. 0, or -errno: what is there cannot be mounted. */
int agent_mount(struct agent *agent, bool *formatted);
/* Serves links, events and tasks; never waits. */
void agent_poll(struct agent *agent);
/* The same, after waiting up to max_ms for something to do. */
void agent_idle(struct agent *agent, uint32_t max_ms);
/* Restarts the board once pending answers had time to leave. */
void agent_reset_soon(struct agent *agent);

/* Sends an event to every gateway. */
void agent_event(struct agent *agent, uint16_t type, const uint8_t *body,
    size_t len);
/* The same, repeated until they have it. */
void agent_notify(struct agent *agent, uint16_t type, const uint8_t *body,
    size_t len);

/* "power-on", "hard", "watchdog", "deep-sleep", "soft" */
const char *agent_reset_cause_name(enum port_reset_cause cause);

#endif
