/* SPDX-License-Identifier: MIT */
/* UART0, a PL011: the receive interrupt fills a ring; when that is full bytes
 * wait in the chip's queue, and those lost there are counted. */
#include "../shared/chip.h"
#include "../shared/serial.h"
#include "lm3s.h"

#define SERIAL_RING    1024u /* over 20 ms at 460800 baud */
#define UART           0x4000c000u
#define DATA           (UART + 0x00)
#define FLAGS          (UART + 0x18)
#define BAUD_WHOLE     (UART + 0x24)
#define BAUD_FRACTION  (UART + 0x28)
#define LINE_CONTROL   (UART + 0x2c)
#define CONTROL        (UART + 0x30)
#define IRQ_LEVELS     (UART + 0x34)
#define IRQ_MASK       (UART + 0x38)
#define IRQ_CLEAR      (UART + 0x44)
#define TX_BUSY        0x08u
#define RX_EMPTY       0x10u
#define TX_FULL        0x20u
#define OVERRUN        0x800u
#define EIGHT_BITS     0x70u /* with queues */
#define ON             0x301u
#define IRQ_RX         0x50u /* half full, or a pause */
#define IRQ_TX         0x20u
#define PATIENCE       100000u /* looks at the status */
#define PORT_A_AFSEL   0x40004420u
#define PORT_A_DIGITAL 0x4000451cu
#define UART_PINS      0x03u
#define CLOCK_UART     (SYSCTL_BASE + 0x104)

static struct {
	uint8_t bytes[SERIAL_RING];
	volatile uint32_t head; /* written by the interrupt */
	volatile uint32_t tail;
	volatile uint32_t overruns;
} serial;

static void
set_irq(uint32_t bits, bool on)
{
	uint32_t state = chip_interrupts_off();
	uint32_t mask = REG32(IRQ_MASK);

	REG32(IRQ_MASK) = on ? mask | bits : mask & ~bits;
	chip_interrupts_restore(state);
}

/* The usual speed first. */
static const uint32_t speeds[] = { 115200, 460800, 921600 };

/* Only while the UART is off; the line control makes it hold. */
static void
set_divisor(uint32_t baud)
{
	uint32_t divisor = (CLOCK_HZ * 4 + baud / 2) / baud;

	REG32(BAUD_WHOLE) = divisor / 64;
	REG32(BAUD_FRACTION) = divisor % 64;
	REG32(LINE_CONTROL) = EIGHT_BITS;
}

void
serial_init(void)
{
	REG32(CLOCK_UART) |= 1;
	REG32(PORT_A_AFSEL) |= UART_PINS;
	REG32(PORT_A_DIGITAL) |= UART_PINS;
	REG32(CONTROL) = 0;
	set_divisor(speeds[0]);
	REG32(IRQ_LEVELS) = 0x12; /* half of both queues */
	REG32(CONTROL) = ON;
	REG32(IRQ_MASK) = IRQ_RX;
	lm3s_enable_irq(IRQ_UART0);
}

void
serial_interrupt(void)
{
	REG32(IRQ_CLEAR) = IRQ_RX | IRQ_TX;
	while (!(REG32(FLAGS) & RX_EMPTY)) {
		uint32_t data;

		if (serial.head - serial.tail == SERIAL_RING) {
			set_irq(IRQ_RX, false);
			break;
		}
		data = REG32(DATA);
		if (data & OVERRUN)
			serial.overruns++;
		serial.bytes[serial.head % SERIAL_RING] = (uint8_t)data;
		serial.head++;
	}
	if (!(REG32(FLAGS) & TX_FULL))
		set_irq(IRQ_TX, false);
}

size_t
serial_read(uint8_t *bytes, size_t cap)
{
	size_t len = 0;

	while (len < cap && serial.tail != serial.head) {
		bytes[len++] = serial.bytes[serial.tail % SERIAL_RING];
		serial.tail++;
	}
	if (len > 0)
		set_irq(IRQ_RX, true);
	return len;
}

size_t
serial_write(const uint8_t *bytes, size_t len)
{
	size_t done = 0;

	while (done < len && !(REG32(FLAGS) & TX_FULL))
		REG32(DATA) = bytes[done++];
	if (done < len)
		set_irq(IRQ_TX, true);
	return done;
}

size_t
serial_speeds(uint32_t *bauds, size_t cap)
{
	size_t count = 0;

	for (; count < sizeof(speeds) / sizeof(speeds[0]) && count < cap;
	     count++)
		bauds[count] = speeds[count];
	return count;
}

void
serial_set_speed(uint32_t baud)
{
	for (uint32_t i = 0; i < PATIENCE && (REG32(FLAGS) & TX_BUSY); i++)
		continue;
	REG32(CONTROL) = 0;
	set_divisor(baud);
	REG32(CONTROL) = ON;
}

uint32_t
serial_overruns(void)
{
	return serial.overruns;
}

void
serial_say(const char *text)
{
	for (; *text != '\0'; text++) {
		for (uint32_t i = 0; i < PATIENCE && (REG32(FLAGS) & TX_FULL);
		     i++)
			continue;
		REG32(DATA) = (uint8_t)*text;
	}
}
