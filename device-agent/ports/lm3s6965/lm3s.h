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

#include "../shared/maker.h"
#include "port.h"

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

/* Of a fault, kept in RAM over the reset after it. */
struct lm3s_fault {
	uint32_t status; /* CFSR; 0: the watchdog */
	uint32_t address;
	uint32_t pc;
	uint32_t caller;
	uint32_t stack;
};

struct lm3s_kept {
	uint32_t magic;
	uint32_t cause; /* enum port_reset_cause */
	uint32_t has_fault;
	struct lm3s_fault fault;
	uint32_t check;
};

struct port {
	struct port_identity identity;
	struct maker maker;
	struct lm3s_kept last; /* of the start before */
	int64_t clock_offset_ms;
	volatile bool event; /* an interrupt had something */
};

/* start.c */
void lm3s_enable_irq(enum lm3s_irq irq);
uint32_t lm3s_interrupts_off(void);
void lm3s_interrupts_restore(uint32_t state);
/* In handlers, by what the vector table says. */
void lm3s_on_irq(enum lm3s_irq irq);
void lm3s_fault_entry(void);

/* fault.c */
void lm3s_kept_load(struct lm3s_kept *kept);
void lm3s_kept_clear(void);
_Noreturn void lm3s_restart(enum port_reset_cause cause,
    const struct lm3s_fault *fault);
size_t lm3s_fault_text(const struct lm3s_fault *fault, char *text, size_t cap);

/* clock.c */
void lm3s_clock_init(void);
uint64_t lm3s_clock_us(void);
/* An interrupt after so long, at most WAIT_MAX_MS. */
void lm3s_clock_wake_in(uint32_t ms);
void lm3s_clock_interrupt(void);

/* card.c: 0, or -1. */
int lm3s_card_init(void);
uint32_t lm3s_card_blocks(void);
int lm3s_card_read(uint32_t block, uint8_t bytes[CARD_BLOCK]);
int lm3s_card_write(uint32_t block, const uint8_t bytes[CARD_BLOCK]);

/* random.c: -1: no seed could be kept. */
int lm3s_random_init(void);

/* pins.c, sensor.c */
void lm3s_pins_init(void);
void lm3s_pins_interrupt(enum lm3s_irq irq);
void lm3s_i2c_init(void);

/* ether.c */
struct lwip_driver;
extern const struct lwip_driver lm3s_ether;
void lm3s_ether_init(uint8_t mac[6]);
void lm3s_ether_interrupt(void);

#endif
