/* SPDX-License-Identifier: MIT */
/* The pins the board has free, named as in its manual; edges by interrupt. */
#include <string.h>

#include "../shared/chip.h"
#include "lm3s.h"
#include "port.h"

#define PORT_COUNT 7u
#define EDGE_RING  16u
#define CLOCK_GPIO (SYSCTL_BASE + 0x108)
#define DIRECTION  0x400u
#define BOTH_EDGES 0x408u
#define IRQ_MASK   0x410u
#define IRQ_STATUS 0x418u
#define IRQ_CLEAR  0x41cu
#define OPEN_DRAIN 0x50cu
#define PULL_UP    0x510u
#define PULL_DOWN  0x514u
#define DIGITAL    0x51cu

static const uint32_t bases[PORT_COUNT] = {
	0x40004000,
	0x40005000,
	0x40006000,
	0x40007000,
	0x40024000,
	0x40025000,
	0x40026000,
};

/* Without those of the UART, the card and the debugger. PE0 to PE3 and
 * PF1 are the board's buttons. */
static const char names[][4] = {
	"PA3",
	"PA6",
	"PA7",
	"PB0",
	"PB1",
	"PB2",
	"PB3",
	"PB4",
	"PB5",
	"PB6",
	"PC4",
	"PC5",
	"PC6",
	"PC7",
	"PD1",
	"PD2",
	"PD3",
	"PD4",
	"PD5",
	"PD6",
	"PD7",
	"PE0",
	"PE1",
	"PE2",
	"PE3",
	"PF0",
	"PF1",
	"PF2",
	"PF3",
	"PG0",
	"PG1",
};

#define PIN_COUNT (sizeof(names) / sizeof(names[0]))

static struct {
	struct port_pin_edge ring[EDGE_RING];
	volatile uint32_t head; /* written by the interrupt */
	volatile uint32_t tail;
} edges;

static uint32_t
base_of(size_t pin)
{
	return bases[names[pin][1] - 'A'];
}

static uint32_t
bit_of(size_t pin)
{
	return 1u << (names[pin][2] - '0');
}

void
lm3s_pins_init(void)
{
	REG32(CLOCK_GPIO) |= (1u << PORT_COUNT) - 1;
	for (size_t i = 0; i < PIN_COUNT; i++) {
		REG32(base_of(i) + DIGITAL) |= bit_of(i);
		REG32(base_of(i) + BOTH_EDGES) |= bit_of(i);
		REG32(base_of(i) + IRQ_CLEAR) = bit_of(i);
		REG32(base_of(i) + IRQ_MASK) |= bit_of(i);
	}
	for (enum lm3s_irq irq = IRQ_GPIO_A; irq <= IRQ_GPIO_E; irq++)
		lm3s_enable_irq(irq);
	lm3s_enable_irq(IRQ_GPIO_F);
	lm3s_enable_irq(IRQ_GPIO_G);
}

static void
add_edge(uint8_t pin, bool level)
{
	if (edges.head - edges.tail == EDGE_RING)
		edges.tail++;
	edges.ring[edges.head % EDGE_RING] = (struct port_pin_edge){
		.pin = pin,
		.level = level,
	};
	edges.head++;
}

void
lm3s_pins_interrupt(enum lm3s_irq irq)
{
	uint32_t base = bases[irq <= IRQ_GPIO_E ? irq : 5 + (irq - IRQ_GPIO_F)];
	uint32_t status = REG32(base + IRQ_STATUS);

	REG32(base + IRQ_CLEAR) = status;
	for (size_t i = 0; i < PIN_COUNT; i++) {
		if (base_of(i) == base && (status & bit_of(i)) != 0)
			add_edge((uint8_t)i,
			    REG32(base + (bit_of(i) << 2)) != 0);
	}
}

size_t
port_pin_count(struct port *port)
{
	(void)port;
	return PIN_COUNT;
}

const char *
port_pin_name(struct port *port, size_t pin)
{
	(void)port;
	return names[pin];
}

size_t
lm3s_pin(const char *name)
{
	size_t i = 0;

	while (i < PIN_COUNT && strcmp(names[i], name) != 0)
		i++;
	return i;
}

int
port_pin_led(struct port *port)
{
	(void)port;
	return (int)lm3s_pin("PF0");
}

static bool
is_set(size_t pin, uint32_t reg)
{
	return (REG32(base_of(pin) + reg) & bit_of(pin)) != 0;
}

static void
set(size_t pin, uint32_t reg, bool on)
{
	uint32_t at = base_of(pin) + reg;

	REG32(at) = on ? REG32(at) | bit_of(pin) : REG32(at) & ~bit_of(pin);
}

enum port_pin_mode
port_pin_mode(struct port *port, size_t pin)
{
	(void)port;
	if (!is_set(pin, DIRECTION))
		return PORT_PIN_IN;
	return is_set(pin, OPEN_DRAIN) ? PORT_PIN_OPEN_DRAIN : PORT_PIN_OUT;
}

enum port_pin_pull
port_pin_pull(struct port *port, size_t pin)
{
	(void)port;
	if (is_set(pin, PULL_UP))
		return PORT_PULL_UP;
	return is_set(pin, PULL_DOWN) ? PORT_PULL_DOWN : PORT_PULL_NONE;
}

void
port_pin_configure(struct port *port, size_t pin, enum port_pin_mode mode,
    enum port_pin_pull pull)
{
	(void)port;
	set(pin, OPEN_DRAIN, mode == PORT_PIN_OPEN_DRAIN);
	set(pin, PULL_UP, pull == PORT_PULL_UP);
	set(pin, PULL_DOWN, pull == PORT_PULL_DOWN);
	set(pin, DIRECTION,
	    mode == PORT_PIN_OUT || mode == PORT_PIN_OPEN_DRAIN);
}

bool
port_pin_read(struct port *port, size_t pin)
{
	(void)port;
	return REG32(base_of(pin) + (bit_of(pin) << 2)) != 0;
}

void
port_pin_write(struct port *port, size_t pin, bool level)
{
	(void)port;
	REG32(base_of(pin) + (bit_of(pin) << 2)) = level ? bit_of(pin) : 0;
}

bool
port_pin_next_edge(struct port *port, struct port_pin_edge *edge)
{
	uint32_t state = chip_interrupts_off();
	bool found = edges.head != edges.tail;

	(void)port;
	if (found)
		*edge = edges.ring[edges.tail++ % EDGE_RING];
	chip_interrupts_restore(state);
	return found;
}

/* The converter's inputs have pins of their own, which are not wired. */
uint16_t
port_analog_read(struct port *port, size_t pin)
{
	(void)port;
	(void)pin;
	return 0;
}
