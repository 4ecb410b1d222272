/* SPDX-License-Identifier: MIT */
/*
 * The part of the contract that concerns starting: what the boot loader and
 * the fault handler left for the agent, the watchdog, the firmware's slots.
 */
#ifndef PORT_BOOT_H
#define PORT_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port_config.h"

#ifndef PORT_HAS_CODINGS /* room for compressed images and for changes */
#define PORT_HAS_CODINGS 0
#endif

struct boot_chip;
struct port;

/* How the boot loader started the running image. */
struct port_boot {
	uint8_t slot;  /* enum boot_slot */
	bool is_trial; /* must prove itself, see boot/boot_trial.h */
	bool is_safe;  /* leave out boot.py and main.py */
	/* How long it must run for that; 0: as boot_trial.h says. */
	uint32_t trial_uptime_ms;
};

/* The slots, for updates; constant. NULL: the agent cannot update itself. */
const struct boot_chip *port_boot_chip(struct port *port);
void port_boot_start(struct port *port, struct port_boot *boot);

/*
 * Arms the watchdog, or feeds it: unless called again within timeout_ms the
 * chip restarts with PORT_RESET_WATCHDOG. 0 switches it off where the chip
 * can. False: there is none.
 */
bool port_watchdog(struct port *port, uint32_t timeout_ms);
/* Restarts the chip in the loader of its ROM. Only with PORT_HAS_BOOTLOADER in
 * port_config.h. */
_Noreturn void port_bootloader(struct port *port);
/* What a fault handler left before this start: text for people, cut at cap,
 * NUL-terminated. Its length; 0: there was no fault. */
size_t port_fault(struct port *port, char *text, size_t cap);

#endif
