/* SPDX-License-Identifier: MIT */
/*
 * The chip: power-on, boot loader, watchdog. The firmware is a child, so that
 * whatever it does, crash or hang, only restarts the board.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "boot/boot_select.h"
#include "posix.h"

#define TRIAL_WATCHDOG_MS 8000
#define STOP_WAIT_MS      5000 /* for the firmware to end */
#define FAULT_PAUSE_MS    100  /* a crashing firmware does not burn the host */
#define HOLD_MAX_MS       6000 /* longer at the safe-boot pin changes nothing */
#define STOPPED_LOOK_US   100000
#define STOPPED_PAUSE_MS  20
#define MS                1000

struct chip {
	struct port *port; /* borrowed: main's */
	struct boot_meta meta;
	int fd; /* to the firmware */
	pid_t child;
	uint64_t watchdog_us; /* when it bites; 0: never */
	bool has_started;
	bool is_resetting; /* the firmware asked for it */
	bool is_stopping;  /* the user switches the board off */
	bool is_download;  /* the next start is the ROM's loader */
	int exit_status;
	enum port_reset_cause cause; /* of the next start */
};

/* ---- the boot loader ------------------------------------------------- */

static void
pause_ms(long ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

/* How long the world holds the safe-boot pin; it can let go meanwhile. */
static uint32_t
measure_hold(struct port *port)
{
	const struct posix_pin *pin =
	    &port->pins.pin[port->pins.wire[POSIX_SAFE_PIN]];
	uint64_t start = posix_now_us();
	struct pollfd fds[POSIX_MAX_POLL];
	uint64_t held = 0;

	while (pin->outside == 1 && held < HOLD_MAX_MS) {
		size_t count = posix_control_poll(port, fds);

		poll(fds, count, 10);
		posix_control_step(port, fds);
		held = (posix_now_us() - start) / MS;
	}
	posix_control_hang_up(port);
	return (uint32_t)held;
}

static void
choose_image(struct chip *chip)
{
	struct port *port = chip->port;
	enum boot_request request = boot_request_of_hold(measure_hold(port));
	struct posix_start *start = &port->start;
	struct boot_choice choice;

	start->slot = BOOT_SLOT_FACTORY;
	start->is_trial = false;
	start->is_safe = request != BOOT_REQUEST_NONE;
	start->cause = chip->cause;
	if (boot_select(&chip->meta, &port->chip, request, &choice) ==
	    BOOT_OK) {
		start->slot = choice.slot;
		start->is_trial = choice.is_trial;
	}
	posix_say(port, "boot: %s%s%s",
	    start->slot == BOOT_SLOT_FACTORY ? "factory" :
		start->slot == BOOT_SLOT_A   ? "slot A" :
					       "slot B",
	    start->is_trial ? ", on trial" : "",
	    start->is_safe ? ", safe" : "");
}

/* ---- the firmware's process ------------------------------------------ */

static void
become_firmware(struct chip *chip, int fd, pid_t parent)
{
	struct port *port = chip->port;
	sigset_t none;

	/* Power that is cut is cut for both. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	close(chip->fd);
	close(port->signal_fd);
	posix_bridge_close(port);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	port->start.chip_fd = fd;
	if (port->start.slot != BOOT_SLOT_FACTORY) {
		posix_slots_execute(port, port->start.slot);
		_exit(1);
	}
}

/* True in the child that is the factory's firmware. */
static bool
start_firmware(struct chip *chip)
{
	pid_t parent = getpid();
	int pair[2];

	chip->has_started = false;
	chip->is_resetting = false;
	chip->watchdog_us = 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1 ||
	    (chip->child = fork()) == -1) {
		perror("upy-board");
		chip->child = -1;
		chip->is_stopping = true;
		chip->exit_status = 1;
		return false;
	}
	chip->fd = pair[0];
	if (chip->child == 0) {
		become_firmware(chip, pair[1], parent);
		return true;
	}
	close(pair[1]);
	fcntl(chip->fd, F_SETFL, O_NONBLOCK);
	if (chip->port->start.is_trial)
		chip->watchdog_us = posix_now_us() + TRIAL_WATCHDOG_MS * MS;
	return false;
}

/* ---- while it runs --------------------------------------------------- */

static void
take_message(struct chip *chip, const struct posix_message *message)
{
	struct posix_pins *pins = &chip->port->pins;

	switch (message->type) {
	case POSIX_STARTED:
		chip->has_started = true;
		break;
	case POSIX_WATCHDOG:
		chip->watchdog_us = message->value <= 0 ?
		    0 :
		    posix_now_us() + (uint64_t)message->value * MS;
		break;
	case POSIX_PIN:
		if (message->which < pins->count && message->value >= -1 &&
		    message->value <= 1)
			pins->pin[message->which].outside = message->value;
		break;
	case POSIX_DOWNLOAD:
		chip->is_download = true;
		break;
	case POSIX_RESET:
		chip->is_resetting = true;
		chip->cause = (enum port_reset_cause)message->value;
		break;
	default:
		break;
	}
}

/* False when the firmware has closed its end. */
static bool
take_messages(struct chip *chip)
{
	struct posix_message message;
	ssize_t n;

	while ((n = read(chip->fd, &message, sizeof(message))) > 0) {
		if (n == sizeof(message))
			take_message(chip, &message);
	}
	return n == -1 && (errno == EAGAIN || errno == EINTR);
}

static void
take_signals(struct chip *chip)
{
	struct signalfd_siginfo info;

	while (
	    read(chip->port->signal_fd, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGTERM && info.ssi_signo != SIGINT)
			continue;
		if (!chip->is_stopping) {
			posix_say(chip->port, "stopped by signal %u",
			    info.ssi_signo);
			if (chip->child > 0)
				kill(chip->child, SIGTERM);
			chip->watchdog_us = posix_now_us() + STOP_WAIT_MS * MS;
		}
		chip->is_stopping = true;
	}
}

static int
milliseconds_to_bite(const struct chip *chip)
{
	uint64_t now = posix_now_us();

	if (chip->watchdog_us == 0)
		return -1;
	if (chip->watchdog_us <= now)
		return 0;
	return (int)((chip->watchdog_us - now) / MS) + 1;
}

static void
bite(struct chip *chip)
{
	kill(chip->child, SIGKILL);
	chip->cause = PORT_RESET_WATCHDOG;
	chip->is_resetting = true;
	chip->watchdog_us = 0;
	snprintf(chip->port->start.fault, sizeof(chip->port->start.fault),
	    "watchdog");
}

/* The reset pin is low: whatever runs, does not any more. */
static void
pull_reset(struct chip *chip)
{
	kill(chip->child, SIGKILL);
	chip->cause = PORT_RESET_HARD;
	chip->is_resetting = true;
}

/* Until the process is gone; returns its wait status. */
static int
watch_firmware(struct chip *chip)
{
	int status;
	bool is_listening = true;

	while (waitpid(chip->child, &status, WNOHANG) == 0) {
		struct pollfd fds[5] = {
			{ .fd = chip->port->signal_fd, .events = POLLIN },
			{ .fd = is_listening ? chip->fd : -1,
			    .events = POLLIN },
		};

		posix_bridge_poll(chip->port, fds + 2);
		if (poll(fds, 5, milliseconds_to_bite(chip)) == 0)
			bite(chip);
		posix_bridge_step(chip->port, fds + 2);
		if (chip->port->bridge.in_reset ||
		    chip->port->wish != POSIX_WISH_NONE)
			pull_reset(chip);
		take_signals(chip);
		if (is_listening)
			is_listening = take_messages(chip);
	}
	if (is_listening)
		take_messages(chip);
	close(chip->fd);
	chip->child = 0;
	return status;
}

/* What the end of the firmware means for the board. */
static void
judge_end(struct chip *chip, int status)
{
	struct posix_start *start = &chip->port->start;
	bool is_exit = WIFEXITED(status);

	if (chip->is_stopping)
		return;
	if (chip->is_resetting) {
		if (chip->cause != PORT_RESET_WATCHDOG)
			start->fault[0] = '\0';
		return;
	}
	if (start->slot == BOOT_SLOT_FACTORY && is_exit &&
	    (!chip->has_started || WEXITSTATUS(status) == 0)) {
		/* It complained and gave up, or was switched off itself. */
		chip->is_stopping = true;
		chip->exit_status = WEXITSTATUS(status);
		return;
	}
	chip->cause = PORT_RESET_HARD;
	snprintf(start->fault, sizeof(start->fault), "%s %d",
	    is_exit ? "exit" : "signal",
	    is_exit ? WEXITSTATUS(status) : WTERMSIG(status));
	posix_say(chip->port, "firmware ended: %s", start->fault);
	pause_ms(FAULT_PAUSE_MS);
}

static int
open_chip(struct port *port)
{
	if (posix_open_signals(port, true) == -1) {
		perror("upy-board");
		return -1;
	}
	if (posix_flash_open(port) == -1 || posix_control_open(port) == -1 ||
	    posix_uart_start(port) == -1 || posix_keep_open(port, -1) == -1)
		return -1;
	if (port->options.air_path != NULL &&
	    air_read(port->air, port->options.air_path) == -1)
		return -1;
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL &&
		    i != port->bridge.link && posix_serial_open(port, i) == -1)
			return -1;
	}
	return port->bridge.where == NULL ? 0 : posix_bridge_open(port);
}

static void
close_chip(struct port *port)
{
	posix_bridge_close(port);
	posix_control_close(port);
	posix_flash_close(port);
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL)
			posix_serial_close(&port->link[i]);
	}
}

/* ---- the ROM's loader, and the reset pin ------------------------------ */

static bool
is_switched_off(void *arg)
{
	struct chip *chip = arg;

	take_signals(chip);
	return chip->is_stopping;
}

/* While somebody holds the reset pin; what he wished then is the choice. */
static void
wait_in_reset(struct chip *chip)
{
	struct port *port = chip->port;

	while (port->bridge.in_reset && !is_switched_off(chip)) {
		struct pollfd fds[4] = {
			{ .fd = port->signal_fd, .events = POLLIN },
		};

		posix_bridge_poll(port, fds + 1);
		poll(fds, 4, posix_bridge_timeout(port));
		posix_bridge_step(port, fds + 1);
	}
	if (port->wish == POSIX_WISH_DOWNLOAD)
		chip->is_download = true;
	port->wish = POSIX_WISH_NONE;
}

static void
run_loader(struct chip *chip)
{
	while (chip->is_download && !chip->is_stopping) {
		chip->is_download = false;
		posix_download(chip->port, is_switched_off, chip);
		wait_in_reset(chip);
		chip->cause = PORT_RESET_HARD;
	}
}

/* A reset empties the UART: what came before it was for an earlier life. */
static void
flush_lines(const struct port *port)
{
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL)
			posix_serial_flush(&port->link[i]);
	}
}

int
posix_chip_run(struct port *port)
{
	struct chip chip = {
		.port = port,
		.fd = -1,
		.cause = PORT_RESET_POWER_ON,
		.is_download = port->options.download,
	};

	if (open_chip(port) == -1)
		return 1;
	while (!chip.is_stopping) {
		wait_in_reset(&chip);
		run_loader(&chip);
		if (chip.is_stopping)
			break;
		choose_image(&chip);
		flush_lines(port);
		if (start_firmware(&chip))
			return -1;
		if (chip.child != -1)
			judge_end(&chip, watch_firmware(&chip));
	}
	close_chip(port);
	return chip.exit_status;
}

/* ---- called by the firmware ------------------------------------------ */

void
posix_chip_tell(struct port *port, enum posix_message_type type, uint32_t which,
    int32_t value)
{
	const struct posix_message message = { type, which, value };

	if (port->start.chip_fd != -1)
		send(port->start.chip_fd, &message, sizeof(message),
		    MSG_NOSIGNAL);
}

/* The state of a process stands behind its name in parentheses. */
static bool
is_stopped(int fd)
{
	char text[512];
	ssize_t len = pread(fd, text, sizeof(text) - 1, 0);
	const char *at;

	if (len <= 0)
		return false;
	text[len] = '\0';
	at = strrchr(text, ')');
	return at != NULL && at[1] == ' ' && at[2] == 'T';
}

void
posix_chip_wait_while_stopped(struct port *port)
{
	uint64_t now = posix_now_us();
	char path[32];

	if (now - port->looked_us < STOPPED_LOOK_US)
		return;
	port->looked_us = now;
	if (port->chip_stat_fd == -1) {
		snprintf(path, sizeof(path), "/proc/%d/stat", (int)getppid());
		port->chip_stat_fd = open(path, O_RDONLY | O_CLOEXEC);
	}
	while (port->chip_stat_fd != -1 && is_stopped(port->chip_stat_fd))
		pause_ms(STOPPED_PAUSE_MS);
}
