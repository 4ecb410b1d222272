/* SPDX-License-Identifier: MIT */
/*
 * The chip around the firmware: one process that has the flash file, the
 * terminals and the control socket, runs the boot loader, and starts the
 * chosen image as its child. Whoever kills it cuts the power of both.
 */
#ifndef POSIX_CHIP_H
#define POSIX_CHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/boot_chip.h"
#include "port.h"

struct port;
struct posix_layout;

#define POSIX_KEY_MAX   2
#define POSIX_FAULT_LEN 64

/* How the firmware was started: from its chip. */
struct posix_start {
	uint8_t slot; /* enum boot_slot; factory: the program itself */
	bool is_trial;
	bool is_safe;
	enum port_reset_cause cause;
	int chip_fd;                 /* messages to the chip; -1: none */
	char fault[POSIX_FAULT_LEN]; /* why the last start ended; "" */
};

/* What firmware tells its chip: datagrams on chip_fd. An image that never
 * says anything may run, too. */
enum posix_message_type {
	POSIX_STARTED = 'S',  /* works as far as it can tell */
	POSIX_WATCHDOG = 'W', /* value: milliseconds to live; 0: for ever */
	POSIX_PIN = 'P',      /* which, and value: what the world drives */
	POSIX_RESET = 'R',    /* value: enum port_reset_cause; then it ends */
	POSIX_DOWNLOAD = 'D'  /* the next reset leads to the ROM's loader */
};

struct posix_message {
	uint32_t type; /* enum posix_message_type */
	uint32_t which;
	int32_t value;
};

/* What the maker burnt into the chip. */
struct posix_maker {
	uint8_t keys[POSIX_KEY_MAX][BOOT_KEY_LEN];
	size_t key_count;
	uint8_t class_id[BOOT_CLASS_LEN];
	uint16_t hardware;
};

/*
 * Runs the board until it is switched off and returns the exit status; in the
 * child that is to be the factory's firmware it returns -1.
 */
int posix_chip_run(struct port *port);
/* Tells the chip something; nothing happens without one. */
void posix_chip_tell(struct port *port, enum posix_message_type type,
    uint32_t which, int32_t value);
/* Waits while the chip's process is stopped: the board is one thing. */
void posix_chip_wait_while_stopped(struct port *port);

/* slots.c: the slots for the boot code. */
void posix_slots_init(struct port *port, const struct posix_layout *layout);
/* Replaces this process by the image of a slot; returns when it cannot. */
void posix_slots_execute(struct port *port, uint8_t slot);

/* start.c: what an image that was executed is told in its environment. */
void posix_start_announce(struct port *port);
/* False: nobody started this process but the user. */
bool posix_start_take_over(struct port *port);

/* maker.c: options of the command line; false: not understood. */
void posix_maker_init(struct posix_maker *maker);
bool posix_maker_add_key(struct posix_maker *maker, const char *path);
bool posix_maker_set_class(struct posix_maker *maker, const char *uuid);

#endif
