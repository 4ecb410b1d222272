/* SPDX-License-Identifier: MIT */
/*
 * Stellaris LM3S6965 (Cortex-M3, 256 KiB of flash, 64 KiB of RAM) as on its
 * evaluation board, which QEMU has: where its devices are, and what the files
 * of this port ask of each other. The flash cannot be written while it runs;
 * files, settings and the maker's text are on an SD card.
 */
#ifndef LM3S_H
#define LM3S_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define CLOCK_HZ       50000000u
#define CLOCK_MHZ      50u
#define SYSCTL_BASE    0x400fe000u
#define NVIC_ENABLE    0xe000e100u
#define SCB_BASE       0xe000ed00u

enum lm3s_irq {
	IRQ_GPIO_A = 0,
	IRQ_GPIO_E = 4,
	IRQ_UART0 = 5,
	IRQ_WATCHDOG = 18,
	IRQ_TIMER0A = 19,
	IRQ_GPIO_F = 30,
	IRQ_GPIO_G = 31,
	IRQ_ETHERNET = 42,
	IRQ_COUNT = 43
};

/* Blocks of the card, of 512 bytes. */
#define CARD_BLOCK 512u
enum lm3s_card {
	CARD_MAKER = 0, /* text, see maker_text */
	CARD_SEED = 2,  /* of random numbers; the maker's at first */
	CARD_SETTINGS = 8,
	CARD_FILES = 64
};

/* start.c */
void lm3s_enable_irq(enum lm3s_irq irq);
/* In handlers, by what the vector table says. */
void lm3s_on_irq(enum lm3s_irq irq);
void lm3s_fault_entry(void);

/* clock.c */
#define LM3S_NO_CLOCK (1u << 5) /* a fault; the chip's have other bits */
void lm3s_clock_init(void);
uint64_t lm3s_clock_us(void);
void lm3s_clock_interrupt(void);

/* card.c: 0, or -1. */
int lm3s_card_init(void);
uint32_t lm3s_card_blocks(void);
int lm3s_card_read(uint32_t block, uint8_t bytes[CARD_BLOCK]);
int lm3s_card_write(uint32_t block, const uint8_t bytes[CARD_BLOCK]);

/* pins.c, i2c.c */
/* The number of the pin of this name. */
size_t lm3s_pin(const char *name);
void lm3s_pins_init(void);
void lm3s_pins_interrupt(enum lm3s_irq irq);
void lm3s_i2c_init(void);

/* ether.c */
struct port;
void lm3s_ether_init(struct port *port);
void lm3s_ether_interrupt(void);

#endif
