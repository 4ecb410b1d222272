/* SPDX-License-Identifier: MIT */
/* Commands about the board itself: facts, clock, reset, name, telemetry. */
#include <string.h>

#include "command.h"
#include "core/log.h"
#include "core/runner.h"
#include "port_features.h"

#define INTERVAL_MIN_MS  100
#define INTERVAL_MAX_MS  (24u * 3600 * 1000)
#define IDENTIFY_DEFAULT 5
#define INFO_NUMBERS     8 /* in every answer to INFO */
#define TEXT_HEAD        4 /* bytes of key and length before a text */
#define IDENTIFY_MAX     3600

static void
put_text(struct command *command, uint64_t key, const char *text)
{
	proto_cbor_put_uint(&command->result, key);
	proto_cbor_put_text(&command->result, text);
}

static void
put_uint(struct command *command, uint64_t key, uint64_t value)
{
	proto_cbor_put_uint(&command->result, key);
	proto_cbor_put_uint(&command->result, value);
}

static void
put_memory(struct command *command)
{
	struct runner_memory memory = { 0 };
	struct store_space space = { 0 };

	runner_get_memory(command->agent->runner, &memory);
	store_space(command->agent->store, &space);
	put_uint(command, PROTO_INFO_HEAP_TOTAL, memory.total);
	put_uint(command, PROTO_INFO_HEAP_FREE, memory.total - memory.used);
	put_uint(command, PROTO_INFO_FS_TOTAL, space.total);
	put_uint(command, PROTO_INFO_FS_FREE, space.free);
}

/* The texts of INFO as far as they fit, the important ones first. */
static size_t
put_info_texts(struct command *command)
{
	const struct agent *agent = command->agent;
	const struct port_identity *maker = port_identity(agent->port);
	const struct {
		uint64_t key;
		const char *text;
	} texts[] = {
		{ PROTO_INFO_DEVICE_ID, agent->settings.device_id },
		{ PROTO_INFO_RESET_CAUSE,
		    agent_reset_cause_name(port_reset_cause(agent->port)) },
		{ PROTO_INFO_RUNNING_NAME,
		    agent->jobs.current.id == 0 ? "" :
						  agent->jobs.current.name },
		{ PROTO_INFO_NAME, agent->settings.name },
		{ PROTO_INFO_MODEL, maker->model },
		{ PROTO_INFO_AGENT_VERSION, agent->firmware.version },
		{ PROTO_INFO_SLOT,
		    firmware_slot_name(agent->firmware.start.slot) },
		{ PROTO_INFO_PROFILE, maker->profile },
		{ PROTO_INFO_VM_VERSION, runner_vm_version() },
	};
	struct proto_writer *w = &command->result;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (w->len + strlen(texts[i].text) + TEXT_HEAD > w->cap)
			continue;
		put_text(command, texts[i].key, texts[i].text);
		count++;
	}
	return count;
}

uint16_t
cmd_info(struct command *command)
{
	struct agent *agent = command->agent;
	struct port *port = agent->port;
	struct proto_writer *w = &command->result;
	int32_t milli_celsius;
	size_t count = INFO_NUMBERS;

	proto_cbor_put_map(w, count);
	put_uint(command, PROTO_INFO_BOOT_ID, agent->boot_id);
	put_uint(command, PROTO_INFO_UPTIME_MS, port_ticks_us(port) / 1000);
	put_uint(command, PROTO_INFO_RUNNING_JOB, agent->jobs.current.id);
	put_memory(command);
	proto_cbor_put_uint(w, PROTO_INFO_TRIAL);
	proto_cbor_put_bool(w, agent->firmware.is_on_trial);
	if (port_temperature(port, &milli_celsius)) {
		proto_cbor_put_uint(w, PROTO_INFO_TEMPERATURE_MC);
		proto_cbor_put_int(w, milli_celsius);
		count++;
	}
	count += put_info_texts(command);
	proto_cbor_patch_count(w, 0, count);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_time_set(struct command *command)
{
	uint64_t epoch_ms =
	    command_get_uint(command, PROTO_TIME_SET_EPOCH_MS, UINT64_MAX);

	if (epoch_ms > INT64_MAX / 2)
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "epoch_ms is missing or out of range");
	port_clock_set_ms(command->agent->port, (int64_t)epoch_ms);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_reset(struct command *command)
{
	struct agent *agent = command->agent;
	bool safe = command_get_bool(command, PROTO_RESET_SAFE);

	if (command_get_bool(command, PROTO_RESET_BOOTLOADER)) {
		if (!PORT_HAS_BOOTLOADER)
			return PROTO_STATUS_UNIMPLEMENTED;
		agent->resets_to_bootloader = true;
		agent_reset_soon(agent);
		return PROTO_STATUS_OK;
	}
	if (!command_get_bool(command, PROTO_RESET_HARD)) {
		job_soft_reset(agent, safe);
		return PROTO_STATUS_OK;
	}
	if (safe) {
		agent->settings.safe_once = true;
		if (settings_save(&agent->settings, agent->port) != 0)
			return PROTO_STATUS_FLASH_PROGRAM;
	}
	agent_reset_soon(agent);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_baud_set(struct command *command)
{
	uint64_t baud = command_get_uint(command, PROTO_BAUD_SET_BAUD, 0);

	if (baud > UINT32_MAX)
		return PROTO_STATUS_RANGE;
	return speed_ask(command->session, command->request, (uint32_t)baud);
}

uint16_t
cmd_identify(struct command *command)
{
	uint64_t seconds =
	    command_get_uint(command, PROTO_IDENTIFY_SECONDS, IDENTIFY_DEFAULT);

	if (seconds > IDENTIFY_MAX)
		return PROTO_STATUS_RANGE;
	pins_identify(command->agent, (uint32_t)seconds);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_name_set(struct command *command)
{
	struct settings *settings = &command->agent->settings;
	struct settings before = *settings;
	char name[SETTINGS_NAME_MAX + 1];

	if (!command_get_text(command, PROTO_NAME_SET_NAME, name,
		sizeof(name)) ||
	    !settings_is_name(name, strlen(name)))
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "a name is 1 to 32 letters, digits, . _ and -");
	memcpy(settings->name, name, strlen(name) + 1);
	if (settings_save(settings, command->agent->port) != 0) {
		*settings = before;
		return PROTO_STATUS_FLASH_PROGRAM;
	}
	for (size_t i = 0; i < command->agent->session_count; i++)
		command->agent->sessions[i].hello.name.len = strlen(name);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_telemetry_set(struct command *command)
{
	struct settings *settings = &command->agent->settings;
	uint64_t interval = command_get_uint(command,
	    PROTO_TELEMETRY_SET_INTERVAL_MS, UINT64_MAX);
	uint32_t before = settings->telemetry_interval_ms;

	if (interval > INTERVAL_MAX_MS ||
	    (interval != 0 && interval < INTERVAL_MIN_MS))
		return command_fail(command, PROTO_STATUS_RANGE,
		    "the interval is 0, or 100 ms to 24 h");
	telemetry_restart(command->agent);
	if (interval == before)
		return PROTO_STATUS_OK;
	settings->telemetry_interval_ms = (uint32_t)interval;
	if (settings_save(settings, command->agent->port) != 0) {
		settings->telemetry_interval_ms = before;
		return PROTO_STATUS_FLASH_PROGRAM;
	}
	return PROTO_STATUS_OK;
}
