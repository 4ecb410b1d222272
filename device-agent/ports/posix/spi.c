/* SPDX-License-Identifier: MIT */
/* The simulated SPI bus with a flash chip, selected by its pin. */
#include <string.h>

#include "port_peripherals.h"

#include "posix.h"

#define SECTOR 4096

enum {
	PAGE_PROGRAM = 0x02,
	READ = 0x03,
	WRITE_DISABLE = 0x04,
	READ_STATUS = 0x05,
	WRITE_ENABLE = 0x06,
	SECTOR_ERASE = 0x20,
	READ_ID = 0x9f
};

/* ---- the chip ------------------------------------------------------- */

static bool
has_address(uint8_t command)
{
	return command == READ || command == PAGE_PROGRAM ||
	    command == SECTOR_ERASE;
}

/* What the chip sends while it receives the next byte. */
static uint8_t
next_out(const struct posix_spi *spi)
{
	static const uint8_t id[] = { 0xef, 0x40, 0x10 };

	if (spi->count == 0)
		return 0xff;
	if (spi->command == READ_ID && spi->count <= sizeof(id))
		return id[spi->count - 1];
	if (spi->command == READ_STATUS)
		return spi->may_write ? 2 : 0;
	if (spi->command == READ && spi->count > 3)
		return (uint8_t)~spi->flash[spi->address % POSIX_SPI_SIZE];
	return 0xff;
}

static void
take(struct posix_spi *spi, uint8_t in)
{
	if (spi->count == 0) {
		spi->command = in;
		spi->address = 0;
	} else if (has_address(spi->command) && spi->count <= 3) {
		spi->address = spi->address << 8 | in;
	} else if (spi->command == READ) {
		spi->address++;
	} else if (spi->command == PAGE_PROGRAM && spi->may_write) {
		spi->flash[spi->address % POSIX_SPI_SIZE] |= (uint8_t)~in;
		spi->address =
		    (spi->address & ~0xffu) | ((spi->address + 1) & 0xff);
	}
	spi->count++;
}

static void
select_chip(struct posix_spi *spi)
{
	spi->count = 0;
	spi->bits = 0;
	spi->out = next_out(spi);
}

/* Programs and erases happen when the chip is let go. */
static void
release_chip(struct posix_spi *spi)
{
	if (spi->command == WRITE_ENABLE && spi->count == 1)
		spi->may_write = true;
	if (spi->command == WRITE_DISABLE && spi->count == 1)
		spi->may_write = false;
	if (spi->command == SECTOR_ERASE && spi->count == 4 && spi->may_write)
		memset(spi->flash +
			spi->address % POSIX_SPI_SIZE / SECTOR * SECTOR,
		    0, SECTOR);
	if (spi->command == SECTOR_ERASE || spi->command == PAGE_PROGRAM)
		spi->may_write = false;
}

/* ---- the bus as a peripheral ---------------------------------------- */

size_t
port_spi_count(struct port *port)
{
	(void)port;
	return 2; /* 0 has the board's own flash and is not for programs */
}

static bool
use_pin(size_t *pin, size_t wired)
{
	if (*pin == PORT_ANY_PIN)
		*pin = wired;
	return *pin == wired;
}

int
port_spi_open(struct port *port, size_t bus, struct port_spi_setup *setup)
{
	const size_t *wire = port->pins.wire;

	return bus == 1 && use_pin(&setup->sck, wire[POSIX_SPI_SCK]) &&
		use_pin(&setup->mosi, wire[POSIX_SPI_MOSI]) &&
		use_pin(&setup->miso, wire[POSIX_SPI_MISO]) ?
	    0 :
	    -PORT_EINVAL;
}

int
port_spi_transfer(struct port *port, size_t bus, const uint8_t *out,
    uint8_t fill, uint8_t *in, size_t len)
{
	struct posix_spi *spi = &port->peripherals.spi;

	(void)bus;
	for (size_t i = 0; i < len; i++) {
		uint8_t byte = out == NULL ? fill : out[i];
		uint8_t got = spi->selected ? next_out(spi) : 0xff;

		if (spi->selected)
			take(spi, byte);
		if (in != NULL)
			in[i] = got;
	}
	return 0;
}

/* ---- the bus as pins, modes 0 and 3 --------------------------------- */

static void
send_bit(struct port *port, const struct posix_spi *spi)
{
	posix_pin_drive(&port->pins, port->pins.wire[POSIX_SPI_MISO],
	    spi->out >> (7 - spi->bits) & 1);
}

static void
clock_rises(struct posix_spi *spi, bool mosi)
{
	spi->in = (uint8_t)(spi->in << 1 | mosi);
	spi->bits++;
	if (spi->bits == 8) {
		take(spi, spi->in);
		spi->bits = 0;
		spi->out = next_out(spi);
	}
}

static void
chip_select_moves(struct port *port, struct posix_spi *spi, bool selected)
{
	spi->selected = selected;
	if (selected) {
		select_chip(spi);
		send_bit(port, spi);
	} else {
		release_chip(spi);
		posix_pin_drive(&port->pins, port->pins.wire[POSIX_SPI_MISO],
		    -1);
	}
}

void
posix_spi_lines(struct port *port)
{
	struct posix_spi *spi = &port->peripherals.spi;
	const struct posix_pins *pins = &port->pins;
	const struct posix_pin *cs = posix_wire(pins, POSIX_SPI_CS);
	bool selected = cs->mode == PORT_PIN_OUT && !posix_pin_level(cs);
	bool sck = posix_pin_level(posix_wire(pins, POSIX_SPI_SCK));
	bool was_sck = spi->sck;

	spi->sck = sck;
	if (selected != spi->selected)
		chip_select_moves(port, spi, selected);
	else if (selected && sck && !was_sck)
		clock_rises(spi,
		    posix_pin_level(posix_wire(pins, POSIX_SPI_MOSI)));
	else if (selected && !sck && was_sck)
		send_bit(port, spi);
}
