/* SPDX-License-Identifier: MIT */
/*
 * One end of the simulated link: a real proto_link with an application that
 * moves files, calls, writes the console and checks all it receives.
 */
#ifndef SIM_PEER_H
#define SIM_PEER_H

#include "link.h"
#include "sim_line.h"

#define SIM_JOBS       4
#define SIM_OBJECT_MAX 6000
#define SIM_OBJECTS    48
#define SIM_CALLS_MAX  64
#define SIM_MTU_MAX    512
#define SIM_WINDOW_MAX 2048
#define SIM_METHOD     0x0777 /* of all calls */

/* What is moved; made once, shared by all schedules. */
struct sim_object {
	uint8_t bytes[SIM_OBJECT_MAX];
	uint32_t size;
	uint8_t sha256[PROTO_SHA256_LEN];
};

enum sim_job_state { SIM_JOB_TODO, SIM_JOB_RUNNING, SIM_JOB_DONE };

/* One transfer to be brought to its end, however often it is interrupted. */
struct sim_job {
	const struct sim_object *object; /* borrowed: static */
	struct proto_transfer *transfer; /* borrowed: gateway's, running */
	struct proto_transfer_params params;
	char name[8];
	uint8_t stored[SIM_OBJECT_MAX]; /* what the sink has */
	uint32_t stored_len;
	uint32_t writable; /* prepared up to here */
	uint64_t busy_until_us;
	uint32_t attempts;
	enum sim_job_state state;
	bool get;
	bool committed;
};

struct sim_peer;

struct sim {
	struct sim_rng rng;
	uint64_t seed;
	uint64_t now_us;
	struct sim_line to_board;
	struct sim_line to_gateway;
	struct sim_peer *gateway;
	struct sim_peer *board;
	struct sim_job jobs[SIM_JOBS];
	unsigned int job_count;
	uint32_t unit; /* erase unit of the board, 0: none */
	uint32_t slow; /* per mille: storage answers later */
	unsigned int calls_wanted;
	unsigned int console_wanted; /* bytes each way */
	unsigned int events_wanted;
	unsigned int call_count;     /* started so far: the next number */
	uint8_t runs[SIM_CALLS_MAX]; /* times each call was executed */
	uint8_t ends[SIM_CALLS_MAX]; /* times its result came */
	uint8_t notes[SIM_CALLS_MAX];
	unsigned int board_transfers; /* at once */
	bool tcp, has_resets;
	const char *failure; /* first broken promise */
};

struct sim_later {
	uint16_t id; /* 0: unused */
	uint8_t number;
	uint64_t at_us;
};

/*
 * How the simulation drives one end. The two ends may be compiled with other
 * options, so that only these functions know the layout of a link.
 */
struct sim_end {
	void (*start)(struct sim_peer *peer, uint32_t boot_id, uint16_t mtu,
	    uint16_t window);
	void (*reconnect)(struct sim_peer *peer);
	void (*input)(struct sim_peer *peer, const uint8_t *bytes, size_t len);
	void (*tick)(struct sim_peer *peer);
	/* One frame; 0: nothing to send now. */
	size_t (*output)(struct sim_peer *peer, uint8_t frame[SIM_FRAME_MAX]);
	uint32_t (*timeout_ms)(const struct sim_peer *peer);
	/* Application work that is due; called at every step. */
	void (*act)(struct sim_peer *peer);
	/* Everything this side wanted to send has arrived. */
	bool (*is_done)(const struct sim_peer *peer);
};

struct sim_peer {
	struct sim *sim;
	const struct sim_end *end;
	bool is_board;
	struct sim_later later[4];
	uint8_t call_args[3][40];
	uint8_t args_used[3];
	uint32_t written[2]; /* stream bytes accepted since start */
	uint32_t base[2];    /* of which before this session */
	uint32_t got[2];     /* received in this session */
	uint32_t unconsumed[2];
	uint32_t events_sent;
	uint32_t events_got;
	uint32_t events_lost;
	uint32_t last_event;
	unsigned int notes_sent;
	unsigned int open_calls;
	uint64_t probe_at_us;

	/* Only this end may look at what follows. */
	struct proto_link link;
	struct proto_config config;
	struct proto_hello hello;
	uint8_t rx_buf[PROTO_RX_SIZE(SIM_MTU_MAX)];
	uint8_t tx_buf[PROTO_TX_SIZE(SIM_MTU_MAX)];
	uint8_t event_buf[64];
	uint8_t answer_buf[128];
	struct proto_call calls[3];
	struct proto_answer answers[4];
	struct proto_stream streams[2];
	uint8_t stream_rings[2][200];
	struct proto_transfer transfers[PROTO_MAX_TRANSFERS];
	uint8_t rings[PROTO_MAX_TRANSFERS][SIM_WINDOW_MAX];
};

static inline uint32_t
sim_now_ms(const struct sim *sim)
{
	/* Not zero at the start, and wraps in some schedules. */
	return (uint32_t)(sim->now_us / SIM_US_PER_MS) - 5000u;
}

static inline void
sim_fail(struct sim *sim, const char *what)
{
	if (sim->failure == NULL)
		sim->failure = what;
}

/* The rest of the work of a gateway. */
void sim_gateway_act(struct sim_peer *peer);

extern const struct proto_storage sim_storage;

#endif
