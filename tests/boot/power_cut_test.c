/* SPDX-License-Identifier: MIT */
/*
 * Power cuts, failing flash and flipped bits under the boot and update code.
 * power_cut_test [-rounds=N] [-stride=N] [-seed=N] [-script=N] [-quick] [-long]
 * Each round cuts at every operation, in every way; of other faults every
 * stride-th is tried.
 * Prints what it ran; on a broken rule, how to repeat it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define NEVER UINT64_MAX

struct options {
	unsigned long rounds;
	unsigned long stride;
	unsigned long seed;
	long script; /* -1: all */
	bool is_quick;
	bool is_long;
};

static struct options options = { 1, 1, 1, -1, false, false };
static struct world world;
static struct world saved;
/* The script without faults, as it stands before each start. */
static struct world snapshots[WORLD_BOOTS_MAX];
static unsigned int snapshot_count;
static unsigned long runs;
static unsigned long cuts; /* of these: one cut, no other fault */
static unsigned long flips;

struct plan {
	const struct world_script *script;
	uint64_t at[2];
	enum sim_fault fault[2];
	uint64_t seed;
	bool lenient;
};

static void
finish_run(const struct plan *plan)
{
	const char *violation;

	memcpy(world.sim.fault_at, plan->at, sizeof(plan->at));
	memcpy(world.sim.fault, plan->fault, sizeof(plan->fault));
	world.lenient = plan->lenient;
	violation = world_run(&world);
	runs++;
	if (violation == NULL)
		return;
	printf("not ok: \"%s\" %s: step %u, start %u, faults %d at %llu and "
	       "%d at %llu, seed %llu, image %d\n",
	    plan->script->name, violation, world.step, world.boots,
	    (int)plan->fault[0], (unsigned long long)plan->at[0],
	    (int)plan->fault[1], (unsigned long long)plan->at[1],
	    (unsigned long long)plan->seed, (int)world.running);
	exit(1);
}

static void
run(const struct plan *plan)
{
	world_init(&world, plan->script, plan->seed);
	finish_run(plan);
}

/* The script without faults: how many operations it takes. */
static uint64_t
count_ops(const struct world_script *script, bool must_end)
{
	struct plan plan = { script, { NEVER, NEVER }, { 0, 0 }, 1, false };

	run(&plan);
	if (must_end && script->steps[world.step].verb != STEP_END)
		exit(1);
	return world.sim.ops;
}

static void
take_snapshot(const struct world *at)
{
	if (snapshot_count < WORLD_BOOTS_MAX)
		world_copy(&snapshots[snapshot_count++], at);
}

/* Runs the script once, well, and remembers each start. */
static uint64_t
take_snapshots(const struct world_script *script)
{
	snapshot_count = 0;
	world_init(&world, script, 1);
	world.on_power = take_snapshot;
	if (world_run(&world) != NULL)
		exit(1);
	for (unsigned int i = 0; i < snapshot_count; i++)
		snapshots[i].on_power = NULL;
	return world.sim.ops;
}

/* From the last start before the fault on: what comes before is known. */
static void
run_from_snapshot(const struct plan *plan)
{
	unsigned int i = snapshot_count;

	do
		i--;
	while (i > 0 && snapshots[i].sim.ops > plan->at[0]);
	world_copy(&world, &snapshots[i]);
	world.sim.random = plan->seed;
	finish_run(plan);
}

/* One fault at each operation, each kind. */
static void
single_faults(const struct world_script *script, uint64_t seed)
{
	uint64_t ops = take_snapshots(script);

	for (uint64_t at = 0; at < ops; at++) {
		bool is_sampled = (at + seed) % options.stride == 0;

		for (int fault = 0; fault < SIM_FAULT_END; fault++) {
			struct plan plan = { script, { at, NEVER },
				{ (enum sim_fault)fault, 0 },
				seed * 1000003 + at * 64 + (uint64_t)fault,
				fault >= SIM_CUT_COUNT };

			if (fault >= SIM_CUT_COUNT && !is_sampled)
				continue;
			run_from_snapshot(&plan);
			cuts += fault < SIM_CUT_COUNT;
		}
	}
}

/* Operations on the metadata of a run, by number. */
#define META_OPS_MAX 512
static uint64_t meta_ops[META_OPS_MAX];
static unsigned int meta_op_count;
static struct boot_flash real_flash;

static void
note_op(struct sim *sim, uint32_t at)
{
	if (at < world.chip.meta[1] + sim->sector_size &&
	    meta_op_count < META_OPS_MAX)
		meta_ops[meta_op_count++] = sim->ops;
}

static int
noting_program(void *ctx, uint32_t at, const void *bytes, uint32_t len)
{
	note_op(ctx, at);
	return real_flash.program(ctx, at, bytes, len);
}

static int
noting_erase(void *ctx, uint32_t at)
{
	note_op(ctx, at);
	return real_flash.erase(ctx, at);
}

/* Runs a plan and notes its operations on the metadata. */
static void
find_meta_ops(const struct plan *plan)
{
	const char *violation;

	world_init(&world, plan->script, plan->seed);
	memcpy(world.sim.fault_at, plan->at, sizeof(plan->at));
	memcpy(world.sim.fault, plan->fault, sizeof(plan->fault));
	real_flash = world.chip.flash;
	world.chip.flash.program = noting_program;
	world.chip.flash.erase = noting_erase;
	meta_op_count = 0;
	violation = world_run(&world);
	runs++;
	if (violation != NULL) {
		printf("not ok: \"%s\" %s\n", plan->script->name, violation);
		exit(1);
	}
}

/*
 * Every operation on the metadata is cut, and after it each of the following
 * ones, too. With stride: only each such first cut.
 */
static void
double_cuts(const struct world_script *script, uint64_t seed)
{
	static uint64_t first_ops[META_OPS_MAX];
	struct plan plan = { script, { NEVER, NEVER }, { 0, 0 }, seed, false };
	unsigned int first_count;

	find_meta_ops(&plan);
	first_count = meta_op_count;
	memcpy(first_ops, meta_ops, sizeof(first_ops));
	for (unsigned int i = (unsigned int)(seed % options.stride);
	     i < first_count; i += (unsigned int)options.stride) {
		for (int fault = 0; fault < SIM_CUT_COUNT; fault++) {
			plan.at[0] = first_ops[i];
			plan.fault[0] = (enum sim_fault)fault;
			plan.at[1] = NEVER;
			find_meta_ops(&plan);
			for (unsigned int j = 0; j < meta_op_count; j++) {
				if (meta_ops[j] <= first_ops[i])
					continue;
				plan.at[1] = meta_ops[j];
				plan.fault[1] = (enum sim_fault)(
				    (fault + (int)j + (int)seed) %
				    SIM_CUT_COUNT);
				run(&plan);
			}
		}
	}
}

/* A cut at random again and again: no rule is broken, also when good images
 * do not get to their confirmation. */
static void
brown_outs(const struct world_script *script, uint64_t seed)
{
	uint64_t ops = count_ops(script, true);
	struct plan plan = { script, { 0, 0 }, { 0, 0 }, seed, true };

	for (int i = 0; i < 2; i++) {
		plan.at[i] = seed * UINT64_C(2654435761) / (1 + 7u * i) % ops;
		plan.fault[i] =
		    (enum sim_fault)((seed + (uint64_t)i) % SIM_CUT_COUNT);
	}
	run(&plan);
}

/* One bit of the metadata at a time: what was confirmed still starts, or what
 * is on trial. */
static void
flip_meta(struct world *at, void *arg)
{
	uint32_t begin = at->chip.meta[0];
	uint32_t bits = 2 * at->sim.sector_size * 8;
	unsigned long every = options.is_long ? 1 : 41;
	const unsigned int *wanted = arg;

	if (at->boots % 5 != *wanted)
		return;
	for (uint32_t bit = at->boots % every; bit < bits; bit += every) {
		struct boot_meta meta;
		struct boot_choice choice;
		enum world_image image;

		world_copy(&saved, at);
		at->sim.cells[begin + bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (boot_select(&meta, &at->chip, BOOT_REQUEST_NONE, &choice) !=
		    BOOT_OK)
			sim_violate(&at->sim, "a flipped bit stops the board");
		image = world_identify(at, choice.slot);
		if (image == IMAGE_UNKNOWN ||
		    (image != at->confirmed && image != at->perhaps &&
			image != at->running))
			sim_violate(&at->sim, "a flipped bit loses an image");
		flips++;
		if (at->sim.violation != NULL)
			return;
		world_copy(at, &saved);
	}
}

static void
flips_in_meta(const struct world_script *script)
{
	const char *violation;

	for (unsigned int part = 0; part < 5; part++) {
		if (!options.is_long && part != 3)
			continue;
		world_init(&world, script, 1);
		world.on_boot = flip_meta;
		world.on_boot_arg = &part;
		violation = world_run(&world);
		if (violation != NULL) {
			printf("not ok: \"%s\" %s, start %u\n", script->name,
			    violation, world.boots);
			exit(1);
		}
	}
}

/* A wrong bit anywhere in a slot: never started. */
static void
flips_in_images(unsigned long count)
{
	static const struct world_script installed = { "flips",
		{ { STEP_INSTALL, IMAGE_GOOD1 }, { STEP_INSTALL, IMAGE_GOOD2 },
		    { STEP_END, 0 } },
		IMAGE_GOOD2 };
	struct plan plan = { &installed, { NEVER, NEVER }, { 0, 0 }, 1, false };

	run(&plan);
	for (unsigned long i = 0; i < count; i++) {
		uint8_t slot = (uint8_t)(i % 2);
		bool head = i % 16 == 0;
		uint32_t at = world.chip.slot_begin[slot];
		struct boot_meta meta;
		struct boot_choice choice;
		uint8_t bit = (uint8_t)(1u << sim_random(&world.sim) % 8);

		at += head ? sim_random(&world.sim) % BOOT_MANIFEST_LEN :
			     world.sim.sector_size +
			sim_random(&world.sim) % world_image_size();
		world_copy(&saved, &world);
		world.sim.cells[at] ^= bit;
		if (boot_select(&meta, &world.chip, BOOT_REQUEST_NONE,
			&choice) != BOOT_OK ||
		    world_identify(&world, choice.slot) == IMAGE_UNKNOWN ||
		    choice.slot == slot || choice.slot == BOOT_SLOT_FACTORY) {
			printf("not ok: starts slot %d with bit at %lu wrong\n",
			    choice.slot, (unsigned long)at);
			exit(1);
		}
		flips++;
		saved.sim.random = world.sim.random;
		world_copy(&world, &saved);
	}
}

static void
read_options(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const char *arg = argv[i];

		if (strncmp(arg, "-rounds=", 8) == 0)
			options.rounds = strtoul(arg + 8, NULL, 10);
		else if (strncmp(arg, "-stride=", 8) == 0)
			options.stride = strtoul(arg + 8, NULL, 10);
		else if (strncmp(arg, "-seed=", 6) == 0)
			options.seed = strtoul(arg + 6, NULL, 10);
		else if (strncmp(arg, "-script=", 8) == 0)
			options.script = strtol(arg + 8, NULL, 10);
		else if (strcmp(arg, "-long") == 0)
			options.is_long = true;
		else if (strcmp(arg, "-quick") == 0)
			options.is_quick = true;
	}
	if (options.stride == 0)
		options.stride = 1;
}

static void
run_script(const struct world_script *script)
{
	unsigned long before;

	for (uint64_t i = 0; i < options.rounds; i++)
		single_faults(script, options.seed + i);
	before = runs;
	printf("%s: %llu operations", script->name,
	    (unsigned long long)count_ops(script, true));
	double_cuts(script, options.seed);
	printf(", %lu double cuts\n", runs - before - 1);
	for (uint64_t i = 0; i < 20 * options.rounds; i++)
		brown_outs(script, options.seed + i);
	if (!options.is_quick)
		flips_in_meta(script);
}

int
main(int argc, char **argv)
{
	read_options(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	world_prepare(&world_small);
	for (unsigned int i = 0; i < world_script_count; i++)
		count_ops(&world_scripts[i], true);
	for (unsigned int i = 0; i < world_script_count; i++) {
		if (options.script < 0 || (unsigned long)options.script == i)
			run_script(&world_scripts[i]);
	}
	flips_in_images(options.is_long ? 100000 : 2000);
	printf("ok: %lu runs with faults, %lu of them single cuts, %lu flipped "
	       "bits\n",
	    runs, cuts, flips);
	return 0;
}
