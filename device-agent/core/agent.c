/* SPDX-License-Identifier: MIT */
/* The agent's start and its loop. */
#include "agent.h"
#include "boot_guard.h"
#include "log.h"
#include "port_features.h"
#include "runner.h"

#define RESET_GRACE_MS 250
#define IDLE_MAX_MS    1000

static const char *const cause_names[] = {
	[PORT_RESET_POWER_ON] = "power-on",
	[PORT_RESET_HARD] = "hard",
	[PORT_RESET_WATCHDOG] = "watchdog",
	[PORT_RESET_DEEP_SLEEP] = "deep-sleep",
	[PORT_RESET_SOFT] = "soft",
};

const char *
agent_reset_cause_name(enum port_reset_cause cause)
{
	if (cause < PORT_RESET_POWER_ON || cause > PORT_RESET_SOFT)
		return "unknown";
	return cause_names[cause];
}

static uint32_t
random_boot_id(struct port *port)
{
	uint32_t id = 0;

	while (id == 0)
		port_random(port, &id, sizeof(id));
	return id;
}

static int
start_sessions(struct agent *agent)
{
	size_t count = port_link_count(agent->port);

	if (count > PORT_MAX_LINKS)
		count = PORT_MAX_LINKS;
	agent->sessions =
	    arena_take(&agent->arena, count * sizeof(*agent->sessions));
	if (agent->sessions == NULL)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (session_init(&agent->sessions[i], agent, i,
			&agent->arena) != 0)
			return -1;
	}
	agent->session_count = count;
	return 0;
}

/* A flash that had a file system is never formatted again. */
static void
remember_files(struct agent *agent)
{
	if (agent->settings.has_files || !store_is_mounted(agent->store))
		return;
	agent->settings.has_files = true;
	settings_save(&agent->settings, agent->port);
}

int
agent_mount(struct agent *agent, bool *formatted)
{
	int ret =
	    store_mount(agent->store, !agent->settings.has_files, formatted);

	remember_files(agent);
	return ret;
}

static int
start_store(struct agent *agent)
{
	struct store_space space;
	bool formatted;

	agent->store = store_new(agent->port, &agent->arena,
	    !agent->settings.has_files, &formatted);
	if (agent->store == NULL)
		return -1;
	remember_files(agent);
	if (store_space(agent->store, &space) == 0)
		log_line(agent, "info", "files: %s %u KiB, %u KiB free",
		    formatted ? "made" : "mounted",
		    (unsigned)(space.total / 1024),
		    (unsigned)(space.free / 1024));
	else
		log_line(agent, "error", "files: damaged, not mounted");
	return 0;
}

struct agent *
agent_new(struct port *port)
{
	struct arena arena;
	struct agent *agent;

	arena.at = port_memory(port, &arena.left);
	agent = arena_take(&arena, sizeof(*agent));
	if (agent == NULL)
		return NULL;
	agent->port = port;
	agent->arena = arena;
	agent->boot_id = random_boot_id(port);
	settings_load(&agent->settings, port);
	firmware_init(agent);
	boot_guard_init(agent);
	agent->program.bytes = arena_take(&agent->arena, PORT_PROGRAM_MAX);
	if (agent->program.bytes == NULL || start_sessions(agent) != 0)
		return NULL;
	log_line(agent, "info", "board %s \"%s\" %s (%s), %s reset",
	    agent->settings.device_id, agent->settings.name,
	    agent->firmware.version,
	    firmware_slot_name(agent->firmware.start.slot),
	    agent_reset_cause_name(port_reset_cause(port)));
	if (start_store(agent) != 0)
		return NULL;
	agent->runner = runner_new(agent, &agent->arena);
	if (agent->runner == NULL)
		return NULL;
	pins_init(agent);
	telemetry_init(agent);
	return agent;
}

int
agent_main(struct port *port)
{
	struct agent *agent = agent_new(port);

	if (agent == NULL) {
		port_log(port, "error agent: not enough memory");
		return 1;
	}
	runner_run(agent->runner);
}

static _Noreturn void
reset(struct agent *agent)
{
#if PORT_HAS_BOOTLOADER
	if (agent->resets_to_bootloader)
		port_bootloader(agent->port);
#endif
	port_reset(agent->port, PORT_RESET_HARD);
}

void
agent_poll(struct agent *agent)
{
	uint32_t now = agent_now_ms(agent);

	if (agent->is_polling)
		return;
	agent->is_polling = true;
	firmware_poll(agent, now);
	boot_guard_poll(agent, now);
	heartbeat_poll(agent, now);
	pins_poll(agent, now);
	timers_poll(agent);
	uarts_poll(agent, now);
	radio_poll(agent, now);
	telemetry_poll(agent, now);
	task_poll(agent);
	job_poll(agent, now);
	for (size_t i = 0; i < agent->session_count; i++)
		session_poll(&agent->sessions[i], now);
	agent->is_polling = false;
	if (agent->is_resetting && agent_is_after(now, agent->reset_at_ms))
		reset(agent);
}

static uint32_t
smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t
next_timeout_ms(struct agent *agent, uint32_t max_ms)
{
	uint32_t now = agent_now_ms(agent);
	uint32_t wait = smaller(max_ms, IDLE_MAX_MS);

	if (task_is_active(agent))
		return 0;
	wait = smaller(wait, firmware_next_timeout_ms(agent));
	wait = smaller(wait, heartbeat_next_timeout_ms(agent, now));
	if (agent->is_resetting)
		wait = smaller(wait, 10);
	wait = smaller(wait, pins_next_timeout_ms(agent, now));
	wait = smaller(wait, timers_next_timeout_ms(agent));
	wait = smaller(wait, uarts_next_timeout_ms(agent));
	wait = smaller(wait, radio_next_timeout_ms(agent, now));
	wait = smaller(wait, telemetry_next_timeout_ms(agent, now));
	for (size_t i = 0; i < agent->session_count; i++)
		wait = smaller(wait,
		    session_next_timeout_ms(&agent->sessions[i], now));
	return wait;
}

void
agent_idle(struct agent *agent, uint32_t max_ms)
{
	/* What was written since the last turn leaves before the sleep. */
	if (max_ms > 0)
		agent_poll(agent);
	if (!agent->is_polling)
		port_wait(agent->port, next_timeout_ms(agent, max_ms));
	agent_poll(agent);
}

void
agent_reset_soon(struct agent *agent)
{
	agent->is_resetting = true;
	agent->reset_at_ms = agent_now_ms(agent) + RESET_GRACE_MS;
}

void
agent_event(struct agent *agent, uint16_t type, const uint8_t *body, size_t len)
{
	for (size_t i = 0; i < agent->session_count; i++)
		session_event(&agent->sessions[i], type, body, len);
}

void
agent_notify(struct agent *agent, uint16_t type, const uint8_t *body,
    size_t len)
{
	for (size_t i = 0; i < agent->session_count; i++)
		session_notify(&agent->sessions[i], type, body, len);
}
