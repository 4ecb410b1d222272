/* SPDX-License-Identifier: MIT */
/* Flash and pulse generator of a simulated board as on Espressif's chips. */
#include <stdlib.h>
#include <string.h>

#include "port_esp.h"
#include "posix.h"

#define NS_PER_US 1000u
#define NS_PER_S  1000000000u

/* ---- flash -------------------------------------------------------------- */

/* The bus's address of a place in the flash file. */
static uint32_t
address_of(const struct port *port, uint32_t place)
{
	uint32_t cells = posix_bus_cells(port);

	return (place + cells - port->chip.meta[1]) % cells;
}

bool
port_partition(struct port *port, size_t index,
    struct port_partition *partition)
{
	const struct boot_chip *chip = &port->chip;
	const uint32_t files = port->flash.layout.files_size;
	const struct port_partition table[] = {
		{ "nvs", PORT_PARTITION_DATA, PORT_DATA_NVS, PORT_NO_SLOT,
		    address_of(port, 0), POSIX_SETTINGS_SIZE },
		{ "vfs", PORT_PARTITION_DATA, PORT_DATA_FAT, PORT_NO_SLOT,
		    address_of(port, POSIX_SETTINGS_SIZE),
		    files - POSIX_SETTINGS_SIZE },
		{ "factory", PORT_PARTITION_APP, PORT_APP_FACTORY,
		    BOOT_SLOT_FACTORY, 0, 0 },
		{ "ota_0", PORT_PARTITION_APP, PORT_APP_OTA_0, BOOT_SLOT_A,
		    address_of(port, chip->slot_begin[BOOT_SLOT_A]),
		    chip->slot_size[BOOT_SLOT_A] },
		{ "ota_1", PORT_PARTITION_APP, PORT_APP_OTA_1, BOOT_SLOT_B,
		    address_of(port, chip->slot_begin[BOOT_SLOT_B]),
		    chip->slot_size[BOOT_SLOT_B] },
	};
	/* Boards of a farm have no slots. */
	size_t count = port->seat == NULL ? 5 : 3;

	if (index >= count)
		return false;
	*partition = table[index];
	return true;
}

uint32_t
port_raw_size(struct port *port)
{
	struct rom_memory memory;

	posix_bus_init(port, &memory);
	return memory.size;
}

/* The partition in which all of it is; false: none. */
static bool
find_whole(struct port *port, uint32_t at, uint32_t len,
    struct port_partition *partition)
{
	for (size_t i = 0; port_partition(port, i, partition); i++) {
		if (at >= partition->begin &&
		    at - partition->begin < partition->size &&
		    len <= partition->size - (at - partition->begin))
			return true;
	}
	return false;
}

int
port_raw_read(struct port *port, uint32_t at, void *bytes, uint32_t len)
{
	struct rom_memory memory;
	uint8_t *to = bytes;

	posix_bus_init(port, &memory);
	if (at > memory.size || len > memory.size - at)
		return -1;
	memset(to, 0xff, len);
	/* By sectors, since a read may cross what is not for programs. */
	while (len > 0) {
		uint32_t part = PORT_RAW_SECTOR - at % PORT_RAW_SECTOR;
		struct port_partition partition;

		if (part > len)
			part = len;
		if (find_whole(port, at, part, &partition) &&
		    partition.subtype != PORT_DATA_NVS)
			memory.read(memory.ctx, at, to, part);
		to += part;
		at += part;
		len -= part;
	}
	return 0;
}

static bool
may_write(struct port *port, uint32_t at, uint32_t len)
{
	struct port_partition partition;

	return find_whole(port, at, len, &partition) &&
	    partition.subtype != PORT_DATA_NVS &&
	    partition.slot != port->start.slot;
}

int
port_raw_write(struct port *port, uint32_t at, const void *bytes, uint32_t len)
{
	struct rom_memory memory;

	if (!may_write(port, at, len))
		return -1;
	posix_bus_init(port, &memory);
	return memory.program(memory.ctx, at, bytes, len);
}

int
port_raw_erase(struct port *port, uint32_t at)
{
	struct rom_memory memory;

	if (at % PORT_RAW_SECTOR != 0 || !may_write(port, at, PORT_RAW_SECTOR))
		return -1;
	posix_bus_init(port, &memory);
	return memory.erase(memory.ctx, at);
}

/* ---- pulses ------------------------------------------------------------- */

static uint64_t
now_ns(void)
{
	return posix_now_us() * NS_PER_US;
}

/* Nanoseconds since it began; past its end, if it has one. */
static uint64_t
elapsed(const struct posix_pulses *pulses)
{
	uint64_t gone = now_ns() - pulses->start_ns;

	return pulses->end_ns != 0 && gone > pulses->end_ns ? pulses->end_ns :
							      gone;
}

static bool
carrier_level(const struct posix_pulses *pulses, bool level, uint64_t at_ns)
{
	uint64_t period_ns;

	if (pulses->carrier_hz == 0 || level != pulses->carrier_level)
		return level;
	period_ns = NS_PER_S / pulses->carrier_hz;
	return at_ns % period_ns * 100 < period_ns * pulses->carrier_duty ?
	    level :
	    !level;
}

bool
posix_pulses_level(const struct posix_pulses *pulses)
{
	uint64_t at_ns = elapsed(pulses);
	uint64_t left_ns;

	if (pulses->count == 0 || pulses->total_ns == 0 ||
	    (pulses->end_ns != 0 && at_ns >= pulses->end_ns))
		return pulses->idle_level;
	left_ns = at_ns % pulses->total_ns;
	for (size_t i = 0; i < pulses->count; i++) {
		if (left_ns < pulses->ns[i])
			return carrier_level(pulses, pulses->levels[i] != 0,
			    at_ns);
		left_ns -= pulses->ns[i];
	}
	return pulses->idle_level;
}

static void
forget(struct posix_pulses *pulses)
{
	free(pulses->ns);
	free(pulses->levels);
	memset(pulses, 0, sizeof(*pulses));
}

int
port_pulses_start(struct port *port, size_t channel,
    const struct port_pulses *wanted)
{
	struct posix_pulses *pulses = &port->pulses[channel];

	port_pulses_stop(port, channel);
	if (wanted->count > PORT_PULSES_MAX)
		return -1;
	*pulses = (struct posix_pulses){
		.ns = calloc(wanted->count + 1, sizeof(*pulses->ns)),
		.levels = calloc(wanted->count + 1, 1),
		.count = wanted->count,
		.pin = wanted->pin,
		.start_ns = now_ns(),
		.carrier_hz = wanted->carrier_hz,
		.carrier_duty = wanted->carrier_duty,
		.carrier_level = wanted->carrier_level,
		.idle_level = wanted->idle_level,
	};
	if (pulses->ns == NULL || pulses->levels == NULL) {
		forget(pulses);
		return -1;
	}
	for (size_t i = 0; i < wanted->count; i++) {
		pulses->ns[i] = wanted->ns[i];
		pulses->levels[i] = wanted->levels[i];
		pulses->total_ns += wanted->ns[i];
	}
	pulses->end_ns = wanted->loops ? 0 : pulses->total_ns;
	port_pin_configure(port, wanted->pin, PORT_PIN_OUT, PORT_PULL_NONE);
	port->pins.pin[wanted->pin].pulses = pulses;
	return 0;
}

bool
port_pulses_are_done(struct port *port, size_t channel)
{
	const struct posix_pulses *pulses = &port->pulses[channel];

	return pulses->count == 0 ||
	    (pulses->end_ns != 0 && elapsed(pulses) >= pulses->end_ns);
}

void
port_pulses_end_loop(struct port *port, size_t channel)
{
	struct posix_pulses *pulses = &port->pulses[channel];

	if (pulses->count != 0 && pulses->end_ns == 0)
		pulses->end_ns =
		    (elapsed(pulses) / pulses->total_ns + 1) * pulses->total_ns;
}

void
port_pulses_stop(struct port *port, size_t channel)
{
	struct posix_pulses *pulses = &port->pulses[channel];

	if (pulses->ns == NULL)
		return;
	if (port->pins.pin[pulses->pin].pulses == pulses)
		port->pins.pin[pulses->pin].pulses = NULL;
	forget(pulses);
}
