/* SPDX-License-Identifier: MIT */
/*
 * The firmware that runs and the one that is to run: its slots, an update
 * from the gateway, the trial of a new image, the watchdog behind it all.
 */
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>

#include "boot/boot_update.h"
#include "port_boot.h"

struct agent;
struct session;

#define FIRMWARE_VERSION_MAX 20

struct firmware {
	const struct boot_chip *chip; /* borrowed: the port's; NULL: none */
	struct port_boot start;
	struct boot_meta meta;
	struct boot_update update;
#if PORT_HAS_CODINGS
	struct boot_decoder decoder;
#endif
	/* Of the payload that is decoded while it arrives. */
	struct proto_sha256 payload;
	uint32_t payload_len;               /* bytes in it */
	char version[FIRMWARE_VERSION_MAX]; /* of what runs */
	bool is_on_trial;
	bool has_gateway_seen; /* it acknowledged the running version */
	bool has_watchdog;
	uint32_t fed_ms;
	/* machine.WDT of the program; 0: not started. */
	uint32_t program_limit_ms;
	uint32_t program_fed_ms;
	/* An UPDATE_BEGIN that waits for its sectors to be erased. */
	struct session *session; /* borrowed: who asked; NULL: none */
	uint16_t request;
	bool has_told_trial; /* the gateways of this start's trial */
	bool is_damaged;     /* the file system cannot be mounted */
};

void firmware_init(struct agent *agent);
void firmware_poll(struct agent *agent, uint32_t now_ms);
uint32_t firmware_next_timeout_ms(const struct agent *agent);
/* "factory", "a", "b" */
const char *firmware_slot_name(uint8_t slot);
void firmware_version_text(uint32_t version, char text[FIRMWARE_VERSION_MAX]);

/* Begins an update; the answer comes when the slot is erased. 0, or why not
 * (boot_error.h). */
int firmware_begin(struct agent *agent, struct session *session,
    uint16_t request, const uint8_t *manifest, size_t len, unsigned int flags);
/* The peer gave up waiting. */
void firmware_cancel(struct agent *agent, struct session *session,
    uint16_t request);
/* Status (proto/status.h) of a result of the boot code. */
uint16_t firmware_status(int error);
/* A gateway knows which version runs; version is the one it means. */
bool firmware_acknowledge(struct agent *agent, uint32_t version);
/* What runs has proven itself. */
void firmware_confirm(struct agent *agent);
/* The slot that starts next. */
uint8_t firmware_next_slot(const struct agent *agent);
/* Its image is to start next, on trial unless it was confirmed once. 0, or why
 * not (boot_error.h). */
int firmware_choose(struct agent *agent, uint8_t slot);
/* Whether what runs is in the flash as it was signed. */
bool firmware_is_sound(const struct agent *agent);
/* An image that has a slot waits for a restart. */
bool firmware_is_pending(const struct agent *agent);

/* The watchdog of the program: starts it, or feeds it. */
void firmware_start_program_watchdog(struct agent *agent, uint32_t limit_ms);
void firmware_feed_program_watchdog(struct agent *agent);

#endif
