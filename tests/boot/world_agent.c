/* SPDX-License-Identifier: MIT */
/* What runs between two starts: images of all kinds, and the gateway. */
#include <string.h>

#include "world.h"

#define NEVER        UINT64_MAX
#define MINUTE_MS    60000u
#define LIMIT_MS     (40 * MINUTE_MS)
#define SENDS_MAX    12 /* in one step, with faults that stay */
#define HALF_WINDOWS 8

static struct boot_decoder decoder;

/* The image that must survive whatever comes is the one in slot. */
static void
guard(struct world *world, uint8_t slot)
{
	if (slot >= BOOT_UPDATE_SLOTS) {
		world->sim.guard_begin = world->sim.guard_end = 0;
		return;
	}
	world->sim.guard_begin = world->chip.slot_begin[slot];
	world->sim.guard_end =
	    world->sim.guard_begin + world->chip.slot_size[slot];
}

static void
next_step(struct world *world)
{
	world->step++;
	world->sends = 0;
	world->sent = 0;
	world->done_half = false;
	world->step_booted = false;
}

/* What a start tells about confirms and resets that were cut. */
static void
learn(struct world *world)
{
	if (world->choice.is_trial) {
		world->perhaps = world->confirmed;
	} else if (!world->choice.is_safe) {
		world->confirmed = world->perhaps = world->running;
		guard(world, world->choice.slot);
	}
}

static void
expect_verdict(struct world *world, const struct boot_health *health,
    enum boot_verdict wanted)
{
	if (boot_trial_verdict(health) != wanted)
		sim_violate(&world->sim, "judges a trial wrongly");
}

/* An image that shall not be confirmed, whatever it manages to do. */
static void
run_bad(struct world *world, const struct boot_health *start)
{
	struct boot_health health = *start;
	bool is_crash = world->running == IMAGE_CRASH;

	health.is_link_up = world->running != IMAGE_DEAF;
	health.has_gateway_seen_version = is_crash;
	health.was_watchdog_reset = world->running == IMAGE_HANG;
	while (boot_trial_verdict(&health) == BOOT_VERDICT_WAIT) {
		if (health.uptime_ms > LIMIT_MS) {
			sim_violate(&world->sim, "waits for ever");
			return;
		}
		health.uptime_ms += MINUTE_MS / 2;
		if (is_crash && health.uptime_ms >= MINUTE_MS)
			return;
	}
	expect_verdict(world, &health, BOOT_VERDICT_RESET);
}

static bool
confirm(struct world *world, const struct boot_health *start)
{
	struct boot_health health = *start;

	health.is_link_up = true;
	health.has_gateway_seen_version = true;
	health.uptime_ms = MINUTE_MS - 1;
	expect_verdict(world, &health, BOOT_VERDICT_WAIT);
	health.uptime_ms = MINUTE_MS;
	expect_verdict(world, &health, BOOT_VERDICT_CONFIRM);
	world->perhaps = world->running;
	if (boot_update_confirm(&world->update) != BOOT_OK)
		return false;
	world->confirmed = world->running;
	guard(world, world->choice.slot);
	return true;
}

/* Whether the image goes on to talk to the gateway. */
static bool
run_trial(struct world *world)
{
	struct boot_health health = {
		.needs = world->meta.state.slot[world->choice.slot].needs,
		.is_self_test_good = true,
		.is_storage_good = true,
	};

	if (health.needs != BOOT_NEEDS_LINK)
		sim_violate(&world->sim, "forgets what the image needs");
	expect_verdict(world, &health, BOOT_VERDICT_WAIT);
	if (world_is_bad(world->running)) {
		run_bad(world, &health);
		return false;
	}
	return confirm(world, &health);
}

/* What a cut may cost, besides the bytes of the image once. */
static void
check_sent(struct world *world, enum world_image image)
{
	uint64_t allowed = world_payload_size(image);
	uint64_t again = world->sim.sector_size + WORLD_WINDOW;

	/* Blank parts count as not written; what is decoded begins again. */
	if (image == IMAGE_GOOD2 || !world_is_raw(image))
		again += world_payload_size(image);
	allowed += again * world->cuts;
	if (!world->lenient && world->sent > allowed)
		sim_violate(&world->sim, "sends too much again");
}

/* What was written last of the image is what it should be. */
static void
read_back(struct world *world, enum world_image image)
{
	struct boot_update *update = &world->update;
	uint8_t back[WORLD_WINDOW];
	uint32_t end = update->image_len;
	uint32_t len = end < sizeof(back) ? end : sizeof(back);

	if (boot_update_read(update, end - len, back, len) != BOOT_OK ||
	    memcmp(back, world_bytes(image) + end - len, len) != 0)
		sim_violate(&world->sim, "reads back other bytes");
}

/* Sends windows of the payload; true when all of it is there. */
static bool
send_bytes(struct world *world, enum world_image image, uint32_t windows)
{
	struct boot_update *update = &world->update;
	uint32_t size = world_payload_size(image);

	while (update->offset < size && windows-- > 0) {
		uint32_t offset = update->offset;
		uint32_t left = size - offset;
		uint32_t len = left < WORLD_WINDOW ? left : WORLD_WINDOW;
		int ret;

		world->sent += len;
		do
			ret = boot_update_write(update, offset,
			    world_payload(image) + offset, len);
		while (ret == 1);
		if (ret != BOOT_OK)
			return false;
		read_back(world, image);
	}
	return update->offset == size;
}

/* Sends an image, all or part of it. 0: it is on trial; or an error. */
static int
send(struct world *world, enum world_image image, unsigned int flags,
    uint32_t windows)
{
	struct boot_update *update = &world->update;
	int error;

	error = boot_update_begin(update, world_manifest(image),
	    BOOT_MANIFEST_LEN, flags);
	if (error != BOOT_OK)
		return error;
	while ((error = boot_update_prepare(update)) == 1)
		;
	if (error != BOOT_OK)
		return error;
	/* Half of it twice, after a cut, may be all of it: not finished. */
	if (!send_bytes(world, image, windows) || windows != UINT32_MAX)
		return BOOT_ERR_FLASH;
	check_sent(world, image);
	world->trial_offered[image] = true;
	return boot_update_finish(update, BOOT_NEEDS_LINK);
}

static void
install(struct world *world, enum world_image image)
{
	bool bad = world_is_bad(image);
	int error;

	if (!bad && world->running == image) {
		next_step(world);
		return;
	}
	error = send(world, image, BOOT_UPDATE_ANY_VERSION, UINT32_MAX);
	if (error == BOOT_ERR_REJECTED && bad) {
		if (world->runs[image] < BOOT_TRIES && world->cuts == 0 &&
		    !world->lenient)
			sim_violate(&world->sim, "gives up too early");
		next_step(world);
		return;
	}
	if (error == BOOT_ERR_REJECTED && world->lenient)
		error = send(world, image,
		    BOOT_UPDATE_RETRY | BOOT_UPDATE_ANY_VERSION, UINT32_MAX);
	if (error == BOOT_OK || error == BOOT_ERR_PENDING)
		return;
	/* A board that cannot record which image stood in refuses, too. */
	if (error != BOOT_ERR_FLASH && error != BOOT_ERR_HASH &&
	    !(world->lenient &&
		(error == BOOT_ERR_UNCONFIRMED || error == BOOT_ERR_SAME ||
		    error == BOOT_ERR_BASE)))
		sim_violate(&world->sim, "refuses a good image");
	if (world->lenient && ++world->sends > SENDS_MAX)
		next_step(world);
}

static void
offer(struct world *world, enum world_image image, int wanted)
{
	uint64_t ops = world->sim.ops;
	int error = boot_update_begin(&world->update, world_manifest(image),
	    BOOT_MANIFEST_LEN, BOOT_UPDATE_RETRY);

	if (error != wanted && !world->lenient)
		sim_violate(&world->sim, "takes an image it must refuse");
	if (ops != world->sim.ops && error != BOOT_OK &&
	    error != BOOT_ERR_FLASH)
		sim_violate(&world->sim, "writes before it refuses");
	next_step(world);
}

static void
send_half(struct world *world, const struct world_step *step)
{
	int error;

	if (!world->done_half)
		send(world, step->image, 0, HALF_WINDOWS);
	world->done_half = true;
	if (step->verb == STEP_RESET_HALF &&
	    world->confirmed != IMAGE_FACTORY) {
		guard(world, BOOT_SLOT_NONE);
		world->perhaps = IMAGE_FACTORY;
		error = boot_update_factory_reset(&world->update);
		if (error == BOOT_OK)
			world->confirmed = IMAGE_FACTORY;
		else
			return;
	}
	next_step(world);
}

/* Puts an image on trial as a broken or hostile agent could. */
static void
plant(struct world *world, enum world_image image)
{
	struct sim *sim = &world->sim;
	struct boot_state state = world->meta.state;
	uint8_t slot =
	    state.preferred == BOOT_SLOT_A ? BOOT_SLOT_B : BOOT_SLOT_A;
	uint32_t begin = world->chip.slot_begin[slot];
	uint64_t fault_at[2] = { sim->fault_at[0], sim->fault_at[1] };
	uint64_t ops = sim->ops;

	if (state.floor == 0) { /* the installs before failed */
		next_step(world);
		return;
	}
	memset(sim->cells + begin, 0xff, world->chip.slot_size[slot]);
	memset(sim->unstable + begin, 0, world->chip.slot_size[slot]);
	memcpy(sim->cells + begin, world_manifest(image), BOOT_MANIFEST_LEN);
	memcpy(sim->cells + begin + sim->sector_size, world_bytes(image),
	    world_image_size());
	state.slot[slot] = (struct boot_slot_record){ .state = BOOT_SLOT_NEW };
	/* The hash is behind magic and fixed fields, see the encoder. */
	memcpy(state.slot[slot].hash, world_manifest(image) + 80,
	    BOOT_HASH_PREFIX);
	sim->fault_at[0] = sim->fault_at[1] = NEVER;
	boot_meta_save(&world->meta, &state);
	sim->fault_at[0] = fault_at[0];
	sim->fault_at[1] = fault_at[1];
	sim->ops = ops;
	next_step(world);
}

static void
damage(struct world *world, bool both)
{
	const struct boot_state *state = &world->meta.state;
	uint8_t preferred = state->preferred;

	world->confirmed = IMAGE_FACTORY;
	for (uint8_t slot = 0; slot < BOOT_UPDATE_SLOTS; slot++) {
		uint32_t at = world->chip.slot_begin[slot] +
		    world->sim.sector_size +
		    sim_random(&world->sim) % world_image_size();

		if (both || slot == preferred)
			world->sim.cells[at] ^=
			    (uint8_t)(1u << sim_random(&world->sim) % 8);
		else if (state->slot[slot].state == BOOT_SLOT_OK)
			world->confirmed = world_identify(world, slot);
	}
	world->perhaps = world->confirmed;
	guard(world, BOOT_SLOT_NONE);
	next_step(world);
}

static void
follow(struct world *world, const struct world_step *step)
{
	switch (step->verb) {
	case STEP_INSTALL:
		install(world, step->image);
		break;
	case STEP_AGAIN:
		offer(world, step->image, BOOT_ERR_SAME);
		break;
	case STEP_REFUSED:
		offer(world, step->image, BOOT_ERR_SECURITY);
		break;
	case STEP_NO_BASE:
		offer(world, step->image, BOOT_ERR_BASE);
		break;
	case STEP_HALF:
	case STEP_RESET_HALF:
		send_half(world, step);
		break;
	case STEP_PLANT:
		plant(world, step->image);
		break;
	case STEP_DAMAGE_BOTH:
	case STEP_DAMAGE:
		damage(world, step->verb == STEP_DAMAGE_BOTH);
		break;
	case STEP_RESTART:
	case STEP_SAFE:
	case STEP_PREVIOUS:
	case STEP_FACTORY:
		/* The first start may still belong to the step before. */
		if (world->done_half)
			next_step(world);
		else
			world->done_half = true;
		break;
	case STEP_END:
		break;
	}
}

void
world_live(struct world *world)
{
	learn(world);
	boot_update_init(&world->update, &world->meta, world->choice.slot,
	    &decoder);
	if (world->choice.is_trial && !run_trial(world))
		return;
	follow(world, &world->script->steps[world->step]);
}
