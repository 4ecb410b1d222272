/* SPDX-License-Identifier: MIT */
/*
 * The TELEMETRY event, at the interval the gateway asked for; LINK_STATS when
 * bytes were lost or frames damaged.
 */
#include "proto/command.h"

#include "agent.h"
#include "runner.h"

#define EVENT_MAX      96
#define LOSSES_MAX     24
#define LOSSES_EACH_MS 1000

uint32_t
telemetry_overruns(const struct agent *agent)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < agent->session_count; i++)
		sum += port_link_overruns(agent->port, i) +
		    agent->sessions[i].link.decoder.counters.overlong;
	return sum;
}

uint32_t
telemetry_errors(const struct agent *agent)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < agent->session_count; i++) {
		const struct proto_frame_counters *counters =
		    &agent->sessions[i].link.decoder.counters;

		sum += counters->crc + counters->cobs + counters->silence +
		    agent->sessions[i].torn;
	}
	return sum;
}

static void
send(struct agent *agent)
{
	uint8_t body[EVENT_MAX];
	struct proto_writer w;
	struct runner_memory memory = { 0 };
	struct store_space space = { 0 };
	int32_t milli_celsius;
	bool has_temperature = port_temperature(agent->port, &milli_celsius);

	runner_get_memory(agent->runner, &memory);
	store_space(agent->store, &space);
	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, has_temperature ? 8 : 7);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_UPTIME_MS);
	proto_cbor_put_uint(&w, port_ticks_us(agent->port) / 1000);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_HEAP_USED);
	proto_cbor_put_uint(&w, memory.used);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_HEAP_FREE);
	proto_cbor_put_uint(&w, memory.total - memory.used);
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_FS_FREE);
	proto_cbor_put_uint(&w, space.free);
	if (has_temperature) {
		proto_cbor_put_uint(&w, PROTO_TELEMETRY_TEMPERATURE_MC);
		proto_cbor_put_int(&w, milli_celsius);
	}
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_RX_OVERRUNS);
	proto_cbor_put_uint(&w, telemetry_overruns(agent));
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_RX_ERRORS);
	proto_cbor_put_uint(&w, telemetry_errors(agent));
	proto_cbor_put_uint(&w, PROTO_TELEMETRY_GC_COUNT);
	proto_cbor_put_uint(&w, memory.gc_count);
	agent_event(agent, PROTO_EVENT_TELEMETRY, body, w.len);
}

static bool
has_listener(const struct agent *agent)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		if (session_is_up(&agent->sessions[i]))
			return true;
	}
	return false;
}

void
telemetry_init(struct agent *agent)
{
	agent->telemetry.next_ms = agent_now_ms(agent);
}

void
telemetry_restart(struct agent *agent)
{
	agent->telemetry.next_ms = agent_now_ms(agent);
}

static void
tell_losses(struct agent *agent, uint32_t now_ms)
{
	struct telemetry *told = &agent->telemetry;
	uint32_t overruns = telemetry_overruns(agent);
	uint32_t errors = telemetry_errors(agent);
	uint8_t body[LOSSES_MAX];
	struct proto_writer w;

	if ((overruns == told->told_overruns && errors == told->told_errors) ||
	    now_ms - told->told_ms < LOSSES_EACH_MS || !has_listener(agent))
		return;
	told->told_overruns = overruns;
	told->told_errors = errors;
	told->told_ms = now_ms;
	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_LINK_STATS_RX_OVERRUNS);
	proto_cbor_put_uint(&w, overruns);
	proto_cbor_put_uint(&w, PROTO_LINK_STATS_RX_ERRORS);
	proto_cbor_put_uint(&w, errors);
	agent_event(agent, PROTO_EVENT_LINK_STATS, body, w.len);
}

void
telemetry_poll(struct agent *agent, uint32_t now_ms)
{
	uint32_t interval = agent->settings.telemetry_interval_ms;

	tell_losses(agent, now_ms);
	if (interval == 0 || !has_listener(agent)) {
		agent->telemetry.next_ms = now_ms;
		return;
	}
	if (!agent_is_after(now_ms, agent->telemetry.next_ms))
		return;
	agent->telemetry.next_ms = now_ms + interval;
	send(agent);
}

uint32_t
telemetry_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	if (agent->settings.telemetry_interval_ms == 0 || !has_listener(agent))
		return UINT32_MAX;
	return agent_is_after(now_ms, agent->telemetry.next_ms) ?
	    0 :
	    agent->telemetry.next_ms - now_ms;
}
