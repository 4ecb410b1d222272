/* SPDX-License-Identifier: MIT */
/* The parts one by one: records, the reject list, trials, sessions. */
#include <string.h>

#include "check.h"

#include "world.h"

#define SENT_EARLY 700

static struct world world;
static struct boot_decoder decoder;

static const struct world_script nothing = { "nothing",
	{ { STEP_RESTART, 0 }, { STEP_END, 0 } }, IMAGE_FACTORY };

/* A new board that started its factory image. */
static void
start_board(void)
{
	world_init(&world, &nothing, 1);
	CHECK(world_run(&world) == NULL);
	boot_update_init(&world.update, &world.meta, BOOT_SLOT_FACTORY,
	    &decoder);
}

static int
begin(enum world_image image, unsigned int flags)
{
	return boot_update_begin(&world.update, world_manifest(image),
	    BOOT_MANIFEST_LEN, flags);
}

static int
prepare(void)
{
	int result;

	while ((result = boot_update_prepare(&world.update)) == 1)
		;
	return result;
}

static int
write_up_to(const uint8_t *payload, uint32_t end)
{
	uint32_t offset = world.update.offset;
	int ret;

	do
		ret = boot_update_write(&world.update, offset, payload + offset,
		    end - offset);
	while (ret == 1);
	return ret;
}

static void
send_up_to(enum world_image image, uint32_t end)
{
	CHECK_INT(write_up_to(world_payload(image), end), BOOT_OK);
}

static void
restart(enum boot_request request)
{
	CHECK_INT(boot_select(&world.meta, &world.chip, request, &world.choice),
	    BOOT_OK);
	boot_update_init(&world.update, &world.meta, world.choice.slot,
	    &decoder);
}

static void
install(enum world_image image)
{
	CHECK_INT(begin(image, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(image, world_payload_size(image));
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
	restart(BOOT_REQUEST_NONE);
	CHECK(world.choice.is_trial);
}

TEST(records_keep_every_field)
{
	struct boot_state state = { .seq = 0x01020304,
		.floor = 0x55667788,
		.preferred = 1,
		.rejected_count = 2 };
	struct boot_state back;
	uint8_t record[BOOT_META_RECORD_LEN];

	state.slot[0] = (struct boot_slot_record){ 3, 2, 1, 3, 0x0a0b0c0d,
		{ 1, 2, 3, 4, 5, 6, 7, 8 } };
	state.slot[1] =
	    (struct boot_slot_record){ 4, 1, 2, 1, 0xf0e0d0c0, { 9 } };
	state.rejected[1][7] = 0xee;
	boot_meta_encode(&state, record);
	memset(&back, 0, sizeof(back));
	CHECK(boot_meta_decode(&back, record));
	CHECK(memcmp(&state, &back, sizeof(state)) == 0);
	for (size_t bit = 0; bit < sizeof(record) * 8; bit++) {
		record[bit / 8] ^= (uint8_t)(1u << bit % 8);
		CHECK(!boot_meta_decode(&back, record));
		record[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	state.preferred = 2;
	boot_meta_encode(&state, record);
	CHECK(!boot_meta_decode(&back, record));
	state.preferred = BOOT_SLOT_NONE;
	state.slot[1].state = 5;
	boot_meta_encode(&state, record);
	CHECK(!boot_meta_decode(&back, record));
	state.slot[1].state = 0;
	state.rejected_count = 9;
	boot_meta_encode(&state, record);
	CHECK(!boot_meta_decode(&back, record));
}

TEST(reject_list_forgets_the_oldest)
{
	struct boot_state state = { 0 };
	uint8_t hash[BOOT_HASH_PREFIX] = { 0 };

	for (uint8_t i = 0; i < 10; i++) {
		hash[0] = i;
		boot_state_add_rejected(&state, hash);
		boot_state_add_rejected(&state, hash);
	}
	CHECK_INT(state.rejected_count, BOOT_REJECTED_MAX);
	for (uint8_t i = 0; i < 10; i++) {
		hash[0] = i;
		CHECK_INT(boot_state_has_rejected(&state, hash), i >= 2);
	}
	hash[0] = 5;
	boot_state_remove_rejected(&state, hash);
	CHECK(!boot_state_has_rejected(&state, hash));
	CHECK_INT(state.rejected_count, BOOT_REJECTED_MAX - 1);
	hash[0] = 2;
	CHECK(boot_state_has_rejected(&state, hash));
}

TEST(windows_of_the_safe_boot_pin)
{
	CHECK_INT(boot_request_of_hold(0), BOOT_REQUEST_NONE);
	CHECK_INT(boot_request_of_hold(19), BOOT_REQUEST_NONE);
	CHECK_INT(boot_request_of_hold(20), BOOT_REQUEST_SAFE);
	CHECK_INT(boot_request_of_hold(2999), BOOT_REQUEST_SAFE);
	CHECK_INT(boot_request_of_hold(3000), BOOT_REQUEST_PREVIOUS);
	CHECK_INT(boot_request_of_hold(5999), BOOT_REQUEST_PREVIOUS);
	CHECK_INT(boot_request_of_hold(6000), BOOT_REQUEST_FACTORY);
}

TEST(trials_ask_for_what_worked_before)
{
	struct boot_health health = { .uptime_ms = 600000,
		.is_self_test_good = true,
		.is_storage_good = true };

	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_CONFIRM);
	health.uptime_ms--;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_WAIT);
	health.uptime_ms++;
	health.needs = BOOT_NEEDS_LINK;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_WAIT);
	health.is_link_up = true;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_CONFIRM);
	health.needs = BOOT_NEEDS_LINK | BOOT_NEEDS_GATEWAY;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_WAIT);
	health.uptime_ms = 30 * 60000;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_RESET);
	health.has_gateway_seen_version = true;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_CONFIRM);
	health.was_watchdog_reset = true;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_RESET);
	health.uptime_ms = 0;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_WAIT);
	health.is_storage_good = false;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_RESET);
	health.is_storage_good = true;
	health.is_self_test_good = false;
	CHECK_INT(boot_trial_verdict(&health), BOOT_VERDICT_RESET);
}

TEST(sessions_take_bytes_in_order_only)
{
	uint8_t byte = 0;

	start_board();
	CHECK_INT(boot_update_write(&world.update, 0, &byte, 1),
	    BOOT_ERR_STATE);
	CHECK_INT(boot_update_prepare(&world.update), BOOT_ERR_STATE);
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_ERR_STATE);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK_INT(boot_update_write(&world.update, 0, &byte, 1),
	    BOOT_ERR_STATE);
	CHECK_INT(prepare(), 0);
	CHECK_INT(boot_update_write(&world.update, 1, &byte, 1),
	    BOOT_ERR_OFFSET);
	CHECK_INT(boot_update_write(&world.update, 0, world_bytes(IMAGE_GOOD1),
		      world_image_size() + 1),
	    BOOT_ERR_OFFSET);
	send_up_to(IMAGE_GOOD1, SENT_EARLY);
	CHECK_INT(boot_update_read(&world.update, SENT_EARLY, &byte, 1),
	    BOOT_ERR_OFFSET);
	CHECK_INT(boot_update_read(&world.update, SENT_EARLY - 1, &byte, 1),
	    BOOT_OK);
	CHECK_INT(byte, world_bytes(IMAGE_GOOD1)[SENT_EARLY - 1]);
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_ERR_STATE);
}

TEST(sessions_resume_at_a_sector)
{
	start_board();
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_GOOD1, SENT_EARLY);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	CHECK_INT(world.update.offset, 512);
	/* Another image instead begins anew. */
	CHECK_INT(begin(IMAGE_GOOD2, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	CHECK_INT(world.update.offset, 0);
	boot_update_abort(&world.update);
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_ERR_STATE);
	CHECK(world.sim.violation == NULL);
}

TEST(wrong_bytes_do_not_get_on_trial)
{
	uint8_t wrong = (uint8_t)~world_bytes(IMAGE_GOOD1)[0];

	start_board();
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	CHECK_INT(boot_update_write(&world.update, 0, &wrong, 1), BOOT_OK);
	send_up_to(IMAGE_GOOD1, world_image_size());
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_ERR_HASH);
	CHECK_INT(world.meta.state.slot[0].state, BOOT_SLOT_EMPTY);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_FACTORY);
}

TEST(a_trial_is_not_written_over)
{
	start_board();
	install(IMAGE_GOOD1);
	CHECK_INT(world.choice.slot, BOOT_SLOT_A);
	CHECK_INT(begin(IMAGE_GOOD2, 0), BOOT_ERR_UNCONFIRMED);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(world.meta.state.floor, 1);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_ERR_SAME);
	CHECK_INT(begin(IMAGE_GOOD2, 0), BOOT_OK);
}

TEST(older_versions_need_a_word)
{
	start_board();
	install(IMAGE_GOOD2);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_ERR_VERSION);
	CHECK_INT(begin(IMAGE_GOOD1, BOOT_UPDATE_ANY_VERSION), BOOT_OK);
	CHECK_INT(boot_update_discard(&world.update), BOOT_OK);
	CHECK_INT(world.meta.state.slot[1].state, BOOT_SLOT_EMPTY);
	CHECK_INT(boot_update_discard(&world.update), BOOT_ERR_STATE);
	CHECK_INT(boot_update_factory_reset(&world.update), BOOT_OK);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
}

TEST(a_bad_image_is_tried_three_times)
{
	start_board();
	install(IMAGE_CRASH);
	for (int i = 0; i < BOOT_TRIES - 1; i++) {
		restart(BOOT_REQUEST_NONE);
		CHECK(world.choice.is_trial);
	}
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_FACTORY);
	CHECK_INT(world.meta.state.slot[0].state, BOOT_SLOT_BAD);
	CHECK_INT(world.meta.state.slot[0].reason, BOOT_REASON_TRIES);
	CHECK_INT(begin(IMAGE_CRASH, 0), BOOT_ERR_REJECTED);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(begin(IMAGE_CRASH, BOOT_UPDATE_RETRY), BOOT_OK);
}

TEST(a_finished_image_is_not_sent_again)
{
	start_board();
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_GOOD1, world_image_size());
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_ERR_PENDING);
	CHECK_INT(begin(IMAGE_GOOD2, 0), BOOT_OK);
}

TEST(safe_boots_do_not_persist)
{
	start_board();
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	install(IMAGE_GOOD2);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	restart(BOOT_REQUEST_PREVIOUS);
	CHECK_INT(world.choice.slot, BOOT_SLOT_A);
	CHECK(world.choice.is_safe);
	/* The previous image runs: the update must not go over it. */
	CHECK_INT(begin(IMAGE_GOOD3, 0), BOOT_ERR_UNCONFIRMED);
	restart(BOOT_REQUEST_FACTORY);
	CHECK_INT(world.choice.slot, BOOT_SLOT_FACTORY);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_B);
	CHECK(!world.choice.is_safe);
}

TEST(factory_reset_keeps_the_floor)
{
	start_board();
	install(IMAGE_GOOD3);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(boot_update_factory_reset(&world.update), BOOT_OK);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_ERR_STATE);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_FACTORY);
	CHECK_INT(world.meta.state.floor, 2);
	CHECK_INT(world.meta.state.preferred, BOOT_SLOT_NONE);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_ERR_SECURITY);
}

/* A signed image the record does not speak of is not started. */
TEST(a_swapped_image_is_not_started)
{
	uint32_t at = 0;

	start_board();
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	at = world.chip.slot_begin[BOOT_SLOT_A];
	memcpy(world.sim.cells + at, world_manifest(IMAGE_GOOD2),
	    BOOT_MANIFEST_LEN);
	memcpy(world.sim.cells + at + world.sim.sector_size,
	    world_bytes(IMAGE_GOOD2), world_image_size());
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_FACTORY);
}

TEST(a_damaged_image_gives_way)
{
	start_board();
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	install(IMAGE_GOOD2);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	world.sim.cells[boot_image_address(&world.chip, BOOT_SLOT_B)] ^= 1;
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world.choice.slot, BOOT_SLOT_A);
	CHECK_INT(world.meta.state.preferred, BOOT_SLOT_A);
	CHECK_INT(world.meta.state.slot[1].state, BOOT_SLOT_BAD);
	CHECK_INT(world.meta.state.slot[1].reason, BOOT_REASON_DAMAGED);
	CHECK_INT(world.meta.state.rejected_count, 0);
}

/* The record says so before the first sector is erased. */
TEST(a_slot_is_given_up_before_it_is_erased)
{
	start_board();
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	install(IMAGE_GOOD2);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(begin(IMAGE_GOOD3, 0), BOOT_OK);
	CHECK_INT(world.meta.state.slot[0].state, BOOT_SLOT_EMPTY);
	CHECK_INT(world_identify(&world, BOOT_SLOT_A), IMAGE_GOOD1);
	CHECK_INT(prepare(), 0);
	CHECK_INT(world.meta.state.slot[0].state, BOOT_SLOT_WRITING);
}

TEST(programs_stay_inside_a_page)
{
	uint8_t bytes[80] = { 0 };

	start_board();
	CHECK_INT(boot_flash_program(&world.chip.flash,
		      world.chip.slot_begin[BOOT_SLOT_A] + 224, bytes,
		      sizeof(bytes)),
	    BOOT_OK);
	CHECK(world.sim.violation == NULL);
}

TEST(errors_have_texts)
{
	CHECK_STR(boot_error_text(BOOT_OK), "ok");
	CHECK_STR(boot_error_text(BOOT_ERR_HASH), "the image has another hash");
	CHECK_STR(boot_error_text(77), "unknown error");
}

/* The geometry of real chips: 4 KB sectors, images of 60 KB. */
TEST(real_sectors)
{
	world_prepare(&world_real);
	for (unsigned int i = 0; i < world_script_count; i++) {
		const struct world_script *script = &world_scripts[i];
		uint64_t ops;

		world_init(&world, script, i);
		CHECK_STR(world_run(&world) == NULL ? "ok" :
						      world.sim.violation,
		    "ok");
		ops = world.sim.ops;
		for (uint64_t n = 0; n < 3; n++) {
			world_init(&world, script, i);
			world.sim.fault_at[0] = ops * (2 * n + 1) / 7;
			world.sim.fault[0] = (enum sim_fault)(1 + n);
			CHECK_STR(world_run(&world) == NULL ?
				"ok" :
				world.sim.violation,
			    "ok");
		}
	}
}

/* ---- codings ----------------------------------------------------------- */

static void
confirm_installed(enum world_image image)
{
	install(image);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(world_identify(&world, world.choice.slot), image);
}

TEST(coded_images_come_out_whole)
{
	start_board();
	CHECK(world_payload_size(IMAGE_PACKED) < world_image_size());
	CHECK(world_payload_size(IMAGE_CHANGED) < world_image_size() / 2);
	confirm_installed(IMAGE_PACKED);
	confirm_installed(IMAGE_CHANGED);
}

TEST(coded_images_go_on_after_a_lost_link)
{
	uint32_t half = world_payload_size(IMAGE_PACKED) / 2;
	uint64_t ops;

	start_board();
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_PACKED, half);
	ops = world.sim.ops;
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
	CHECK(world.update.is_resumed);
	CHECK_INT(prepare(), 0);
	CHECK_INT(world.update.offset, half);
	CHECK_INT(world.sim.ops, ops);
	send_up_to(IMAGE_PACKED, world_payload_size(IMAGE_PACKED));
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(world_identify(&world, world.choice.slot), IMAGE_PACKED);
}

TEST(another_image_does_not_go_on_with_a_coded_one)
{
	start_board();
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_PACKED, world_payload_size(IMAGE_PACKED) / 2);
	CHECK_INT(begin(IMAGE_GOOD1, 0), BOOT_OK);
	CHECK(!world.update.is_resumed);
	CHECK_INT(world.update.offset, 0);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_GOOD1, world_payload_size(IMAGE_GOOD1));
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
}

TEST(coded_images_begin_again_after_a_restart)
{
	start_board();
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_PACKED, world_payload_size(IMAGE_PACKED) / 2);
	restart(BOOT_REQUEST_NONE);
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
	CHECK(!world.update.is_resumed);
	CHECK_INT(world.update.offset, 0);
	CHECK_INT(prepare(), 0);
	send_up_to(IMAGE_PACKED, world_payload_size(IMAGE_PACKED));
	CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
}

TEST(changes_need_their_image)
{
	uint64_t ops;

	start_board();
	ops = world.sim.ops;
	CHECK_INT(begin(IMAGE_CHANGED, 0), BOOT_ERR_BASE);
	world.update.decoder = NULL;
	CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_ERR_CODING);
	CHECK_INT(world.sim.ops, ops);
	world.update.decoder = &decoder;
	install(IMAGE_GOOD1);
	CHECK_INT(boot_update_confirm(&world.update), BOOT_OK);
	CHECK_INT(begin(IMAGE_CHANGED, 0), BOOT_ERR_BASE);
}

/* Whatever arrives in place of the payload: an error or another hash, never a
 * trial; and nothing outside the slot is written. */
static void
send_wrong(enum world_image image, uint32_t seed)
{
	static uint8_t payload[4096];
	uint32_t size = world_payload_size(image);
	uint32_t wrong = 1 + seed % 3;
	int ret;

	CHECK(size <= sizeof(payload));
	memcpy(payload, world_payload(image), size);
	world.sim.random = seed;
	while (wrong-- > 0)
		payload[sim_random(&world.sim) % size] ^=
		    (uint8_t)(1u << sim_random(&world.sim) % 8);
	if (memcmp(payload, world_payload(image), size) == 0)
		return;
	CHECK_INT(begin(image, 0), BOOT_OK);
	CHECK_INT(prepare(), 0);
	ret = write_up_to(payload, size);
	if (ret == BOOT_OK)
		ret = boot_update_finish(&world.update, 0);
	CHECK(ret == BOOT_ERR_CODING || ret == BOOT_ERR_HASH);
	CHECK(world.sim.violation == NULL);
	boot_update_abort(&world.update);
}

TEST(wrong_payloads_are_not_tried)
{
	start_board();
	for (uint32_t seed = 0; seed < 300 && check_failed == 0; seed++)
		send_wrong(IMAGE_PACKED, seed);
	confirm_installed(IMAGE_PACKED);
	for (uint32_t seed = 0; seed < 300 && check_failed == 0; seed++)
		send_wrong(IMAGE_CHANGED, seed);
	confirm_installed(IMAGE_CHANGED);
}

/* Sent in pieces of any size. */
TEST(the_size_of_pieces_does_not_matter)
{
	uint32_t size = world_payload_size(IMAGE_PACKED);

	for (uint32_t piece = 1; piece < 700; piece += piece < 8 ? 1 : 97) {
		start_board();
		CHECK_INT(begin(IMAGE_PACKED, 0), BOOT_OK);
		CHECK_INT(prepare(), 0);
		while (world.update.offset < size && check_failed == 0) {
			uint32_t end = world.update.offset + piece;

			send_up_to(IMAGE_PACKED, end < size ? end : size);
		}
		CHECK_INT(boot_update_finish(&world.update, 0), BOOT_OK);
	}
}

int
main(void)
{
	world_prepare(&world_small);
	RUN(records_keep_every_field);
	RUN(reject_list_forgets_the_oldest);
	RUN(windows_of_the_safe_boot_pin);
	RUN(trials_ask_for_what_worked_before);
	RUN(sessions_take_bytes_in_order_only);
	RUN(sessions_resume_at_a_sector);
	RUN(wrong_bytes_do_not_get_on_trial);
	RUN(a_trial_is_not_written_over);
	RUN(older_versions_need_a_word);
	RUN(a_bad_image_is_tried_three_times);
	RUN(a_finished_image_is_not_sent_again);
	RUN(safe_boots_do_not_persist);
	RUN(factory_reset_keeps_the_floor);
	RUN(a_swapped_image_is_not_started);
	RUN(a_damaged_image_gives_way);
	RUN(a_slot_is_given_up_before_it_is_erased);
	RUN(programs_stay_inside_a_page);
	RUN(errors_have_texts);
	RUN(coded_images_come_out_whole);
	RUN(coded_images_go_on_after_a_lost_link);
	RUN(another_image_does_not_go_on_with_a_coded_one);
	RUN(coded_images_begin_again_after_a_restart);
	RUN(changes_need_their_image);
	RUN(wrong_payloads_are_not_tried);
	RUN(the_size_of_pieces_does_not_matter);
	RUN(real_sectors);
	return check_done();
}
