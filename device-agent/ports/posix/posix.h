/* SPDX-License-Identifier: MIT */
/*
 * A board as a Linux process: the state of one board and the parts of the
 * port, each of which fills one struct. Only files of this folder see it.
 */
#ifndef POSIX_H
#define POSIX_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chip.h"
#include "port_config.h"
#include "farm.h"
#include "flash.h"
#include "port.h"
#include "port_boot.h"
#include "port_esp.h"
#include "port_net.h"
#include "port_peripherals.h"

#include "bridge.h"
#include "control.h"
#include "kept.h"
#include "peripherals.h"
#include "pins_state.h"
#include "radio.h"
#include "rom/rom.h"

#define POSIX_MAX_LINKS 4
#define POSIX_MAX_POLL  (24 + PORT_SOCKETS)

struct posix_options {
	const char *link_where[POSIX_MAX_LINKS]; /* borrowed: argv */
	enum port_link_kind link_kind[POSIX_MAX_LINKS];
	size_t link_count;
	const char *state_path; /* NULL: flash in memory */
	const char *control_path;
	const char *uart_path; /* NULL: wired to itself */
	const char *air_path;  /* NULL: no access point around */
	const struct posix_profile *profile;
	struct port_identity identity; /* the profile's, with a name */
	size_t heap_size;
	size_t flash_size;
	size_t slot_size;
	uint32_t trial_uptime_ms; /* 0: as boot_trial.h says */
	struct posix_maker maker;
	size_t key_count;      /* --key given */
	char *const *argv;     /* borrowed: for images */
	size_t count;          /* boards of a farm; 0: a board by itself */
	const char *id_prefix; /* of a farm's boards */
	bool no_file;          /* --flash none */
	bool format;
	bool verbose;
	bool download; /* starts in the ROM's loader */
};

/* What somebody outside wants the chip to do. */
enum posix_wish { POSIX_WISH_NONE, POSIX_WISH_RESET, POSIX_WISH_DOWNLOAD };

/* One line: the master side of a pty, or a connection that dials out. */
struct posix_link {
	enum port_link_kind kind;
	const char *where; /* borrowed: argv */
	int fd;            /* -1: no connection */
	int slave_fd;      /* pty only: keeps the line up */
	uint32_t generation;
	uint32_t backoff_ms;
	uint64_t retry_us; /* when to dial again */
	uint64_t rx_bytes;
	uint32_t baud;       /* of this end of a serial line */
	uint32_t cable_baud; /* what the cable is good for; 0: anything */
	uint32_t to_lose;    /* of the next bytes, as the world wants it */
	uint32_t overruns;   /* bytes lost so */
	uint64_t tx_bytes;
	uint32_t watched; /* farm: events the loop was told to look for */
	bool connecting;
	bool want_write;
};

struct port {
	struct farm_board *seat; /* borrowed: in a farm; NULL: by itself */
	struct farm *farm;       /* borrowed: of which it is the control */
	struct posix_options options;
	struct posix_flash flash;
	struct posix_link link[POSIX_MAX_LINKS];
	struct posix_pins pins;
	struct posix_control control;
	struct posix_bridge bridge;
	enum posix_wish wish;
	struct posix_start start;
	struct boot_chip chip;
	int chip_stat_fd;   /* -1: not open */
	uint64_t looked_us; /* at the chip's state */
	struct posix_peripherals peripherals;
	struct posix_one_wire one_wire;
	struct posix_strip strip;
	struct posix_radio radio;
	struct pollfd watched[PORT_SOCKETS]; /* by a program that waits */
	size_t watched_count;
	struct posix_pulses pulses[PORT_PULSE_CHANNELS];
	struct air *air;         /* borrowed: the farm's, or in kept */
	struct posix_kept *kept; /* owned: mapping of kept_fd */
	int kept_fd;
	enum port_power power;
	uint32_t hertz;
	uint64_t start_us;
	int signal_fd;
	void *memory; /* of the agent; PORT_MEMORY bytes */
	void *heap;   /* owned, unless in a farm */
};

/* serial.c, tcp.c: one link each. */
int posix_serial_open(struct port *port, size_t index);
/* Forgets what came in and was not read. */
void posix_serial_flush(const struct posix_link *link);
void posix_serial_close(struct posix_link *link);
void posix_tcp_init(struct posix_link *link);
void posix_tcp_step(struct port *port, struct posix_link *link, short revents);
/* Milliseconds until the link wants a step by itself. */
uint32_t posix_tcp_timeout(struct port *port, const struct posix_link *link);
void posix_tcp_drop(struct port *port, struct posix_link *link);

/* net.c: what a program waits for, into fds or (NULL) a shorter timeout. */
size_t posix_net_watch(struct port *port, struct pollfd *fds,
    uint32_t *timeout_ms);

/* download.c: runs the ROM's loader until the chip restarts, or the board is
 * switched off. */
void posix_download(struct port *port, bool (*is_switched_off)(void *arg),
    void *arg);
short posix_link_events(const struct posix_link *link);

/* board.c: time, waiting, reset. */
void posix_board_init(struct port *port);
int posix_board_open(struct port *port);
/* Signals that end or restart come through signal_fd from here on. */
int posix_open_signals(struct port *port, bool of_children);
/* The firmware gives way to what somebody wished. */
void posix_board_obey(struct port *port);
/* Serves signals and the control socket only. */
void posix_wait_outside(struct port *port, uint32_t timeout_ms);
bool posix_is_told_to_stop(struct port *port);
uint64_t posix_now_us(void);
void posix_say(const struct port *port, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
