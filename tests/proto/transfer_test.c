/* SPDX-License-Identifier: MIT */
/* Transfers: both directions, resume, refusal, abort, slow storage. */
#include "check.h"
#include "pair.h"

#define OBJECT 3000

static struct pair pair;
static struct proto_transfer_params params;
static struct proto_transfer *running;

/* One object at each end, and what the storage was asked. */
static uint8_t source[OBJECT];
static uint32_t source_len;
static uint8_t sink[OBJECT];
static uint32_t sink_len;
static uint8_t sha256[PROTO_SHA256_LEN];
static uint32_t unit;
static unsigned int later; /* answers PROTO_LATER this many times */
static int write_status;
static unsigned int opens;
static unsigned int prepares;
static unsigned int commits;
static unsigned int closes[2]; /* board, gateway */
static uint16_t close_status[2];

static int
on_open(void *arg, struct proto_transfer *t, const struct proto_span *name,
    bool fresh, uint32_t *have)
{
	(void)arg;
	opens++;
	if (name->len != 8 || memcmp(name->at, "/main.py", 8) != 0)
		return PROTO_STATUS_NOT_FOUND;
	if (!proto_transfer_is_sink(t)) {
		t->size = source_len;
		return PROTO_OK;
	}
	t->unit = unit;
	if (fresh)
		sink_len = 0;
	*have = sink_len;
	return PROTO_OK;
}

static int
on_hash_prefix(void *arg, struct proto_transfer *t, uint32_t len,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct proto_sha256 sha;

	(void)arg;
	if (later > 0) {
		later--;
		return PROTO_LATER;
	}
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, proto_transfer_is_sink(t) ? sink : source,
	    len);
	proto_sha256_final(&sha, hash);
	return PROTO_OK;
}

static int
on_prepare(void *arg, struct proto_transfer *t, uint32_t offset, uint32_t len)
{
	(void)arg;
	CHECK_INT(t->channel.rx.limit, t->channel.rx.next);
	CHECK(offset % unit == 0 && len <= unit);
	prepares++;
	if (later > 0) {
		later--;
		return PROTO_LATER;
	}
	return PROTO_OK;
}

static int
on_write_at(void *arg, struct proto_transfer *t, uint32_t offset,
    const uint8_t *bytes, size_t len)
{
	(void)arg;
	(void)t;
	if (later > 0) {
		later--;
		return PROTO_LATER;
	}
	CHECK(offset <= sink_len);
	memcpy(sink + offset, bytes, len);
	sink_len = offset + (uint32_t)len;
	return write_status;
}

static int
on_read_at(void *arg, struct proto_transfer *t, uint32_t offset, uint8_t *bytes,
    size_t len)
{
	(void)arg;
	(void)t;
	if (later > 0) {
		later--;
		return PROTO_LATER;
	}
	memcpy(bytes, source + offset, len);
	return PROTO_OK;
}

static int
on_commit(void *arg, struct proto_transfer *t)
{
	struct proto_sha256 sha;
	uint8_t hash[PROTO_SHA256_LEN];

	(void)arg;
	if (later > 0) {
		later--;
		return PROTO_LATER;
	}
	commits++;
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, sink, t->size);
	proto_sha256_final(&sha, hash);
	return memcmp(hash, t->sha256, sizeof(hash)) == 0 ?
	    PROTO_OK :
	    PROTO_STATUS_DATA_LOSS;
}

static void
on_close(void *arg, struct proto_transfer *t, uint16_t status)
{
	bool gateway = arg == &pair.gateway;

	(void)t;
	closes[gateway]++;
	close_status[gateway] = status;
}

static const struct proto_storage storage = {
	.open = on_open,
	.hash_prefix = on_hash_prefix,
	.prepare = on_prepare,
	.write_at = on_write_at,
	.read_at = on_read_at,
	.commit = on_commit,
	.close = on_close,
};

static void
set_up(uint32_t len)
{
	struct proto_sha256 sha;

	pair_init(&pair, PROTO_FRAMING_SERIAL);
	pair.gateway.config.storage = &storage;
	pair.board.config.storage = &storage;
	pair_run(&pair);
	for (uint32_t i = 0; i < len; i++)
		source[i] = (uint8_t)(i * 31 + (i >> 7));
	source_len = len;
	sink_len = 0;
	proto_sha256_init(&sha);
	proto_sha256_update(&sha, source, len);
	proto_sha256_final(&sha, sha256);
	unit = 0;
	later = 0;
	write_status = PROTO_OK;
	opens = prepares = commits = 0;
	memset(closes, 0, sizeof(closes));
	memset(&params, 0, sizeof(params));
	params.name = "/main.py";
	running = NULL;
}

static void
start_put(void)
{
	params.size = source_len;
	params.sha256 = sha256;
	CHECK_INT(proto_transfer_put(&pair.gateway.link, &params, &running),
	    PROTO_OK);
}

static void
start_get(void)
{
	CHECK_INT(proto_transfer_get(&pair.gateway.link, &params, &running),
	    PROTO_OK);
}

static void
check_done_well(void)
{
	CHECK_INT(closes[0], 1);
	CHECK_INT(closes[1], 1);
	CHECK_INT(close_status[0], PROTO_STATUS_OK);
	CHECK_INT(close_status[1], PROTO_STATUS_OK);
	CHECK_INT(commits, 1);
	CHECK_INT(sink_len, source_len);
	CHECK(memcmp(sink, source, source_len) == 0);
}

TEST(put_stores_the_object)
{
	set_up(OBJECT);
	start_put();
	pair_run(&pair);
	check_done_well();
	CHECK_INT(pair.gateway.link.counters.resent, 0);
}

TEST(get_fetches_the_object)
{
	set_up(OBJECT);
	start_get();
	pair_run(&pair);
	check_done_well();
}

TEST(empty_objects_move_too)
{
	set_up(0);
	start_put();
	pair_run(&pair);
	check_done_well();
	set_up(0);
	start_get();
	pair_run(&pair);
	check_done_well();
}

TEST(slow_storage_holds_the_transfer_up_only)
{
	for (unsigned int times = 1; times < 12; times++) {
		set_up(OBJECT);
		unit = 512;
		later = times;
		start_put();
		pair_wait(&pair, 3000);
		check_done_well();
		set_up(OBJECT);
		later = times;
		start_get();
		pair_wait(&pair, 3000);
		check_done_well();
	}
}

TEST(units_are_prepared_with_no_credit_outstanding)
{
	set_up(OBJECT);
	unit = 512;
	start_put();
	pair_wait(&pair, 1000);
	check_done_well();
	CHECK_INT(prepares, 6);
}

static void
restart(bool board)
{
	pair_restart(&pair, board);
	(board ? &pair.board : &pair.gateway)->config.storage = &storage;
}

TEST(put_resumes_after_the_board_restarts)
{
	set_up(OBJECT);
	later = 0;
	start_put();
	pair.cut_to_gateway = true; /* credit runs out in the middle */
	pair_run(&pair);
	pair.cut_to_gateway = false;
	pair_wait(&pair, 20);
	CHECK(sink_len < OBJECT);
	sink_len = 700;
	memcpy(sink, source, 700);
	restart(true);
	pair_wait(&pair, 3000);
	CHECK_INT(sink_len, OBJECT);
	CHECK_INT(running->resumed, 700);
	CHECK_INT(close_status[1], PROTO_STATUS_OK);
	CHECK(memcmp(sink, source, OBJECT) == 0);
}

TEST(put_starts_over_when_the_prefix_differs)
{
	set_up(OBJECT);
	sink_len = 700;
	memset(sink, 0xee, 700);
	start_put();
	pair_wait(&pair, 1000);
	CHECK_INT(opens, 2);
	CHECK_INT(closes[0], 2); /* the session that would resume, too */
	closes[0] = 1;
	check_done_well();
	CHECK_INT(running->resumed, 0);
}

TEST(get_resumes_what_it_has)
{
	set_up(OBJECT);
	sink_len = 1000;
	memcpy(sink, source, 1000);
	params.sha256 = sha256;
	params.size = OBJECT;
	params.have = 1000;
	start_get();
	pair_run(&pair);
	check_done_well();
	CHECK_INT(running->resumed, 1000);
}

TEST(get_starts_over_when_the_file_changed)
{
	static uint8_t other[PROTO_SHA256_LEN];

	set_up(OBJECT);
	sink_len = 1000;
	memset(sink, 0xee, 1000);
	params.sha256 = other;
	params.size = 2000;
	params.have = 1000;
	start_get();
	pair_run(&pair);
	check_done_well();
	CHECK_INT(running->resumed, 0);
}

TEST(refusals_reach_the_initiator)
{
	set_up(OBJECT);
	params.name = "/none";
	start_get();
	pair_run(&pair);
	CHECK_INT(close_status[1], PROTO_STATUS_NOT_FOUND);
	CHECK_INT(closes[0], 0);
	set_up(OBJECT);
	pair.board.config.storage = NULL;
	start_get();
	pair_run(&pair);
	CHECK_INT(close_status[1], PROTO_STATUS_UNIMPLEMENTED);
}

TEST(wrong_content_is_not_committed)
{
	set_up(OBJECT);
	start_put();
	params.sha256 = NULL;
	running->sha256[0] ^= 1;
	pair_run(&pair);
	CHECK_INT(close_status[0], PROTO_STATUS_DATA_LOSS);
	CHECK_INT(close_status[1], PROTO_STATUS_DATA_LOSS);
	CHECK_INT(closes[1], 1);
}

TEST(storage_errors_end_both_sides)
{
	set_up(OBJECT);
	write_status = 0x41c; /* ENOSPC */
	start_put();
	pair_wait(&pair, 1000);
	CHECK_INT(close_status[0], 0x41c);
	CHECK_INT(close_status[1], 0x41c);
	set_up(OBJECT);
	write_status = 0x41c;
	start_get();
	pair_wait(&pair, 1000);
	CHECK_INT(close_status[0], 0x41c);
	CHECK_INT(close_status[1], 0x41c);
}

static bool
lose_data(struct pair *p, bool to_board, uint8_t *bytes, size_t len)
{
	(void)p;
	(void)to_board;
	(void)bytes;
	return len < 200;
}

TEST(either_side_may_abort)
{
	set_up(OBJECT);
	pair.filter = lose_data;
	start_get();
	pair_wait(&pair, 300);
	CHECK_INT(running->state, PROTO_TRANSFER_MOVING);
	proto_transfer_abort(&pair.gateway.link, running,
	    PROTO_STATUS_CANCELLED);
	CHECK_INT(closes[1], 1);
	pair_wait(&pair, 1000);
	CHECK_INT(close_status[0], PROTO_STATUS_CANCELLED);
	CHECK_INT(closes[1], 1);
	CHECK_INT(running->state, PROTO_TRANSFER_FREE);
	set_up(OBJECT);
	pair.cut_to_gateway = true;
	start_put();
	pair_run(&pair);
	pair.cut_to_gateway = false;
	later = 1;
	pair_wait(&pair, 1);
	proto_transfer_abort(&pair.board.link, &pair.board.transfers[0],
	    PROTO_STATUS_DENIED);
	pair_wait(&pair, 3000);
	CHECK_INT(close_status[0], PROTO_STATUS_DENIED);
	CHECK_INT(close_status[1], PROTO_STATUS_DENIED);
}

TEST(pause_stops_the_bytes)
{
	uint32_t at;

	set_up(OBJECT);
	later = 30;
	start_put();
	pair_wait(&pair, 40);
	CHECK_INT(pair.board.transfers[0].state, PROTO_TRANSFER_MOVING);
	proto_transfer_pause(&pair.board.link, &pair.board.transfers[0], true);
	pair_wait(&pair, 3000);
	at = sink_len;
	CHECK(at < OBJECT);
	CHECK_INT(proto_transfer_done(&pair.board.transfers[0]), at);
	pair_wait(&pair, 3000);
	CHECK_INT(sink_len, at);
	proto_transfer_pause(&pair.board.link, &pair.board.transfers[0], false);
	pair_wait(&pair, 100);
	check_done_well();
}

TEST(slots_are_limited)
{
	struct proto_transfer *t;

	set_up(OBJECT);
	pair.cut_to_board = true;
	start_get();
	start_get();
	CHECK_INT(proto_transfer_get(&pair.gateway.link, &params, &t),
	    PROTO_ERR_AGAIN);
	CHECK_INT(proto_transfer_put(&pair.gateway.link, &params, &t),
	    PROTO_ERR_ARG); /* without a hash */
}

/* The board's HELLO tells how many; without it the gateway has all it can. */
TEST(a_board_with_fewer_slots_is_given_no_more)
{
	set_up(OBJECT);
	pair.board.config.transfer_count = 1;
	pair.board.hello.transfers = 1;
	proto_link_reconnect(&pair.gateway.link, pair.now_ms);
	pair_wait(&pair, 3000);
	start_get();
	CHECK_INT(proto_transfer_get(&pair.gateway.link, &params, NULL),
	    PROTO_ERR_AGAIN);
	pair_run(&pair);
	check_done_well();
	sink_len = 0;
	start_get();
	CHECK_INT(running->channel.number, PROTO_CH_TRANSFER);
	pair_run(&pair);
	CHECK_INT(close_status[1], PROTO_STATUS_OK);
	CHECK_INT(sink_len, source_len);
}

int
main(void)
{
	RUN(put_stores_the_object);
	RUN(get_fetches_the_object);
	RUN(empty_objects_move_too);
	RUN(slow_storage_holds_the_transfer_up_only);
	RUN(units_are_prepared_with_no_credit_outstanding);
	RUN(put_resumes_after_the_board_restarts);
	RUN(put_starts_over_when_the_prefix_differs);
	RUN(get_resumes_what_it_has);
	RUN(get_starts_over_when_the_file_changed);
	RUN(refusals_reach_the_initiator);
	RUN(wrong_content_is_not_committed);
	RUN(storage_errors_end_both_sides);
	RUN(either_side_may_abort);
	RUN(pause_stops_the_bytes);
	RUN(slots_are_limited);
	RUN(a_board_with_fewer_slots_is_given_no_more);
	return check_done();
}
