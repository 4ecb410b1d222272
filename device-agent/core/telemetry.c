/* SPDX-License-Identifier: MIT */
/*
 * The TELEMETRY event, at the interval the gateway asked for; LINK_STATS when
 * bytes were lost or frames damaged.
 */
#include "proto/command.h"

#include "agent.h"
#include "port_peripherals.h"
#include "runner.h"

#define EVENT_MAX      96
#define POWER_EACH_MS  1000
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

#if PORT_HAS_SLEEP

static bool
has_power(const struct agent *agent)
{
	return port_power_ua(agent->port,
		   (enum port_power)agent->telemetry.power) != 0;
}

static void
put_power(const struct agent *agent, struct proto_writer *w)
{
	enum port_power mode = (enum port_power)agent->telemetry.power;

	proto_cbor_put_uint(w, PROTO_TELEMETRY_POWER_MODE);
	proto_cbor_put_uint(w, mode);
	proto_cbor_put_uint(w, PROTO_TELEMETRY_POWER_UA);
	proto_cbor_put_uint(w, port_power_ua(agent->port, mode));
}

#else

static bool
has_power(const struct agent *agent)
{
	(void)agent;
	return false;
}

static void
put_power(const struct agent *agent, struct proto_writer *w)
{
	(void)agent;
	(void)w;
}

#endif

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
	proto_cbor_put_map(&w,
	    7 + (has_temperature ? 1 : 0) + (has_power(agent) ? 2 : 0));
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
	if (has_power(agent))
		put_power(agent, &w);
	agent->telemetry.sent_ms = agent_now_ms(agent);
	agent->telemetry.told_power = agent->telemetry.power;
	agent_event(agent, PROTO_EVENT_TELEMETRY, body, w.len);
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

static bool
has_listener(const struct agent *agent)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		if (session_is_up(&agent->sessions[i]))
			return true;
	}
	return false;
}

static bool
is_wanted(const struct agent *agent)
{
	return agent->settings.telemetry_interval_ms != 0 &&
	    has_listener(agent);
}

#if PORT_HAS_SLEEP

void
telemetry_power(struct agent *agent, uint8_t mode)
{
	agent->telemetry.power = mode;
	port_power(agent->port, (enum port_power)mode);
	if (mode == PORT_POWER_DEEP_SLEEP && is_wanted(agent))
		send(agent);
}

#endif

/* Milliseconds until a sleep that began or ended is told of; UINT32_MAX:
 * there is none. Idle comes and goes too often for that. */
static uint32_t
power_news_ms(const struct agent *agent, uint32_t now_ms)
{
	const struct telemetry *telemetry = &agent->telemetry;
	uint32_t passed_ms = now_ms - telemetry->sent_ms;

	if ((telemetry->power >= PORT_POWER_LIGHT_SLEEP) ==
	    (telemetry->told_power >= PORT_POWER_LIGHT_SLEEP))
		return UINT32_MAX;
	return passed_ms >= POWER_EACH_MS ? 0 : POWER_EACH_MS - passed_ms;
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
	if (!is_wanted(agent)) {
		agent->telemetry.next_ms = now_ms;
		return;
	}
	if (!agent_is_after(now_ms, agent->telemetry.next_ms) &&
	    power_news_ms(agent, now_ms) != 0)
		return;
	agent->telemetry.next_ms = now_ms + interval;
	send(agent);
}

uint32_t
telemetry_next_timeout_ms(const struct agent *agent, uint32_t now_ms)
{
	uint32_t news_ms = power_news_ms(agent, now_ms);
	uint32_t left_ms;

	if (!is_wanted(agent))
		return UINT32_MAX;
	left_ms = agent_is_after(now_ms, agent->telemetry.next_ms) ?
	    0 :
	    agent->telemetry.next_ms - now_ms;
	return left_ms < news_ms ? left_ms : news_ms;
}
