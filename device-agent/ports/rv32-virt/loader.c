/* SPDX-License-Identifier: MIT */
/*
 * The boot loader, where the board starts: chooses an image with boot/ and
 * jumps to it, with a timer running that restarts the board if the image does
 * not even get as far as setting its own.
 */
#include "../shared/serial.h"
#include "boot/boot_select.h"
#include "virt.h"

#define PATIENCE_S         8u
#define MSTATUS_FLOAT      0x6000u
#define MSTATUS_FLOAT_STEP 0x2000u

static volatile uint32_t seconds_left = PATIENCE_S;

/* Called by start.S. */
int main(void);

void
virt_on_irq(uint32_t irq)
{
	(void)irq;
}

void
virt_on_second(const struct kept_fault *where)
{
	struct kept_fault fault = *where;

	if (--seconds_left > 0)
		return;
	fault.cause = KEPT_WATCHDOG;
	kept_fail(&fault);
}

/*
 * QEMU goes on with the code it has translated when the flash below it is
 * written anew, and a new image would run with parts of the old one. What it
 * translates is told apart by the state of the floating point unit, which
 * nothing here uses: up to four images of a slot differ in it.
 */
static void
tell_images_apart(uint32_t rewritten)
{
	__asm__ volatile("csrc mstatus, %0" ::"r"(MSTATUS_FLOAT));
	__asm__ volatile("csrs mstatus, %0" ::"r"(
	    rewritten * MSTATUS_FLOAT_STEP & MSTATUS_FLOAT));
}

static _Noreturn void
jump(uint32_t address)
{
	void (*image)(void) = (void (*)(void))address;

	image();
	for (;;)
		continue;
}

int
main(void)
{
	const struct boot_chip *chip = virt_boot_chip();
	struct boot_choice choice;
	struct kept kept;
	struct boot_meta meta;

	kept_load(&kept);
	if (boot_select(&meta, chip, BOOT_REQUEST_NONE, &choice) != BOOT_OK) {
		serial_say("boot: no image of this board is good\r\n");
		for (;;)
			__asm__ volatile("wfi");
	}
	kept.slot = choice.slot;
	kept.is_trial = choice.is_trial;
	kept.is_safe = choice.is_safe;
	kept_save(&kept);
	virt_set_timer(virt_ticks() + TICKS_PER_US * 1000000u);
	virt_interrupts_on();
	tell_images_apart(virt_rewritten(choice.slot));
	jump(boot_image_address(chip, choice.slot));
}
