/* SPDX-License-Identifier: MIT */
/* Modes of machine's power, as programs give them for wake=. */
#ifndef MACHINE_SLEEP_H
#define MACHINE_SLEEP_H

enum machine_power {
	MACHINE_IDLE = 1,
	MACHINE_SLEEP = 2, /* light sleep */
	MACHINE_DEEPSLEEP = 4
};

#endif
