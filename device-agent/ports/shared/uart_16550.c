/* SPDX-License-Identifier: MIT */
/*
 * A 16550 at PORT_UART_BASE, a register every PORT_UART_STRIDE bytes, counting
 * PORT_UART_HZ (in port_config.h): the receive interrupt fills a ring; when
 * that is full bytes wait in the chip's queue, and those lost there are
 * counted.
 */
#include "chip.h"
#include "port_config.h"
#include "serial.h"

#define REG8(address)  (*(volatile uint8_t *)(uintptr_t)(address))
#define REGISTER(n)    (PORT_UART_BASE + (n)*PORT_UART_STRIDE)
#define SERIAL_RING    2048u /* over 20 ms at 921600 baud */
#define DATA           REGISTER(0)
#define IRQ_ENABLE     REGISTER(1)
#define FIFO_CONTROL   REGISTER(2)
#define LINE_CONTROL   REGISTER(3)
#define MODEM_CONTROL  REGISTER(4)
#define LINE_STATUS    REGISTER(5)
#define IRQ_RECEIVED   0x01u
#define IRQ_SENT       0x02u
#define FIFO_ON        0xc7u /* interrupt at 14 bytes, or a pause */
#define EIGHT_BITS     0x03u
#define DIVISOR_ACCESS 0x80u
#define SAMPLES        16u /* of a bit */
#define DTR_RTS_IRQ    0x0bu
#define STATUS_READY   0x01u
#define STATUS_OVERRUN 0x02u
#define STATUS_EMPTY   0x20u
#define STATUS_IDLE    0x40u /* the last bit has left */
#define FIFO_LEN       16u
#define PATIENCE       1000000u /* looks at the status */

static struct {
	uint8_t bytes[SERIAL_RING];
	volatile uint32_t head; /* written by the interrupt */
	volatile uint32_t tail;
	volatile uint32_t overruns;
} serial;

/* The usual speed first. */
static const uint32_t speeds[] = { PORT_UART_SPEEDS };

static void
set_divisor(uint32_t baud)
{
	uint32_t divisor = PORT_UART_HZ / SAMPLES / baud;

	REG8(LINE_CONTROL) = EIGHT_BITS | DIVISOR_ACCESS;
	REG8(DATA) = (uint8_t)divisor;
	REG8(IRQ_ENABLE) = (uint8_t)(divisor >> 8);
	REG8(LINE_CONTROL) = EIGHT_BITS;
}

void
serial_init(void)
{
	set_divisor(speeds[0]);
	REG8(IRQ_ENABLE) = 0;
	REG8(FIFO_CONTROL) = FIFO_ON;
	REG8(MODEM_CONTROL) = DTR_RTS_IRQ;
	REG8(IRQ_ENABLE) = IRQ_RECEIVED;
}

void
serial_interrupt(void)
{
	uint8_t status;

	while ((status = REG8(LINE_STATUS)) & STATUS_READY) {
		if (status & STATUS_OVERRUN)
			serial.overruns++;
		if (serial.head - serial.tail == SERIAL_RING) {
			REG8(IRQ_ENABLE) &= (uint8_t)~IRQ_RECEIVED;
			break;
		}
		serial.bytes[serial.head % SERIAL_RING] = REG8(DATA);
		serial.head++;
	}
	if (status & STATUS_EMPTY)
		REG8(IRQ_ENABLE) &= (uint8_t)~IRQ_SENT;
}

size_t
serial_read(uint8_t *bytes, size_t cap)
{
	size_t len = 0;
	uint32_t state;

	while (len < cap && serial.tail != serial.head) {
		bytes[len++] = serial.bytes[serial.tail % SERIAL_RING];
		serial.tail++;
	}
	if (len > 0) {
		state = chip_interrupts_off();
		REG8(IRQ_ENABLE) |= IRQ_RECEIVED;
		chip_interrupts_restore(state);
	}
	return len;
}

/* Fills the chip's queue while it is empty; its interrupt tells when again. */
size_t
serial_write(const uint8_t *bytes, size_t len)
{
	size_t done = 0;
	uint32_t state;

	while (done < len && (REG8(LINE_STATUS) & STATUS_EMPTY)) {
		for (size_t i = 0; i < FIFO_LEN && done < len; i++)
			REG8(DATA) = bytes[done++];
	}
	if (done < len) {
		state = chip_interrupts_off();
		REG8(IRQ_ENABLE) |= IRQ_SENT;
		chip_interrupts_restore(state);
	}
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
	uint32_t state;

	for (uint32_t i = 0; i < PATIENCE && !(REG8(LINE_STATUS) & STATUS_IDLE);
	     i++)
		continue;
	/* Two registers of the chip are the divisor meanwhile. */
	state = chip_interrupts_off();
	set_divisor(baud);
	chip_interrupts_restore(state);
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
		for (uint32_t i = 0;
		     i < PATIENCE && !(REG8(LINE_STATUS) & STATUS_EMPTY); i++)
			continue;
		REG8(DATA) = (uint8_t)*text;
	}
}
