/* SPDX-License-Identifier: MIT */
/* What only the gateway of the simulation does: calls and transfers. */
#include <string.h>

#include "sim_peer.h"

#define PROBE_EVERY_US 1000000

static void
on_result(void *arg, uint16_t id, uint16_t status, const uint8_t *body,
    size_t len)
{
	uint8_t *args = arg;
	uint8_t number = args[0];
	struct sim_peer *peer;

	(void)id;
	memcpy(&peer, args + 8, sizeof(peer));
	peer->open_calls--;
	peer->args_used[args[1]] = 0;
	if (++peer->sim->ends[number] > 1)
		sim_fail(peer->sim, "a call ended twice");
	if (status == PROTO_STATUS_ANSWER_LOST ||
	    status == PROTO_STATUS_DEADLINE ||
	    status == PROTO_STATUS_UNAVAILABLE)
		return;
	if (status != PROTO_STATUS_OK)
		sim_fail(peer->sim, "a call failed");
	else if (peer->sim->runs[number] != 1 || len < 3 || body[0] != number)
		sim_fail(peer->sim, "wrong answer");
}

static void
start_calls(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;

	for (uint8_t slot = 0; slot < 3; slot++) {
		uint8_t *args = peer->call_args[slot];
		struct proto_call_params params = {
			.args = args,
			.args_len = 40,
			.on_result = on_result,
			.arg = args,
			.deadline_ms = 30000,
			.method = SIM_METHOD,
		};

		if (peer->args_used[slot] != 0 ||
		    sim->call_count >= sim->calls_wanted)
			continue;
		args[0] = (uint8_t)sim->call_count;
		args[1] = slot;
		memcpy(args + 8, &peer, sizeof(peer));
		if (proto_call(&peer->link, &params, NULL) != PROTO_OK)
			return;
		peer->args_used[slot] = 1;
		peer->open_calls++;
		sim->call_count++;
	}
}

static void
start_jobs(struct sim_peer *peer)
{
	struct sim *sim = peer->sim;

	for (unsigned int i = 0; i < sim->job_count; i++) {
		struct sim_job *job = &sim->jobs[i];

		if (job->state != SIM_JOB_TODO ||
		    proto_link_get_state(&peer->link) != PROTO_LINK_UP)
			continue;
		memset(&job->params, 0, sizeof(job->params));
		job->params.name = job->name;
		job->params.user = job;
		job->params.fresh = sim_rng_chance(&sim->rng, 50);
		if (!job->get) {
			job->params.size = job->object->size;
			job->params.sha256 = job->object->sha256;
		} else if (job->attempts > 0) {
			job->params.sha256 = job->object->sha256;
			job->params.size = job->object->size;
			job->params.have = job->stored_len;
		}
		if (job->get && (job->params.fresh || job->attempts == 0))
			job->params.have = 0;
		job->state = SIM_JOB_RUNNING;
		if ((job->get ? proto_transfer_get :
				proto_transfer_put)(&peer->link, &job->params,
			&job->transfer) != PROTO_OK)
			job->state = SIM_JOB_TODO;
		else if (++job->attempts > 60)
			sim_fail(sim, "a transfer does not get through");
	}
}

void
sim_gateway_act(struct sim_peer *peer)
{
	if (proto_link_get_state(&peer->link) == PROTO_LINK_DOWN &&
	    peer->sim->now_us >= peer->probe_at_us) {
		proto_link_probe(&peer->link);
		peer->probe_at_us = peer->sim->now_us + PROBE_EVERY_US;
	}
	start_calls(peer);
	start_jobs(peer);
}
