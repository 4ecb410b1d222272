/* SPDX-License-Identifier: MIT */
/*
 * Many boards in one process: all of them dial in to a gateway made of the
 * protocol library, say who they are and answer; programs run, and an endless
 * one disturbs nobody. UPY_FARM says how many boards, UPY_BOARD the program.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "proto/command.h"
#include "proto/link.h"

#define BOARDS_DEFAULT 1000
#define MTU            512
#define EVENTS_MAX     256
#define TEXT_MAX       128
#define PATIENCE_MS    300000 /* for a loaded machine under sanitizers */
#define PREFIX         "unit-"
#define ENDLESS        1 /* the board that runs the endless program */
#define ASKED          50
#define RUNNERS        5

/* The gateway's end of one connection, and what is known of the board. */
struct peer {
	struct proto_link link;
	struct proto_config config;
	struct proto_call calls[2];
	struct proto_answer answers[4];
	struct proto_stream streams[1];
	uint8_t rx[PROTO_RX_SIZE(MTU)];
	uint8_t tx[PROTO_TX_SIZE(MTU)];
	uint8_t out[MTU];
	size_t out_at;
	size_t out_len;
	int fd;
	unsigned long number; /* of its id; 0: not known yet */
	uint32_t boot_id;
	bool has_answered;
	bool has_ended; /* its program */
	uint8_t outcome;
	uint64_t asked_us;
	uint64_t waited_us;
	uint8_t args[TEXT_MAX];
	char text[TEXT_MAX];
	size_t text_len;
};

static size_t count;
static struct peer **peers; /* owned: by file descriptor */
static size_t peers_cap;
static struct peer **by_number; /* borrowed: of peers */
static size_t known;            /* boards that said HELLO */
static size_t answers;          /* to INFO */
static size_t wrong;            /* what must never happen */
static int listener;
static int epoll_fd;
static pid_t farm;

static uint64_t
now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static uint32_t
now_ms(void)
{
	return (uint32_t)(now_us() / 1000);
}

/* ---- what boards say --------------------------------------------------- */

static void
on_hello(void *arg, const struct proto_hello *hello, bool restarted)
{
	struct peer *peer = arg;
	char id[PROTO_DEVICE_ID_MAX + 1] = "";
	unsigned long number;

	(void)restarted;
	memcpy(id, hello->device_id.at, hello->device_id.len);
	number = strncmp(id, PREFIX, strlen(PREFIX)) == 0 ?
	    strtoul(id + strlen(PREFIX), NULL, 10) :
	    0;
	peer->boot_id = hello->boot_id;
	if (peer->number != 0 && peer->number == number)
		return;
	if (number == 0 || number > count || peer->number != 0 ||
	    by_number[number] != NULL) {
		wrong++;
		return;
	}
	peer->number = number;
	by_number[number] = peer;
	known++;
}

static void
on_event(void *arg, uint16_t type, const uint8_t *body, size_t len,
    uint32_t lost)
{
	struct peer *peer = arg;
	uint64_t outcome = 0;

	(void)lost;
	if (type != PROTO_EVENT_JOB_EXIT)
		return;
	proto_cbor_get_uint(body, len, PROTO_JOB_EXIT_OUTCOME, &outcome);
	peer->outcome = (uint8_t)outcome;
	peer->has_ended = true;
}

static void
on_stream_data(void *arg, uint8_t channel, const uint8_t *bytes, size_t len)
{
	struct peer *peer = arg;

	for (size_t i = 0; i < len && peer->text_len < TEXT_MAX - 1; i++)
		peer->text[peer->text_len++] = (char)bytes[i];
	proto_stream_consumed(&peer->link, channel, len);
}

static const struct proto_callbacks callbacks = {
	.on_hello = on_hello,
	.on_event = on_event,
	.on_stream_data = on_stream_data,
};

/* ---- asking ------------------------------------------------------------- */

static void
on_info(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	struct peer *peer = arg;
	struct proto_span span = { NULL, 0 };
	char want[PROTO_DEVICE_ID_MAX + 1];

	(void)id;
	snprintf(want, sizeof(want), PREFIX "%lu", peer->number);
	proto_cbor_get_text(body, len, PROTO_INFO_DEVICE_ID, &span);
	if (status != PROTO_STATUS_OK || span.len != strlen(want) ||
	    memcmp(span.at, want, span.len) != 0)
		wrong++;
	peer->waited_us = now_us() - peer->asked_us;
	peer->has_answered = true;
	answers++;
}

static void
on_done(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	(void)arg;
	(void)id;
	(void)body;
	(void)len;
	if (status != PROTO_STATUS_OK)
		wrong++;
}

/* ---- connections -------------------------------------------------------- */

static void
watch(struct peer *peer, int operation)
{
	struct epoll_event event = {
		.events =
		    EPOLLIN | (peer->out_at < peer->out_len ? EPOLLOUT : 0u),
		.data.fd = peer->fd,
	};

	epoll_ctl(epoll_fd, operation, peer->fd, &event);
}

static void
send_out(struct peer *peer)
{
	for (;;) {
		ssize_t n;

		if (peer->out_at == peer->out_len) {
			peer->out_at = 0;
			peer->out_len = proto_link_output(&peer->link,
			    peer->out, sizeof(peer->out), now_ms());
		}
		if (peer->out_len == 0)
			return;
		n = write(peer->fd, peer->out + peer->out_at,
		    peer->out_len - peer->out_at);
		if (n <= 0)
			break;
		peer->out_at += (size_t)n;
	}
	watch(peer, EPOLL_CTL_MOD);
}

static void
call(struct peer *peer, uint16_t method, size_t args_len,
    proto_result_fn on_result)
{
	struct proto_call_params params = {
		.args = peer->args,
		.args_len = args_len,
		.on_result = on_result,
		.arg = peer,
		.deadline_ms = PATIENCE_MS,
		.method = method,
	};

	if (proto_call(&peer->link, &params, NULL) != PROTO_OK)
		wrong++;
	send_out(peer);
}

static void
ask(struct peer *peer)
{
	peer->has_answered = false;
	peer->asked_us = now_us();
	call(peer, PROTO_CMD_INFO, 0, on_info);
}

static void
start_program(struct peer *peer, const char *source)
{
	struct proto_writer w;

	peer->has_ended = false;
	peer->text_len = 0;
	memset(peer->text, 0, sizeof(peer->text));
	proto_writer_init(&w, peer->args, sizeof(peer->args));
	proto_cbor_put_map(&w, 2);
	proto_cbor_put_uint(&w, PROTO_EXEC_START_KIND);
	proto_cbor_put_uint(&w, 0);
	proto_cbor_put_uint(&w, PROTO_EXEC_START_SOURCE);
	proto_cbor_put_text(&w, source);
	call(peer, PROTO_CMD_EXEC_START, w.len, on_done);
}

static const struct proto_hello *
own_hello(void)
{
	static struct proto_hello hello = {
		.boot_id = 0x12345678,
		.rx_window = 1024,
		.rx_mtu = MTU,
		.proto_min = PROTO_VERSION,
		.proto_max = PROTO_VERSION,
		.max_open_req = 4,
		.agent_version = { (const uint8_t *)"test", 4 },
	};

	return &hello;
}

static void
welcome(void)
{
	struct peer *peer = calloc(1, sizeof(*peer));
	int on = 1;

	peer->fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (peer->fd == -1 || (size_t)peer->fd >= peers_cap) {
		wrong += peer->fd != -1;
		free(peer);
		return;
	}
	setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	peers[peer->fd] = peer;
	peer->streams[0].channel.number = PROTO_CH_CONSOLE;
	peer->streams[0].rx_window = TEXT_MAX;
	peer->config = (struct proto_config){
		.callbacks = &callbacks,
		.arg = peer,
		.hello = own_hello(),
		.rx_buf = peer->rx,
		.tx_buf = peer->tx,
		.calls = peer->calls,
		.answers = peer->answers,
		.streams = peer->streams,
		.rx_cap = sizeof(peer->rx),
		.tx_cap = sizeof(peer->tx),
		.call_count = 2,
		.answer_count = 4,
		.stream_count = 1,
		.role = PROTO_ROLE_GATEWAY,
		.framing = PROTO_FRAMING_TCP,
	};
	if (proto_link_init(&peer->link, &peer->config, now_ms()) != PROTO_OK)
		wrong++;
	watch(peer, EPOLL_CTL_ADD);
	send_out(peer);
}

static void
hang_up(struct peer *peer)
{
	if (peer->number != 0) {
		by_number[peer->number] = NULL;
		known--;
	}
	peers[peer->fd] = NULL;
	close(peer->fd);
	free(peer);
}

static void
serve(struct peer *peer)
{
	uint8_t bytes[2048];
	ssize_t n = read(peer->fd, bytes, sizeof(bytes));

	if (n == 0 || (n == -1 && errno != EAGAIN)) {
		hang_up(peer);
		return;
	}
	if (n > 0)
		proto_link_input(&peer->link, bytes, (size_t)n, now_ms());
	send_out(peer);
}

/* Heartbeats and repeats; all of them once in a while is often enough. */
static void
tick_all(void)
{
	static uint32_t last_ms;

	if (now_ms() - last_ms < 500)
		return;
	last_ms = now_ms();
	for (size_t fd = 0; fd < peers_cap; fd++) {
		if (peers[fd] == NULL)
			continue;
		proto_link_tick(&peers[fd]->link, now_ms());
		send_out(peers[fd]);
	}
}

static void
turn(void)
{
	struct epoll_event events[EVENTS_MAX];
	int ready = epoll_wait(epoll_fd, events, EVENTS_MAX, 100);

	for (int i = 0; i < ready; i++) {
		int fd = events[i].data.fd;

		if (fd == listener)
			welcome();
		else if (peers[fd] != NULL)
			serve(peers[fd]);
	}
	wrong += waitpid(farm, NULL, WNOHANG) == farm;
	tick_all();
}

/* Turns until the condition holds; false: not in time. */
#define TURN_UNTIL(condition)                                            \
	do {                                                             \
		uint64_t end_us_ = now_us() + 1000ull * PATIENCE_MS;     \
		while (!(condition) && wrong == 0 && now_us() < end_us_) \
			turn();                                          \
		CHECK(condition);                                        \
		CHECK_INT(wrong, 0);                                     \
	} while (0)

/* ---- the tests ---------------------------------------------------------- */

static void
start_farm(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	struct epoll_event event = { .events = EPOLLIN };
	const char *program = getenv("UPY_BOARD");
	char where[64];
	char number[32];

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	listener =
	    socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	bind(listener, (struct sockaddr *)&address, len);
	listen(listener, 4096);
	getsockname(listener, (struct sockaddr *)&address, &len);
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	event.data.fd = listener;
	epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
	snprintf(where, sizeof(where), "127.0.0.1:%u", ntohs(address.sin_port));
	snprintf(number, sizeof(number), "%zu", count);
	farm = fork();
	if (farm == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(program, "upy-board", "--count", number, "--id-prefix",
		    PREFIX, "--flash", "none", "--connect", where,
		    (char *)NULL);
		_exit(127);
	}
}

/* Kilobytes of the farm's process that are in memory. */
static unsigned long
resident_kb(void)
{
	unsigned long kb = 0;
	char line[128];
	FILE *status;

	snprintf(line, sizeof(line), "/proc/%d/status", (int)farm);
	status = fopen(line, "r");
	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		sscanf(line, "VmRSS: %lu", &kb);
	if (status != NULL)
		fclose(status);
	return kb;
}

TEST(all_say_who_they_are)
{
	uint64_t begin_us = now_us();

	start_farm();
	TURN_UNTIL(known == count);
	printf("# %zu boards said HELLO in %.1f s\n", count,
	    (double)(now_us() - begin_us) / 1e6);
}

TEST(all_answer)
{
	uint64_t begin_us = now_us();

	for (size_t i = 1; i <= count; i++)
		ask(by_number[i]);
	TURN_UNTIL(answers == count);
	printf("# %zu boards answered INFO in %.1f s; %.1f KB a board\n", count,
	    (double)(now_us() - begin_us) / 1e6,
	    (double)resident_kb() / (double)count);
}

TEST(each_has_its_own_state)
{
	struct peer *first = by_number[2];
	struct peer *second = by_number[3];

	start_program(first, "import os; x = 1; os.mkdir('/mine')");
	TURN_UNTIL(first->has_ended);
	start_program(second,
	    "import os; print(os.listdir('/'), 'x' in dir())");
	TURN_UNTIL(second->has_ended);
	CHECK_STR(second->text, "[] False\n");
	start_program(first, "print(os.listdir('/'), x)");
	TURN_UNTIL(first->has_ended);
	CHECK_STR(first->text, "['mine'] 1\n");
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* One after another, so that only the endless program is in the way. */
static void
ask_some(const char *when)
{
	uint64_t waited[ASKED];

	for (size_t i = 0; i < ASKED; i++) {
		struct peer *peer = by_number[i * (count - 1) / ASKED + 1];

		ask(peer);
		TURN_UNTIL(peer->has_answered);
		waited[i] = peer->waited_us;
	}
	qsort(waited, ASKED, sizeof(waited[0]), compare);
	printf("# answers %s: p50 %.1f ms, p99 %.1f ms\n", when,
	    (double)waited[ASKED / 2] / 1e3,
	    (double)waited[ASKED * 99 / 100] / 1e3);
}

TEST(endless_program_disturbs_nobody)
{
	struct peer *endless = by_number[ENDLESS];

	ask_some("without a program");
	start_program(endless, "while True: pass");
	for (size_t i = 0; i < RUNNERS; i++) {
		struct peer *peer = by_number[count - i];
		char source[TEXT_MAX];
		char want[TEXT_MAX];

		snprintf(source, sizeof(source), "print(sum(range(%zu)))",
		    100 + i);
		snprintf(want, sizeof(want), "%zu\n", (100 + i) * (99 + i) / 2);
		start_program(peer, source);
		TURN_UNTIL(peer->has_ended);
		CHECK_STR(peer->text, want);
	}
	ask_some("beside an endless one");
	CHECK(!endless->has_ended);
	call(endless, PROTO_CMD_EXEC_STOP, 0, on_done);
	TURN_UNTIL(endless->has_ended);
	CHECK_INT(endless->outcome, PROTO_JOB_INTERRUPTED);
}

TEST(one_resets_the_others_stay)
{
	struct peer *peer = by_number[7];
	uint32_t boot_id = peer->boot_id;

	start_program(peer, "import machine; machine.reset()");
	TURN_UNTIL(by_number[7] != NULL && by_number[7]->boot_id != boot_id);
	CHECK_INT(known, count);
	CHECK(by_number[8] != NULL);
}

TEST(ends_when_told)
{
	int status = -1;

	kill(farm, SIGTERM);
	CHECK_INT(waitpid(farm, &status, 0), farm);
	CHECK_INT(status, 0);
}

int
main(void)
{
	const char *wanted = getenv("UPY_FARM");
	struct rlimit limit;

	if (getenv("UPY_BOARD") == NULL)
		return 77;
	count = wanted == NULL ? BOARDS_DEFAULT : strtoul(wanted, NULL, 10);
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (count < 10 || limit.rlim_cur < count + 64) {
		printf("# too many boards for the limit of descriptors\n");
		return 77;
	}
	peers_cap = count + 64;
	peers = calloc(peers_cap, sizeof(struct peer *));
	by_number = calloc(count + 1, sizeof(struct peer *));
	RUN(all_say_who_they_are);
	if (known == count) {
		RUN(all_answer);
		RUN(each_has_its_own_state);
		RUN(endless_program_disturbs_nobody);
		RUN(one_resets_the_others_stay);
	}
	RUN(ends_when_told);
	return check_done();
}
