/* SPDX-License-Identifier: MIT */
/*
 * A board with the shipped boot and update code on a simulated flash, images
 * that behave well or badly, and a gateway that follows a script. Whatever is
 * cut or fails, the rules checked at every start must hold.
 */
#ifndef WORLD_H
#define WORLD_H

#include "boot/boot_select.h"
#include "boot/boot_trial.h"
#include "boot/boot_update.h"
#include "sim_flash.h"

#define WORLD_BOOTS_MAX 60
#define WORLD_WINDOW    96 /* bytes the gateway sends at once */

enum world_image {
	IMAGE_FACTORY,
	IMAGE_GOOD1,
	IMAGE_GOOD2,   /* with long blank parts */
	IMAGE_GOOD3,   /* raises the security floor */
	IMAGE_PACKED,  /* sent compressed */
	IMAGE_CHANGED, /* sent as changes to IMAGE_PACKED */
	IMAGE_CRASH,
	IMAGE_HANG,
	IMAGE_DEAF, /* runs, but never gets a link */
	IMAGE_OLD,  /* below the floor of the others */
	IMAGE_COUNT,
	IMAGE_UNKNOWN = IMAGE_COUNT
};

enum world_verb {
	STEP_INSTALL,     /* until it runs confirmed, or is rejected */
	STEP_AGAIN,       /* offered although installed: refused */
	STEP_REFUSED,     /* offered, refused as below the floor */
	STEP_NO_BASE,     /* offered, but what it changes is not there */
	STEP_HALF,        /* half of it is sent, then nothing more */
	STEP_RESET_HALF,  /* half of it is sent, then a factory reset */
	STEP_RESTART,     /* starts once more, nothing else */
	STEP_SAFE,        /* starts with the pin held for 1 s */
	STEP_PREVIOUS,    /* ... for 4 s; must start the image given */
	STEP_FACTORY,     /* ... for 9 s */
	STEP_PLANT,       /* put on trial past all checks of the agent */
	STEP_DAMAGE_BOTH, /* both slots get bits wrong */
	STEP_DAMAGE,      /* the preferred slot gets a bit wrong */
	STEP_END
};

struct world_step {
	enum world_verb verb;
	enum world_image image;
};

struct world_script {
	const char *name;
	struct world_step steps[20];
	enum world_image last; /* runs at the end */
};

struct world_geometry {
	uint32_t sector_size;
	uint32_t unit;
	uint32_t image_size;
};

struct world {
	struct sim sim;
	struct boot_chip chip;
	struct boot_meta meta;
	struct boot_choice choice;
	struct boot_update update;
	const struct world_script *script;
	unsigned int step;
	unsigned int boots;
	unsigned int cuts;
	unsigned int sends; /* sessions begun in this step */
	uint64_t sent;      /* bytes in this step */
	enum world_image running;
	enum world_image confirmed;      /* surely */
	enum world_image perhaps;        /* a confirm was cut: this one, too */
	bool trial_offered[IMAGE_COUNT]; /* a finish began */
	bool done_half;                  /* of this step */
	bool lenient; /* more faults than a good image must survive */
	unsigned int runs[IMAGE_COUNT]; /* of those never to be confirmed */
	bool step_booted;               /* a start since the step began */
	/* Called before each start, when set. */
	void (*on_power)(const struct world *world);
	/* Called after each start, when set. */
	void (*on_boot)(struct world *world, void *arg);
	void *on_boot_arg;
};

extern const struct world_script world_scripts[];
extern const unsigned int world_script_count;
extern const struct world_geometry world_small;
extern const struct world_geometry world_real;

/* Makes keys and images, once per geometry. */
void world_prepare(const struct world_geometry *geometry);
/* A board fresh from the factory. */
void world_init(struct world *world, const struct world_script *script,
    uint64_t seed);
/* Copies what is in use. A copy runs only where it was copied from. */
void world_copy(struct world *to, const struct world *from);
/* Until the script is over or a rule is broken. NULL: all well. */
const char *world_run(struct world *world);
/* Which image a slot holds, looking at all bytes. */
enum world_image world_identify(const struct world *world, uint8_t slot);
/* What an agent does between two starts; in world_agent.c. */
void world_live(struct world *world);
const uint8_t *world_manifest(enum world_image image);
/* What is sent for an image. */
const uint8_t *world_payload(enum world_image image);
uint32_t world_payload_size(enum world_image image);
const uint8_t *world_bytes(enum world_image image);
uint32_t world_image_size(void);
bool world_is_raw(enum world_image image);
bool world_is_bad(enum world_image image);

#endif
