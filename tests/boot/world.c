/* SPDX-License-Identifier: MIT */
/* Boards, images, scripts, and what must hold at every start. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "boot/boot_signature.h"
#include "sign.h"
#include "sign/encode.h"
#include "world.h"

#define IMAGE_SIZE_MAX (96 * 1024)
#define SLOT_SPARE     1 /* sectors more than the image needs */

/* clang-format off */
const struct world_script world_scripts[] = {
	{ "good", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "crashing", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_CRASH }, { STEP_INSTALL, IMAGE_GOOD2 },
	    { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "hanging", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_HANG }, { STEP_END, 0 } }, IMAGE_GOOD1 },
	{ "no network", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_DEAF }, { STEP_END, 0 } }, IMAGE_GOOD1 },
	{ "downgrade", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_REFUSED, IMAGE_OLD }, { STEP_INSTALL, IMAGE_GOOD3 },
	    { STEP_REFUSED, IMAGE_GOOD1 }, { STEP_PLANT, IMAGE_OLD },
	    { STEP_RESTART, 0 }, { STEP_PREVIOUS, IMAGE_FACTORY },
	    { STEP_END, 0 } }, IMAGE_GOOD3 },
	{ "same version", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_AGAIN, IMAGE_GOOD1 }, { STEP_INSTALL, IMAGE_GOOD2 },
	    { STEP_AGAIN, IMAGE_GOOD2 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "factory reset in the middle", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_RESET_HALF, IMAGE_GOOD2 }, { STEP_RESTART, 0 },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "other image in the middle", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_HALF, IMAGE_GOOD2 }, { STEP_HALF, IMAGE_GOOD3 },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "metadata roll-over", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_RESTART, 0 }, { STEP_RESTART, 0 }, { STEP_RESTART, 0 },
	    { STEP_RESTART, 0 }, { STEP_RESTART, 0 }, { STEP_RESTART, 0 },
	    { STEP_RESTART, 0 }, { STEP_RESTART, 0 }, { STEP_RESTART, 0 },
	    { STEP_INSTALL, IMAGE_CRASH }, { STEP_RESTART, 0 },
	    { STEP_RESTART, 0 }, { STEP_RESTART, 0 }, { STEP_RESTART, 0 },
	    { STEP_END, 0 } }, IMAGE_GOOD1 },
	{ "both slots bad", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_DAMAGE_BOTH, 0 },
	    { STEP_RESTART, 0 }, { STEP_INSTALL, IMAGE_GOOD3 },
	    { STEP_END, 0 } }, IMAGE_GOOD3 },
	{ "preferred slot bad", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_DAMAGE, 0 },
	    { STEP_RESTART, 0 }, { STEP_INSTALL, IMAGE_GOOD2 },
	    { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "safe boot", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_PREVIOUS, IMAGE_FACTORY }, { STEP_INSTALL, IMAGE_GOOD2 },
	    { STEP_SAFE, IMAGE_GOOD2 }, { STEP_PREVIOUS, IMAGE_GOOD1 },
	    { STEP_RESTART, 0 }, { STEP_FACTORY, IMAGE_FACTORY },
	    { STEP_RESTART, 0 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "bad image on a new board", { { STEP_INSTALL, IMAGE_CRASH },
	    { STEP_INSTALL, IMAGE_GOOD1 }, { STEP_END, 0 } }, IMAGE_GOOD1 },
	{ "compressed image", { { STEP_INSTALL, IMAGE_GOOD1 },
	    { STEP_HALF, IMAGE_PACKED }, { STEP_INSTALL, IMAGE_PACKED },
	    { STEP_INSTALL, IMAGE_GOOD2 }, { STEP_END, 0 } }, IMAGE_GOOD2 },
	{ "changes to an image", { { STEP_NO_BASE, IMAGE_CHANGED },
	    { STEP_INSTALL, IMAGE_PACKED }, { STEP_HALF, IMAGE_CHANGED },
	    { STEP_INSTALL, IMAGE_CHANGED }, { STEP_AGAIN, IMAGE_CHANGED },
	    { STEP_END, 0 } }, IMAGE_CHANGED },
};
/* clang-format on */
const unsigned int world_script_count =
    sizeof(world_scripts) / sizeof(world_scripts[0]);

const struct world_geometry world_small = { 512, 16, 1300 };
const struct world_geometry world_real = { 4096, 8, 60000 };

static const uint8_t release_seed[SIGN_SEED_LEN] = { 1, 2, 3 };
static const uint8_t root_seed[SIGN_SEED_LEN] = { 9, 8, 7 };
static uint8_t keys[2][BOOT_KEY_LEN];
static const struct world_geometry *geometry;
static uint8_t image_bytes[IMAGE_COUNT][IMAGE_SIZE_MAX];
static struct bytes image_payload[IMAGE_COUNT];
static uint8_t image_manifest[IMAGE_COUNT][BOOT_MANIFEST_LEN];

/* ---- signatures, remembered: they would take most of the time ------ */

#define REMEMBERED_MAX 64

static struct {
	uint8_t signature[64];
	uint8_t message[BOOT_MANIFEST_LEN];
	bool good;
} remembered[REMEMBERED_MAX];
static unsigned int remembered_count;

bool __real_boot_signature_is_good(const uint8_t *signature,
    const uint8_t *public_key, const void *message, size_t len);
bool __wrap_boot_signature_is_good(const uint8_t *signature,
    const uint8_t *public_key, const void *message, size_t len);

/* The linker puts this in place of the boot code's function. The key is not
 * compared: the message names it. */
bool
__wrap_boot_signature_is_good(const uint8_t *signature,
    const uint8_t *public_key, const void *message, size_t len)
{
	unsigned int i;

	if (len > BOOT_MANIFEST_LEN)
		return false;
	for (i = 0; i < remembered_count; i++) {
		if (memcmp(remembered[i].signature, signature, 64) == 0 &&
		    memcmp(remembered[i].message, message, len) == 0)
			return remembered[i].good;
	}
	i = remembered_count < REMEMBERED_MAX ? remembered_count++ :
						REMEMBERED_MAX - 1;
	memcpy(remembered[i].signature, signature, 64);
	memcpy(remembered[i].message, message, len);
	remembered[i].good =
	    __real_boot_signature_is_good(signature, public_key, message, len);
	return remembered[i].good;
}

/* ---- hashes of images, remembered as well -------------------------- */

#define HASHES_MAX  16
#define HASHING_MAX 2 /* at once */
#define HASHED_MAX  IMAGE_SIZE_MAX

struct hashed {
	const struct proto_sha256 *sha; /* borrowed: whose bytes these are */
	uint32_t len;
	uint8_t bytes[HASHED_MAX];
	uint8_t hash[PROTO_SHA256_LEN];
};

static struct hashed hashing[HASHING_MAX];
static struct hashed hashes[HASHES_MAX];
static unsigned int hash_count;

void __real_proto_sha256_init(struct proto_sha256 *sha);
void __real_proto_sha256_update(struct proto_sha256 *sha, const void *bytes,
    size_t len);
void __real_proto_sha256_final(struct proto_sha256 *sha,
    uint8_t hash[PROTO_SHA256_LEN]);
void __wrap_proto_sha256_init(struct proto_sha256 *sha);
void __wrap_proto_sha256_update(struct proto_sha256 *sha, const void *bytes,
    size_t len);
void __wrap_proto_sha256_final(struct proto_sha256 *sha,
    uint8_t hash[PROTO_SHA256_LEN]);

static struct hashed *
find_hashing(const struct proto_sha256 *sha)
{
	for (unsigned int i = 0; i < HASHING_MAX; i++) {
		if (hashing[i].sha == sha)
			return &hashing[i];
	}
	return NULL;
}

/* The bytes are only kept: their hash is looked up, or made, at the end. */
void
__wrap_proto_sha256_init(struct proto_sha256 *sha)
{
	struct hashed *mine = find_hashing(sha);

	if (mine == NULL) {
		mine =
		    &hashing[hashing[0].sha != NULL && hashing[1].sha == NULL];
	}
	mine->sha = sha;
	mine->len = 0;
}

void
__wrap_proto_sha256_update(struct proto_sha256 *sha, const void *bytes,
    size_t len)
{
	struct hashed *mine = find_hashing(sha);

	if (mine == NULL || len > HASHED_MAX - mine->len)
		abort();
	memcpy(mine->bytes + mine->len, bytes, len);
	mine->len += (uint32_t)len;
}

void
__wrap_proto_sha256_final(struct proto_sha256 *sha,
    uint8_t hash[PROTO_SHA256_LEN])
{
	struct hashed *mine = find_hashing(sha);
	struct proto_sha256 real;

	if (mine == NULL)
		abort();
	mine->sha = NULL;
	for (unsigned int i = 0; i < hash_count; i++) {
		if (hashes[i].len == mine->len &&
		    memcmp(hashes[i].bytes, mine->bytes, mine->len) == 0) {
			memcpy(hash, hashes[i].hash, PROTO_SHA256_LEN);
			return;
		}
	}
	__real_proto_sha256_init(&real);
	__real_proto_sha256_update(&real, mine->bytes, mine->len);
	__real_proto_sha256_final(&real, mine->hash);
	memcpy(hash, mine->hash, PROTO_SHA256_LEN);
	if (hash_count < HASHES_MAX)
		hashes[hash_count++] = *mine;
}

/* ---- images -------------------------------------------------------- */

const uint8_t *
world_manifest(enum world_image image)
{
	return image_manifest[image];
}

const uint8_t *
world_bytes(enum world_image image)
{
	return image_bytes[image];
}

uint32_t
world_image_size(void)
{
	return geometry->image_size;
}

const uint8_t *
world_payload(enum world_image image)
{
	return image_payload[image].at;
}

uint32_t
world_payload_size(enum world_image image)
{
	return (uint32_t)image_payload[image].len;
}

bool
world_is_raw(enum world_image image)
{
	return image != IMAGE_PACKED && image != IMAGE_CHANGED;
}

bool
world_is_bad(enum world_image image)
{
	return image >= IMAGE_CRASH && image <= IMAGE_DEAF;
}

static void
fill_image(enum world_image image)
{
	uint8_t *bytes = image_bytes[image];
	uint32_t size = geometry->image_size;
	uint32_t seed = 77u + (uint32_t)image;

	for (uint32_t i = 0; i < size; i++) {
		seed = seed * 1664525u + 1013904223u;
		bytes[i] = (uint8_t)(seed >> 24);
	}
	if (image == IMAGE_GOOD2) {
		memset(bytes + 200, 0xff, size / 2);
		memset(bytes + size - 40, 0xff, 40);
	} else if (image == IMAGE_PACKED) {
		memcpy(bytes + size / 2, bytes, size / 3);
		memset(bytes + size / 4, 0x55, size / 4);
	} else if (image == IMAGE_CHANGED) {
		/* Some bytes new, the others moved, a few of them changed. */
		memcpy(bytes + 100, image_bytes[IMAGE_PACKED], size - 100);
		for (uint32_t i = 150; i < size; i += 70)
			bytes[i]++;
	}
}

/* The payload of an image, and what its manifest says of it. */
static void
encode_image(enum world_image image, struct boot_manifest *m)
{
	const uint32_t size = geometry->image_size;
	const struct bytes bytes = { image_bytes[image], size, size };
	const struct bytes base = { image_bytes[IMAGE_PACKED], size, size };
	struct bytes *payload = &image_payload[image];

	payload->len = 0;
	if (image == IMAGE_PACKED) {
		m->coding = BOOT_CODING_DEFLATE;
		encode_deflate(&bytes, payload);
	} else if (image == IMAGE_CHANGED) {
		m->coding = BOOT_CODING_DELTA;
		encode_delta(&base, &bytes, payload);
		sign_hash(base.at, size, m->base_hash);
	} else {
		bytes_add(payload, bytes.at, size);
	}
	m->payload_size = (uint32_t)payload->len;
	sign_hash(payload->at, payload->len, m->payload_hash);
}

static void
make_image(enum world_image image)
{
	uint32_t size = geometry->image_size;
	struct boot_manifest m = {
		.class_id = { 'w', 'o', 'r', 'l', 'd' },
		.hardware_min = 1,
		.hardware_max = 3,
		.version = (uint32_t)image + 1,
		.security = image == IMAGE_GOOD3 ? 2 :
		    image == IMAGE_OLD           ? 0 :
						   1,
		.image_size = size,
		.slot_mask = 7,
		.created = 1700000000,
	};

	fill_image(image);
	sign_hash(image_bytes[image], size, m.image_hash);
	encode_image(image, &m);
	sign_manifest(image == IMAGE_GOOD3 ? root_seed : release_seed, &m,
	    image_manifest[image]);
}

void
world_prepare(const struct world_geometry *wanted)
{
	geometry = wanted;
	remembered_count = 0;
	hash_count = 0;
	sign_public_key(release_seed, keys[0]);
	sign_public_key(root_seed, keys[1]);
	for (int i = 0; i < IMAGE_COUNT; i++)
		make_image((enum world_image)i);
}

enum world_image
world_identify(const struct world *world, uint8_t slot)
{
	uint32_t begin = world->chip.slot_begin[slot];
	uint32_t at = begin + world->sim.sector_size;
	uint32_t size = geometry->image_size;

	if (sim_is_unstable(&world->sim, begin, BOOT_MANIFEST_LEN) ||
	    sim_is_unstable(&world->sim, at, size))
		return IMAGE_UNKNOWN;
	for (int i = 0; i < IMAGE_COUNT; i++) {
		if (memcmp(world->sim.cells + begin, image_manifest[i],
			BOOT_MANIFEST_LEN) == 0 &&
		    memcmp(world->sim.cells + at, image_bytes[i], size) == 0)
			return (enum world_image)i;
	}
	return IMAGE_UNKNOWN;
}

/* ---- a new board --------------------------------------------------- */

static void
set_chip(struct world *world, uint32_t slot_size)
{
	uint32_t sector = geometry->sector_size;
	uint32_t at = sector; /* a sector that is not the boot code's */

	world->chip = (struct boot_chip){
		.flash = sim_interface(&world->sim),
		.meta = { at, at + sector },
		.keys = (const uint8_t(*)[BOOT_KEY_LEN])keys,
		.key_count = 2,
		.class_id = { 'w', 'o', 'r', 'l', 'd' },
		.hardware = 2,
	};
	at += 2 * sector;
	for (int i = 0; i < BOOT_SLOT_COUNT; i++, at += slot_size) {
		world->chip.slot_begin[i] = at;
		world->chip.slot_size[i] = slot_size;
	}
	world->sim.writable_begin = sector;
	world->sim.writable_end = world->chip.slot_begin[BOOT_SLOT_FACTORY];
}

void
world_init(struct world *world, const struct world_script *script,
    uint64_t seed)
{
	uint32_t sector = geometry->sector_size;
	uint32_t image_sectors = (geometry->image_size + sector - 1) / sector;
	uint32_t slot_size = (1 + image_sectors + SLOT_SPARE) * sector;
	uint32_t factory;

	sim_init(&world->sim, 3 * sector + 3 * slot_size, sector,
	    geometry->unit, seed);
	memset((uint8_t *)world + sizeof(world->sim), 0,
	    sizeof(*world) - sizeof(world->sim));
	set_chip(world, slot_size);
	factory = world->chip.slot_begin[BOOT_SLOT_FACTORY];
	memcpy(world->sim.cells + factory, image_manifest[IMAGE_FACTORY],
	    BOOT_MANIFEST_LEN);
	memcpy(world->sim.cells + factory + sector, image_bytes[IMAGE_FACTORY],
	    geometry->image_size);
	world->script = script;
	world->confirmed = IMAGE_FACTORY;
	world->perhaps = IMAGE_FACTORY;
}

void
world_copy(struct world *to, const struct world *from)
{
	size_t tail = offsetof(struct sim, size);

	memcpy(to->sim.cells, from->sim.cells, from->sim.size);
	memcpy(to->sim.unstable, from->sim.unstable, from->sim.size);
	memcpy((uint8_t *)to + tail, (const uint8_t *)from + tail,
	    sizeof(*to) - tail);
}

/* ---- starting ------------------------------------------------------ */

static enum boot_request
request_of(const struct world_step *step)
{
	switch (step->verb) {
	case STEP_SAFE:
		return boot_request_of_hold(1000);
	case STEP_PREVIOUS:
		return boot_request_of_hold(4000);
	case STEP_FACTORY:
		return boot_request_of_hold(9000);
	case STEP_INSTALL:
	case STEP_AGAIN:
	case STEP_REFUSED:
	case STEP_NO_BASE:
	case STEP_HALF:
	case STEP_RESET_HALF:
	case STEP_RESTART:
	case STEP_PLANT:
	case STEP_DAMAGE_BOTH:
	case STEP_DAMAGE:
	case STEP_END:
		break;
	}
	return boot_request_of_hold(0);
}

static void
check_trial(struct world *world)
{
	enum world_image image = world->running;

	if (!world->trial_offered[image])
		sim_violate(&world->sim, "tries an image nobody finished");
	if (++world->runs[image] > BOOT_TRIES && world_is_bad(image))
		sim_violate(&world->sim, "runs a bad image too often");
	if (image == IMAGE_OLD || image == IMAGE_FACTORY)
		sim_violate(&world->sim, "tries an image it must not");
}

/* Everything a person could ask of one start. */
static void
check_start(struct world *world, const struct world_step *step)
{
	const struct boot_choice *choice = &world->choice;
	struct sim *sim = &world->sim;

	world->running = world_identify(world, choice->slot);
	if (world->running == IMAGE_UNKNOWN) {
		sim_violate(sim, "starts something that was never signed");
		return;
	}
	if (choice->manifest.version != (uint32_t)world->running + 1)
		sim_violate(sim, "tells another version than it starts");
	if (choice->is_safe != (request_of(step) != BOOT_REQUEST_NONE))
		sim_violate(sim, "mistakes safe boot");
	if (choice->is_trial) {
		if (choice->is_safe && step->verb != STEP_SAFE)
			sim_violate(sim, "tries an image instead of an old");
		check_trial(world);
	} else if (step->verb == STEP_PREVIOUS || step->verb == STEP_FACTORY) {
		if (!world->lenient && world->running != step->image)
			sim_violate(sim, "safe boot starts another image");
	} else if (world->running != world->confirmed &&
	    world->running != world->perhaps) {
		sim_violate(sim, "loses the confirmed image");
	}
}

static bool
boot(struct world *world)
{
	const struct world_step *step = &world->script->steps[world->step];

	memset(&world->meta, 0xa5, sizeof(world->meta));
	memset(&world->choice, 0xa5, sizeof(world->choice));
	if (boot_select(&world->meta, &world->chip, request_of(step),
		&world->choice) != BOOT_OK) {
		sim_violate(&world->sim, "starts nothing");
		return false;
	}
	check_start(world, step);
	world->step_booted = true;
	if (world->sim.violation == NULL && world->on_boot != NULL)
		world->on_boot(world, world->on_boot_arg);
	return world->sim.violation == NULL;
}

const char *
world_run(struct world *world)
{
	jmp_buf cut;

	world->sim.cut = &cut;
	if (setjmp(cut) != 0) {
		world->cuts++;
		sim_power_on(&world->sim);
	}
	while (world->sim.violation == NULL &&
	    world->script->steps[world->step].verb != STEP_END) {
		if (world->on_power != NULL)
			world->on_power(world);
		if (++world->boots > WORLD_BOOTS_MAX) {
			if (!world->lenient)
				sim_violate(&world->sim, "gets nowhere");
			break;
		}
		if (boot(world))
			world_live(world);
	}
	if (world->sim.violation == NULL && !world->lenient && boot(world) &&
	    world->running != world->script->last)
		sim_violate(&world->sim, "ends with another image");
	return world->sim.violation;
}
