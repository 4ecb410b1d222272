/* SPDX-License-Identifier: MIT */
/*
 * QEMU's RISC-V board "virt": where its devices are, and what the files of
 * this port ask of each other. Flash bank 0 is where the board starts.
 */
#ifndef VIRT_H
#define VIRT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../shared/kept.h"

#define REG8(address)  (*(volatile uint8_t *)(uintptr_t)(address))
#define REG32(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define TEST_DEVICE    0x00100000u
#define TEST_RESET     0x7777u
#define RTC_BASE       0x00101000u
#define CLINT_BASE     0x02000000u
#define PLIC_BASE      0x0c000000u
#define VIRTIO_BASE    0x10001000u
#define VIRTIO_SLOTS   8u
#define FLASH_BASE     0x20000000u
#define BANK_SIZE      0x02000000u

#define UART_IRQ       10u
#define VIRTIO_IRQ(at) (((at)-VIRTIO_BASE + 0x1000u) / 0x1000u)
#define TICKS_PER_US   10u

/* The flash, in sectors from the begin of bank 0; bank 1 begins at 128. */
enum virt_sector {
	SECTOR_LOADER = 0,
	SECTOR_MAKER = 1, /* text, see maker_text */
	SECTOR_FACTORY = 2,
	SECTOR_SLOT_A = 10,
	SECTOR_META = 128,
	SECTOR_SETTINGS = 130,
	SECTOR_SLOT_B = 132,
	SECTOR_FILES = 140,
	SECTOR_END = 256,
	SLOT_SECTORS = 8
};

/* What the image or the boot loader does in interrupts. */
void virt_on_irq(uint32_t irq);
void virt_on_second(const struct kept_fault *where);

/* trap.c */
void virt_interrupts_on(void);
void virt_enable_irq(uint32_t irq);
/* virt_on_second comes then, and every second after it. */
void virt_set_timer(uint64_t ticks);
uint64_t virt_ticks(void);

/* slots.c: what the maker's text and the flash are for the boot code. */
struct boot_chip;
const struct boot_chip *virt_boot_chip(void);
/* How often the slot got another image since power on, modulo 256. */
uint32_t virt_rewritten(uint8_t slot);

/* virtio.c */
int virtio_rng_init(void);
void virtio_rng_read(uint8_t *bytes, size_t len);
/* -1: there is no network card. */
int virtio_net_init(uint8_t mac[6]);
/* A buffer to fill and send, or NULL: all are under way. */
uint8_t *virtio_net_tx_begin(void);
void virtio_net_tx_end(uint8_t *frame, size_t len);
/* The oldest frame received, or NULL; done gives it back. */
const uint8_t *virtio_net_rx(size_t *len);
void virtio_net_rx_done(void);
void virtio_interrupt(uint32_t irq);

#endif
