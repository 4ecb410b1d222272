/* SPDX-License-Identifier: MIT */
/* Settings survive power cuts in every flash operation of a change. */
#include "check.h"
#include "fake_port.h"
#include "settings.h"

static struct port port;

TEST(new_board_gets_an_identity_and_keeps_it)
{
	struct settings first;
	struct settings again;

	fake_port_init(&port);
	port.identity.name = "bench-1";
	CHECK_INT(settings_load(&first, &port), 0);
	CHECK_INT(strlen(first.device_id), 20);
	CHECK_STR(first.name, "bench-1");
	CHECK(!first.has_files);

	port.identity.name = "other";
	CHECK_INT(settings_load(&again, &port), 0);
	CHECK_STR(again.device_id, first.device_id);
	CHECK_STR(again.name, "bench-1");
}

TEST(two_boards_differ)
{
	struct settings one;
	struct settings two;

	fake_port_init(&port);
	settings_load(&one, &port);
	fake_port_init(&port);
	port.random = 77;
	settings_load(&two, &port);
	CHECK(strcmp(one.device_id, two.device_id) != 0);
}

TEST(the_makers_id_wins)
{
	struct settings settings;

	fake_port_init(&port);
	settings_load(&settings, &port);
	port.identity.device_id = "from-the-maker";
	settings_load(&settings, &port);
	CHECK_STR(settings.device_id, "from-the-maker");
	port.identity.device_id = NULL;
	settings_load(&settings, &port);
	CHECK_STR(settings.device_id, "from-the-maker");
}

TEST(many_changes_keep_the_newest)
{
	struct settings settings;
	struct settings seen;

	fake_port_init(&port);
	settings_load(&settings, &port);
	for (uint32_t i = 0; i < 50; i++) {
		settings.telemetry_interval_ms = 1000 + i;
		CHECK_INT(settings_save(&settings, &port), 0);
		settings_load(&seen, &port);
		CHECK_INT(seen.telemetry_interval_ms, 1000 + i);
	}
}

/* One change with the power cut in operation cut_at; false: it was not
 * reached. */
static bool
change_name_with_cut(enum fake_cut cut, uint32_t cut_at)
{
	struct settings settings;
	struct settings seen;
	char id[SETTINGS_ID_MAX + 1];
	bool saved;
	bool was_cut;

	fake_port_init(&port);
	port.identity.name = "before";
	settings_load(&settings, &port);
	memcpy(id, settings.device_id, sizeof(id));

	fake_port_power_on(&port);
	port.cut = cut;
	port.cut_at = cut_at;
	memcpy(settings.name, "after", 6);
	saved = settings_save(&settings, &port) == 0;
	was_cut = port.is_off;

	fake_port_power_on(&port);
	settings_load(&seen, &port);
	CHECK_STR(seen.device_id, id);
	CHECK(strcmp(seen.name, "before") == 0 ||
	    strcmp(seen.name, "after") == 0);
	if (saved)
		CHECK_STR(seen.name, "after");
	/* And the next change works. */
	memcpy(seen.name, "later", 6);
	CHECK_INT(settings_save(&seen, &port), 0);
	settings_load(&settings, &port);
	CHECK_STR(settings.name, "later");
	return was_cut;
}

TEST(power_cut_in_every_operation)
{
	for (int cut = 0; cut < FAKE_CUT_COUNT; cut++) {
		uint32_t at = 1;

		while (change_name_with_cut((enum fake_cut)cut, at))
			at++;
		CHECK_INT(at, 3);
	}
}

TEST(names_are_checked)
{
	CHECK(settings_is_name("a.B-c_9", 7));
	CHECK(!settings_is_name("", 0));
	CHECK(!settings_is_name("a b", 3));
	CHECK(!settings_is_name("\xc3\xa4", 2));
	CHECK(!settings_is_name("0123456789012345678901234567890123", 34));
}

int
main(void)
{
	RUN(new_board_gets_an_identity_and_keeps_it);
	RUN(two_boards_differ);
	RUN(the_makers_id_wins);
	RUN(many_changes_keep_the_newest);
	RUN(power_cut_in_every_operation);
	RUN(names_are_checked);
	return check_done();
}
