/* SPDX-License-Identifier: MIT */
/* Modes of machine's power, as programs give them for wake=. */
#ifndef MACHINE_SLEEP_H
#define MACHINE_SLEEP_H

enum machine_power {
	MACHINE_IDLE = 1,
	MACHINE_SLEEP = 2, /* light sleep */
	MACHINE_DEEPSLEEP = 4
};

/* What woke an ESP32, as its programs know it. */
enum machine_esp32_wake {
	MACHINE_EXT0_WAKE = 2,
	MACHINE_EXT1_WAKE = 3,
	MACHINE_TIMER_WAKE = 4,
	MACHINE_TOUCHPAD_WAKE = 5,
	MACHINE_ULP_WAKE = 6
};

#endif
