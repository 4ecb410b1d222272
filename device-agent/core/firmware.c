/* SPDX-License-Identifier: MIT */
/* Updates, trials and the watchdog, a step at a time between the links. */
#include <string.h>

#include "boot/boot_trial.h"
#include "proto/command.h"
#include "proto/status.h"

#include "agent.h"
#include "firmware.h"
#include "log.h"
#include "text.h"

#define WATCHDOG_MS 8000
#define FEED_MS     1000
#define EVENT_MAX   64

/* ---- start ------------------------------------------------------------ */

const char *
firmware_slot_name(uint8_t slot)
{
	static const char *const names[] = {
		[BOOT_SLOT_A] = "a",
		[BOOT_SLOT_B] = "b",
		[BOOT_SLOT_FACTORY] = "factory",
	};

	return slot < BOOT_SLOT_COUNT ? names[slot] : "none";
}

void
firmware_version_text(uint32_t version, char text[FIRMWARE_VERSION_MAX])
{
	text_format(text, FIRMWARE_VERSION_MAX, "%u.%u.%u",
	    (unsigned)(version >> 24), (unsigned)(version >> 16 & 0xff),
	    (unsigned)(version & 0xffff));
}

static bool
is_from_slot(const struct firmware *firmware)
{
	return firmware->chip != NULL &&
	    firmware->start.slot < BOOT_UPDATE_SLOTS;
}

/* Where images are decoded; NULL: they must come raw. */
static struct boot_decoder *
decoder_of(struct firmware *firmware)
{
#if PORT_HAS_CODINGS
	return &firmware->decoder;
#else
	(void)firmware;
	return NULL;
#endif
}

void
firmware_init(struct agent *agent)
{
	struct firmware *firmware = &agent->firmware;
	char fault[EVENT_MAX];

	firmware->chip = port_boot_chip(agent->port);
	firmware->start.slot = BOOT_SLOT_FACTORY;
	text_format(firmware->version, sizeof(firmware->version), "%s",
	    AGENT_VERSION);
	port_boot_start(agent->port, &firmware->start);
	if (firmware->chip != NULL) {
		boot_meta_load(&firmware->meta, firmware->chip);
		boot_update_init(&firmware->update, &firmware->meta,
		    firmware->start.slot, decoder_of(firmware));
	} else {
		firmware->start.slot = BOOT_SLOT_FACTORY;
	}
	if (is_from_slot(firmware))
		firmware_version_text(firmware->meta.state
					  .slot[firmware->start.slot]
					  .version,
		    firmware->version);
	firmware->is_on_trial = firmware->start.is_trial;
	if (firmware->is_on_trial)
		firmware->has_watchdog =
		    port_watchdog(agent->port, WATCHDOG_MS);
	agent->heartbeat.has_fault =
	    port_fault(agent->port, fault, sizeof(fault)) > 0;
	if (agent->heartbeat.has_fault)
		log_line(agent, "error", "the last start ended: %s", fault);
}

/* ---- update ----------------------------------------------------------- */

uint16_t
firmware_status(int error)
{
	static const uint16_t statuses[] = {
		[0] = PROTO_STATUS_OK,
		[-BOOT_ERR_FLASH] = PROTO_STATUS_FLASH_PROGRAM,
		[-BOOT_ERR_MALFORMED] = PROTO_STATUS_OTA_SIGNATURE,
		[-BOOT_ERR_KEY] = PROTO_STATUS_OTA_SIGNATURE,
		[-BOOT_ERR_SIGNATURE] = PROTO_STATUS_OTA_SIGNATURE,
		[-BOOT_ERR_CLASS] = PROTO_STATUS_OTA_PRODUCT,
		[-BOOT_ERR_HARDWARE] = PROTO_STATUS_OTA_PRODUCT,
		[-BOOT_ERR_SLOT] = PROTO_STATUS_OTA_SLOT,
		[-BOOT_ERR_SIZE] = PROTO_STATUS_OTA_SIZE,
		[-BOOT_ERR_CODING] = PROTO_STATUS_UNIMPLEMENTED,
		[-BOOT_ERR_SECURITY] = PROTO_STATUS_OTA_VERSION,
		[-BOOT_ERR_VERSION] = PROTO_STATUS_OTA_VERSION,
		[-BOOT_ERR_REJECTED] = PROTO_STATUS_OTA_REJECTED,
		[-BOOT_ERR_SAME] = PROTO_STATUS_EXISTS,
		[-BOOT_ERR_PENDING] = PROTO_STATUS_OTA_PENDING,
		[-BOOT_ERR_UNCONFIRMED] = PROTO_STATUS_OTA_SLOT,
		[-BOOT_ERR_OFFSET] = PROTO_STATUS_ABORTED,
		[-BOOT_ERR_HASH] = PROTO_STATUS_DATA_LOSS,
		[-BOOT_ERR_BASE] = PROTO_STATUS_OTA_BASE,
	};
	size_t at = (size_t)-error;

	if (error > 0 || at >= sizeof(statuses) / sizeof(statuses[0]) ||
	    (error != 0 && statuses[at] == PROTO_STATUS_OK))
		return PROTO_STATUS_PRECONDITION;
	return statuses[at];
}

int
firmware_begin(struct agent *agent, struct session *session, uint16_t request,
    const uint8_t *manifest, size_t len, unsigned int flags)
{
	struct firmware *firmware = &agent->firmware;
	int error;

	/* A gateway that asks again has forgotten its first request. */
	if (firmware->session != NULL)
		firmware_cancel(agent, firmware->session, firmware->request);
	error = boot_update_begin(&firmware->update, manifest, len, flags);
	if (error != BOOT_OK)
		return error;
	firmware->session = session;
	firmware->request = request;
	log_line(agent, "info", "update: slot %s, %s",
	    firmware_slot_name(firmware->update.slot),
	    firmware->update.is_resumed ? "goes on" : "begins");
	return BOOT_OK;
}

void
firmware_cancel(struct agent *agent, struct session *session, uint16_t request)
{
	struct firmware *firmware = &agent->firmware;

	if (firmware->session != session || firmware->request != request)
		return;
	session_respond(session, request, PROTO_STATUS_CANCELLED, NULL, 0);
	firmware->session = NULL;
	boot_update_abort(&firmware->update);
}

static void
answer_begin(struct agent *agent, int error)
{
	struct firmware *firmware = &agent->firmware;
	uint8_t body[16];
	struct proto_writer w;

	if (error != BOOT_OK) {
		session_refuse(firmware->session, firmware->request,
		    firmware_status(error), boot_error_text(error));
	} else {
		proto_writer_init(&w, body, sizeof(body));
		proto_cbor_put_map(&w, 1);
		proto_cbor_put_uint(&w, PROTO_UPDATE_BEGIN_R_OFFSET);
		proto_cbor_put_uint(&w, firmware->update.offset);
		session_respond(firmware->session, firmware->request,
		    PROTO_STATUS_OK, body, w.len);
	}
	firmware->session = NULL;
}

/* One sector a turn. */
static void
erase_step(struct agent *agent)
{
	struct firmware *firmware = &agent->firmware;
	int ret;

	if (firmware->session == NULL)
		return;
	ret = boot_update_prepare(&firmware->update);
	if (ret == 1)
		return;
	port_flash_sync(agent->port);
	answer_begin(agent, ret);
}

bool
firmware_is_pending(const struct agent *agent)
{
	const struct firmware *firmware = &agent->firmware;

	if (firmware->chip == NULL)
		return false;
	for (uint8_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		if (i != firmware->start.slot &&
		    firmware->meta.state.slot[i].state == BOOT_SLOT_NEW)
			return true;
	}
	return false;
}

uint8_t
firmware_next_slot(const struct agent *agent)
{
	const struct boot_state *state = &agent->firmware.meta.state;

	if (agent->firmware.chip == NULL)
		return BOOT_SLOT_FACTORY;
	for (uint8_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		if (state->slot[i].state == BOOT_SLOT_NEW)
			return i;
	}
	return state->preferred == BOOT_SLOT_NONE ? BOOT_SLOT_FACTORY :
						    state->preferred;
}

int
firmware_choose(struct agent *agent, uint8_t slot)
{
	struct firmware *firmware = &agent->firmware;
	int error;

	if (slot == firmware_next_slot(agent))
		return BOOT_OK;
	if (firmware->chip == NULL || firmware->session != NULL)
		return BOOT_ERR_STATE;
	boot_update_abort(&firmware->update);
	error = slot == BOOT_SLOT_FACTORY ?
	    boot_update_factory_reset(&firmware->update) :
	    boot_update_choose(&firmware->update, slot);
	if (error == BOOT_OK && port_flash_sync(agent->port) != 0)
		error = BOOT_ERR_FLASH;
	return error;
}

bool
firmware_is_sound(const struct agent *agent)
{
	const struct firmware *firmware = &agent->firmware;
	struct boot_manifest manifest;

	return !is_from_slot(firmware) ||
	    boot_image_check(firmware->chip, firmware->start.slot,
		firmware->meta.state.floor, &manifest) == BOOT_OK;
}

/* ---- trial ------------------------------------------------------------ */

bool
firmware_acknowledge(struct agent *agent, uint32_t version)
{
	struct firmware *firmware = &agent->firmware;

	if (!is_from_slot(firmware) ||
	    firmware->meta.state.slot[firmware->start.slot].version != version)
		return false;
	firmware->has_gateway_seen = true;
	return true;
}

static bool
is_any_link_up(const struct agent *agent)
{
	for (size_t i = 0; i < agent->session_count; i++) {
		if (session_is_up(&agent->sessions[i]))
			return true;
	}
	return false;
}

static void
tell_update(struct agent *agent, enum proto_update_result result)
{
	const struct firmware *firmware = &agent->firmware;
	uint8_t body[EVENT_MAX];
	struct proto_writer w;

	proto_writer_init(&w, body, sizeof(body));
	proto_cbor_put_map(&w, 3);
	proto_cbor_put_uint(&w, PROTO_UPDATED_RESULT);
	proto_cbor_put_uint(&w, result);
	proto_cbor_put_uint(&w, PROTO_UPDATED_VERSION);
	proto_cbor_put_text(&w, firmware->version);
	proto_cbor_put_uint(&w, PROTO_UPDATED_SLOT);
	proto_cbor_put_text(&w, firmware_slot_name(firmware->start.slot));
	agent_notify(agent, PROTO_EVENT_UPDATED, body, w.len);
}

static void
confirm(struct agent *agent)
{
	struct firmware *firmware = &agent->firmware;
	int error = boot_update_confirm(&firmware->update);

	if (error != BOOT_OK || port_flash_sync(agent->port) != 0) {
		log_line(agent, "error", "update: cannot be confirmed");
		port_reset(agent->port, PORT_RESET_HARD);
	}
	firmware->is_on_trial = false;
	log_line(agent, "info", "update: %s confirmed", firmware->version);
	tell_update(agent, PROTO_UPDATE_CONFIRMED);
}

void
firmware_confirm(struct agent *agent)
{
	if (agent->firmware.is_on_trial)
		confirm(agent);
}

static void
judge_trial(struct agent *agent, uint32_t now_ms)
{
	struct firmware *firmware = &agent->firmware;
	const struct boot_slot_record *slot =
	    &firmware->meta.state.slot[firmware->start.slot];
	const struct boot_health health = {
		.uptime_ms = now_ms,
		.uptime_needed_ms = firmware->start.trial_uptime_ms,
		.needs = slot->needs,
		.is_self_test_good = true, /* it got here */
		.is_storage_good = store_is_mounted(agent->store),
		.was_watchdog_reset =
		    port_reset_cause(agent->port) == PORT_RESET_WATCHDOG,
		.is_link_up = is_any_link_up(agent),
		.has_gateway_seen_version = firmware->has_gateway_seen,
	};

	if (!firmware->is_on_trial)
		return;
	if (!firmware->has_told_trial) {
		firmware->has_told_trial = true;
		tell_update(agent, PROTO_UPDATE_TRIAL);
	}
	switch (boot_trial_verdict(&health)) {
	case BOOT_VERDICT_WAIT:
		break;
	case BOOT_VERDICT_CONFIRM:
		confirm(agent);
		break;
	case BOOT_VERDICT_RESET:
		log_line(agent, "error", "update: %s has not proven itself",
		    firmware->version);
		port_reset(agent->port, PORT_RESET_HARD);
	}
}

/* ---- watchdog --------------------------------------------------------- */

void
firmware_start_program_watchdog(struct agent *agent, uint32_t limit_ms)
{
	struct firmware *firmware = &agent->firmware;

	firmware->program_limit_ms = limit_ms;
	firmware->program_fed_ms = agent_now_ms(agent);
	firmware->has_watchdog = port_watchdog(agent->port, WATCHDOG_MS);
}

void
firmware_feed_program_watchdog(struct agent *agent)
{
	agent->firmware.program_fed_ms = agent_now_ms(agent);
}

/* The chip's watchdog is for the agent; the agent minds the program's. */
static void
feed_watchdog(struct agent *agent, uint32_t now_ms)
{
	struct firmware *firmware = &agent->firmware;

	if (firmware->has_watchdog && now_ms - firmware->fed_ms >= FEED_MS) {
		firmware->fed_ms = now_ms;
		port_watchdog(agent->port, WATCHDOG_MS);
	}
	if (firmware->program_limit_ms != 0 &&
	    now_ms - firmware->program_fed_ms >= firmware->program_limit_ms) {
		log_line(agent, "error", "program: did not feed its watchdog");
		port_reset(agent->port, PORT_RESET_WATCHDOG);
	}
}

void
firmware_poll(struct agent *agent, uint32_t now_ms)
{
	feed_watchdog(agent, now_ms);
	if (agent->firmware.chip == NULL)
		return;
	erase_step(agent);
	if (agent->store != NULL)
		judge_trial(agent, now_ms);
}

uint32_t
firmware_next_timeout_ms(const struct agent *agent)
{
	const struct firmware *firmware = &agent->firmware;
	uint32_t limit = firmware->program_limit_ms;

	if (firmware->session != NULL)
		return 0;
	if (limit != 0) {
		uint32_t gone = agent_now_ms(agent) - firmware->program_fed_ms;

		return gone >= limit ? 0 : limit - gone;
	}
	return firmware->is_on_trial || firmware->has_watchdog ? FEED_MS / 4 :
								 UINT32_MAX;
}
