/* SPDX-License-Identifier: MIT */
/*
 * The farm's loop. A board stands in one of three places: asleep in a wheel
 * of milliseconds, woken by time or by a line, or busy: it gave way in the
 * middle of a program. All who are woken go before one who is busy, so that
 * endless programs cost the others a millisecond at most.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/queue.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <ucontext.h>
#include <unistd.h>

#include "port_config.h"
#include "posix.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#define PAGE        4096
#define STACK_SIZE  ((size_t)1024 * 1024) /* touched only where needed */
#define WHEEL_SLOTS 1024 /* of a millisecond; longer waits end early */
#define EVENTS_MAX  256
#define BATCH       64 /* boards between two looks at the lines */
#define DESCRIPTORS 64 /* that are not lines */
#define US_PER_MS   1000
#define PATH_LEN    512
#define LABEL_LEN   40

TAILQ_HEAD(farm_queue, farm_board);

struct farm_board {
	struct port port;
	struct farm *farm;        /* borrowed: for ever */
	struct farm_queue *queue; /* where it stands; NULL: it runs */
	TAILQ_ENTRY(farm_board) entry;
	ucontext_t context;
	size_t index;
	uint8_t *stack;
	uint64_t watchdog_ms; /* when it bites; 0: never */
	bool is_resetting;
	char id[LABEL_LEN];
	char name[LABEL_LEN];
	char state_path[PATH_LEN];
	char link_where[POSIX_MAX_LINKS][PATH_LEN];
	struct posix_kept kept;
	void *fake_stack; /* of the address sanitizer */
};

struct farm {
	const struct posix_options *options; /* borrowed: main's */
	struct port hub;                     /* signals, control socket */
	struct air air;                      /* around all of them */
	struct farm_board **boards;          /* owned */
	size_t count;
	int epoll_fd;
	int lock_fd;
	struct farm_queue wheel[WHEEL_SLOTS];
	uint64_t turned_ms; /* the wheel stands here */
	struct farm_queue woken;
	struct farm_queue busy;
	ucontext_t loop;
	const void *loop_stack; /* for the address sanitizer */
	size_t loop_stack_size;
	void *loop_fake_stack;
};

static uint64_t
now_ms(void)
{
	return posix_now_us() / US_PER_MS;
}

static size_t
round_up(size_t len)
{
	return (len + PAGE - 1) / PAGE * PAGE;
}

/* ---- from one stack to another -------------------------------------- */

#if defined(__SANITIZE_ADDRESS__)

/* The address sanitizer must know on which stack it is. */
static void
enter_board(struct farm *farm, struct farm_board *board)
{
	__sanitizer_start_switch_fiber(&farm->loop_fake_stack, board->stack,
	    STACK_SIZE);
	swapcontext(&farm->loop, &board->context);
	__sanitizer_finish_switch_fiber(farm->loop_fake_stack, NULL, NULL);
}

static void
leave_board(struct farm_board *board)
{
	struct farm *farm = board->farm;

	__sanitizer_start_switch_fiber(board->is_resetting ? NULL :
							     &board->fake_stack,
	    farm->loop_stack, farm->loop_stack_size);
	swapcontext(&board->context, &farm->loop);
	__sanitizer_finish_switch_fiber(board->fake_stack, NULL, NULL);
}

static void
note_arrival(struct farm *farm)
{
	__sanitizer_finish_switch_fiber(NULL, &farm->loop_stack,
	    &farm->loop_stack_size);
}

#else

static void
enter_board(struct farm *farm, struct farm_board *board)
{
	swapcontext(&farm->loop, &board->context);
}

static void
leave_board(struct farm_board *board)
{
	swapcontext(&board->context, &board->farm->loop);
}

static void
note_arrival(struct farm *farm)
{
	(void)farm;
}

#endif

/* ---- where boards stand ---------------------------------------------- */

static void
stand_in(struct farm_board *board, struct farm_queue *queue)
{
	if (board->queue != NULL)
		TAILQ_REMOVE(board->queue, board, entry);
	TAILQ_INSERT_TAIL(queue, board, entry);
	board->queue = queue;
}

static struct farm_board *
take_first(struct farm_queue *queue)
{
	struct farm_board *board = TAILQ_FIRST(queue);

	if (board != NULL) {
		TAILQ_REMOVE(queue, board, entry);
		board->queue = NULL;
	}
	return board;
}

static void
sleep_until(struct farm_board *board, uint64_t at_ms)
{
	struct farm *farm = board->farm;
	uint64_t last = farm->turned_ms + WHEEL_SLOTS - 1;

	if (at_ms <= farm->turned_ms)
		at_ms = farm->turned_ms + 1;
	if (at_ms > last)
		at_ms = last;
	stand_in(board, &farm->wheel[at_ms % WHEEL_SLOTS]);
}

/* Wakes all whose time has come. */
static void
turn_wheel(struct farm *farm)
{
	uint64_t now = now_ms();

	if (now - farm->turned_ms > WHEEL_SLOTS)
		farm->turned_ms = now - WHEEL_SLOTS;
	while (farm->turned_ms < now) {
		struct farm_queue *slot =
		    &farm->wheel[++farm->turned_ms % WHEEL_SLOTS];
		struct farm_board *board;

		while ((board = TAILQ_FIRST(slot)) != NULL)
			stand_in(board, &farm->woken);
	}
}

/* Milliseconds until somebody is to be woken. */
static int
next_wake(const struct farm *farm)
{
	if (!TAILQ_EMPTY(&farm->woken) || !TAILQ_EMPTY(&farm->busy))
		return 0;
	for (int i = 1; i < WHEEL_SLOTS; i++) {
		if (!TAILQ_EMPTY(&farm->wheel[(farm->turned_ms + (uint64_t)i) %
			WHEEL_SLOTS]))
			return i;
	}
	return -1;
}

/* ---- lines ------------------------------------------------------------ */

/* Which board and which of its links: an event's data. */
static uint64_t
pack_event(size_t board, size_t link)
{
	return (uint64_t)board * POSIX_MAX_LINKS + link;
}

static void
watch_links(struct farm_board *board)
{
	struct port *port = &board->port;

	for (size_t i = 0; i < port->options.link_count; i++) {
		struct posix_link *link = &port->link[i];
		/* poll(2)'s numbers are epoll's. */
		struct epoll_event event = {
			.events = (uint32_t)posix_link_events(link),
			.data.u64 = pack_event(board->index, i),
		};

		if (link->fd == -1 || event.events == link->watched)
			continue;
		if (epoll_ctl(board->farm->epoll_fd,
			link->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD,
			link->fd, &event) == 0)
			link->watched = event.events;
		else
			posix_say(port, "epoll: %s", strerror(errno));
	}
}

static void
take_event(struct farm *farm, const struct epoll_event *event)
{
	struct farm_board *board =
	    farm->boards[event->data.u64 / POSIX_MAX_LINKS];
	struct posix_link *link =
	    &board->port.link[event->data.u64 % POSIX_MAX_LINKS];

	if ((event->events & EPOLLOUT) != 0)
		link->want_write = false;
	if (link->kind == PORT_LINK_TCP)
		posix_tcp_step(&board->port, link, (short)event->events);
	if (board->queue != &farm->woken)
		stand_in(board, &farm->woken);
}

static void
dial_again(struct farm_board *board)
{
	for (size_t i = 0; i < board->port.options.link_count; i++) {
		struct posix_link *link = &board->port.link[i];

		if (link->kind == PORT_LINK_TCP && link->fd == -1)
			posix_tcp_step(&board->port, link, 0);
	}
}

/* ---- power and reset --------------------------------------------------- */

static void
begin(unsigned int high, unsigned int low)
{
	struct farm_board *board =
	    (struct farm_board *)((uintptr_t)high << 32 | low);

	note_arrival(board->farm);
	exit(agent_main(&board->port));
}

/* Memory that forgot everything, and a stack at whose end is begin(). */
static void
power_up(struct farm_board *board)
{
	uintptr_t self = (uintptr_t)board;
	struct port *port = &board->port;

	madvise(board->stack, STACK_SIZE, MADV_DONTNEED);
	madvise(port->memory, PORT_MEMORY, MADV_DONTNEED);
	madvise(port->heap, port->options.heap_size, MADV_DONTNEED);
	port->start_us = posix_now_us();
	posix_radio_start(port);
	board->watchdog_ms = 0;
	board->is_resetting = false;
	board->fake_stack = NULL;
	getcontext(&board->context);
	board->context.uc_stack.ss_sp = board->stack;
	board->context.uc_stack.ss_size = STACK_SIZE;
	board->context.uc_link = NULL;
	makecontext(&board->context, (void (*)(void))begin, 2,
	    (unsigned int)(self >> 32), (unsigned int)self);
	stand_in(board, &board->farm->woken);
}

/* What another process would be for a board by itself: only the terminals,
 * what is wired to the pins, and what is kept are the same. */
static void
restart(struct farm_board *board)
{
	struct port *port = &board->port;
	int outside[POSIX_PIN_MAX];

	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind != PORT_LINK_TCP)
			continue;
		posix_tcp_drop(port, &port->link[i]);
		posix_tcp_init(&port->link[i]);
	}
	for (size_t i = 0; i < port->pins.count; i++)
		outside[i] = port->pins.pin[i].outside;
	memset(&port->pins, 0, sizeof(port->pins));
	for (size_t i = 0; i < PORT_PULSE_CHANNELS; i++)
		port_pulses_stop(port, i);
	memset(&port->peripherals, 0, sizeof(port->peripherals));
	port->peripherals.uart.fd = -1;
	posix_pins_init(&port->pins, port->options.profile);
	port->hertz = port->options.profile->hertz[0];
	for (size_t i = 0; i < port->pins.count; i++)
		posix_pin_drive(&port->pins, i, outside[i]);
	port->start.is_safe =
	    posix_wire(&port->pins, POSIX_SAFE_PIN)->outside == 1;
	power_up(board);
}

void
farm_reset(struct port *port, enum port_reset_cause cause)
{
	struct farm_board *board = port->seat;

	port->start.cause = cause;
	board->is_resetting = true;
	leave_board(board);
	abort(); /* nobody comes back */
}

bool
farm_watchdog(struct port *port, uint32_t timeout_ms)
{
	port->seat->watchdog_ms = timeout_ms == 0 ? 0 : now_ms() + timeout_ms;
	return true;
}

static bool
has_bitten(const struct farm_board *board)
{
	return board->watchdog_ms != 0 && now_ms() > board->watchdog_ms;
}

/* ---- a board's turn ----------------------------------------------------- */

static uint64_t
wait_end_ms(struct farm_board *board, uint32_t timeout_ms)
{
	struct port *port = &board->port;
	uint64_t end;

	for (size_t i = 0; i < port->options.link_count; i++) {
		uint32_t wanted = UINT32_MAX;

		if (port->link[i].kind == PORT_LINK_TCP)
			wanted = posix_tcp_timeout(port, &port->link[i]);
		if (wanted < timeout_ms)
			timeout_ms = wanted;
	}
	/* Up, or it would wake too early and spin. */
	end = now_ms() + timeout_ms + 1;
	if (board->watchdog_ms != 0 && board->watchdog_ms < end)
		end = board->watchdog_ms + 1;
	return end;
}

void
farm_wait(struct port *port, uint32_t timeout_ms)
{
	struct farm_board *board = port->seat;

	if (timeout_ms == 0)
		stand_in(board, &board->farm->busy);
	else
		sleep_until(board, wait_end_ms(board, timeout_ms));
	leave_board(board);
}

static void
run_board(struct farm *farm, struct farm_board *board)
{
	dial_again(board);
	if (has_bitten(board)) {
		snprintf(board->port.start.fault,
		    sizeof(board->port.start.fault), "watchdog");
		board->port.start.cause = PORT_RESET_WATCHDOG;
		restart(board);
		return;
	}
	enter_board(farm, board);
	if (board->is_resetting)
		restart(board);
	watch_links(board);
}

static void
run_some(struct farm *farm)
{
	struct farm_board *board;

	for (int i = 0; i < BATCH; i++) {
		board = take_first(&farm->woken);
		if (board == NULL)
			break;
		run_board(farm, board);
	}
	/* One who was just woken may be busy now, and waits for its turn. */
	board = TAILQ_EMPTY(&farm->woken) ? take_first(&farm->busy) : NULL;
	if (board != NULL)
		run_board(farm, board);
}

static void
look_at_lines(struct farm *farm)
{
	struct epoll_event events[EVENTS_MAX];
	int count = epoll_wait(farm->epoll_fd, events, EVENTS_MAX, 0);

	for (int i = 0; i < count; i++)
		take_event(farm, &events[i]);
}

static void
serve(struct farm *farm)
{
	struct port *hub = &farm->hub;
	struct pollfd fds[POSIX_MAX_POLL];

	for (;;) {
		size_t count = 2;

		fds[0] = (struct pollfd){ farm->epoll_fd, POLLIN, 0 };
		fds[1] = (struct pollfd){ hub->signal_fd, POLLIN, 0 };
		count += posix_control_poll(hub, fds + count);
		if (poll(fds, count, next_wake(farm)) > 0) {
			if (fds[1].revents != 0 && posix_is_told_to_stop(hub))
				return;
			if (fds[0].revents != 0)
				look_at_lines(farm);
			posix_control_step(hub, fds + 2);
		}
		turn_wheel(farm);
		run_some(farm);
	}
}

/* ---- making boards ------------------------------------------------------ */

static int
complain(const char *what)
{
	fprintf(stderr, "upy-board: %s: %s\n", what, strerror(errno));
	return -1;
}

static int
raise_limit(const struct posix_options *options)
{
	size_t each = 0;
	struct rlimit limit;
	rlim_t need;

	for (size_t i = 0; i < options->link_count; i++)
		each += options->link_kind[i] == PORT_LINK_SERIAL ? 2 : 1;
	need = options->count * each + DESCRIPTORS;
	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return complain("limit of descriptors");
	if (limit.rlim_cur >= need)
		return 0;
	limit.rlim_cur = need;
	if (limit.rlim_max < need)
		limit.rlim_max = need;
	if (setrlimit(RLIMIT_NOFILE, &limit) == -1) {
		getrlimit(RLIMIT_NOFILE, &limit);
		fprintf(stderr,
		    "upy-board: %zu boards need %zu descriptors, "
		    "but %zu are allowed (ulimit -n)\n",
		    options->count, (size_t)need, (size_t)limit.rlim_max);
		return -1;
	}
	return 0;
}

/* Two farms on the same files would damage them. */
static int
open_directory(struct farm *farm)
{
	const char *path = farm->options->state_path;

	if (path == NULL)
		return 0;
	if (mkdir(path, 0700) == -1 && errno != EEXIST)
		return complain(path);
	farm->lock_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (farm->lock_fd == -1)
		return complain(path);
	if (flock(farm->lock_fd, LOCK_EX | LOCK_NB) == -1) {
		fprintf(stderr, "upy-board: %s: in use by other boards\n",
		    path);
		return -1;
	}
	return 0;
}

/* One piece of address space for each board; pages nobody writes to cost
 * nothing: a page that stops an overflow, the stack, the rest. */
static struct farm_board *
reserve_board(const struct posix_options *options)
{
	size_t heap = round_up(options->heap_size);
	size_t flash =
	    options->state_path == NULL ? round_up(options->flash_size) : 0;
	size_t self = round_up(sizeof(struct farm_board));
	uint8_t *at =
	    mmap(NULL, PAGE + STACK_SIZE + self + PORT_MEMORY + heap + flash,
		PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct farm_board *board;

	if (at == MAP_FAILED || mprotect(at, PAGE, PROT_NONE) == -1)
		return NULL;
	board = (struct farm_board *)(at + PAGE + STACK_SIZE);
	board->stack = at + PAGE;
	board->port.memory = (uint8_t *)board + self;
	board->port.heap = (uint8_t *)board->port.memory + PORT_MEMORY;
	board->port.flash.view =
	    flash == 0 ? NULL : (uint8_t *)board->port.heap + heap;
	return board;
}

/* "PREFIX7", "NAME-7", "DIRECTORY/PREFIX7.flash", "LINK-7" */
static void
name_things(struct farm_board *board)
{
	struct posix_options *options = &board->port.options;
	size_t number = board->index + 1;

	snprintf(board->id, sizeof(board->id), "%s%zu", options->id_prefix,
	    number);
	if (options->identity.name == NULL)
		snprintf(board->name, sizeof(board->name), "%s", board->id);
	else
		snprintf(board->name, sizeof(board->name), "%s-%zu",
		    options->identity.name, number);
	options->identity.device_id = board->id;
	options->identity.name = board->name;
	if (options->state_path != NULL) {
		snprintf(board->state_path, sizeof(board->state_path),
		    "%s/%s.flash", options->state_path, board->id);
		options->state_path = board->state_path;
	}
	for (size_t i = 0; i < options->link_count; i++) {
		if (options->link_kind[i] != PORT_LINK_SERIAL)
			continue;
		snprintf(board->link_where[i], sizeof(board->link_where[i]),
		    "%s-%zu", options->link_where[i], number);
		options->link_where[i] = board->link_where[i];
	}
}

static int
open_board(struct farm *farm, size_t index)
{
	struct farm_board *board = reserve_board(farm->options);
	struct port *port;

	if (board == NULL)
		return complain("memory of a board (vm.max_map_count?)");
	farm->boards[index] = board;
	board->farm = farm;
	board->index = index;
	port = &board->port;
	port->options = *farm->options;
	name_things(board);
	posix_board_init(port);
	port->seat = board;
	port->kept = &board->kept;
	port->air = &farm->air;
	port->kept_fd = -1;
	port->start = (struct posix_start){
		.slot = BOOT_SLOT_FACTORY,
		.cause = PORT_RESET_POWER_ON,
		.chip_fd = -1,
	};
	if (port->options.state_path == NULL)
		posix_flash_in_memory(port, port->flash.view);
	else if (posix_flash_map(port) == -1)
		return -1;
	for (size_t i = 0; i < port->options.link_count; i++) {
		if (port->link[i].kind == PORT_LINK_SERIAL &&
		    posix_serial_open(port, i) == -1)
			return -1;
	}
	power_up(board);
	return 0;
}

static int
open_farm(struct farm *farm)
{
	struct port *hub = &farm->hub;

	hub->options = *farm->options;
	hub->options.link_count = 0;
	posix_board_init(hub);
	hub->farm = farm;
	air_init(&farm->air);
	if (hub->options.air_path != NULL &&
	    air_read(&farm->air, hub->options.air_path) == -1)
		return -1;
	farm->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	farm->boards = calloc(farm->count, sizeof(struct farm_board *));
	if (farm->epoll_fd == -1 || farm->boards == NULL ||
	    posix_open_signals(hub, false) == -1)
		return complain("start");
	TAILQ_INIT(&farm->woken);
	TAILQ_INIT(&farm->busy);
	for (size_t i = 0; i < WHEEL_SLOTS; i++)
		TAILQ_INIT(&farm->wheel[i]);
	farm->turned_ms = now_ms();
	if (raise_limit(farm->options) == -1 || open_directory(farm) == -1 ||
	    posix_control_open(hub) == -1)
		return -1;
	for (size_t i = 0; i < farm->count; i++) {
		if (open_board(farm, i) == -1)
			return -1;
	}
	return 0;
}

/* The rest of it ends with the process. */
static void
close_farm(struct farm *farm)
{
	posix_control_close(&farm->hub);
	for (size_t i = 0; i < farm->count && farm->boards[i] != NULL; i++) {
		struct port *port = &farm->boards[i]->port;

		for (size_t j = 0; j < port->options.link_count; j++) {
			if (port->link[j].kind == PORT_LINK_SERIAL)
				posix_serial_close(&port->link[j]);
		}
	}
}

struct port *
farm_find(struct farm *farm, const char *id)
{
	for (size_t i = 0; i < farm->count; i++) {
		if (strcmp(farm->boards[i]->id, id) == 0)
			return &farm->boards[i]->port;
	}
	return NULL;
}

struct port *
farm_at(struct port *port, size_t index)
{
	struct farm *farm = port->seat->farm;

	return index < farm->count && farm->boards[index] != NULL ?
	    &farm->boards[index]->port :
	    NULL;
}

uint32_t
farm_index(const struct port *port)
{
	return (uint32_t)port->seat->index;
}

int
farm_run(const struct posix_options *options)
{
	static struct farm farm; /* too large for a stack */
	int status = 0;

	farm.options = options;
	farm.count = options->count;
	if (open_farm(&farm) == 0)
		serve(&farm);
	else
		status = 1;
	if (farm.boards != NULL)
		close_farm(&farm);
	free(farm.boards);
	return status;
}
