/* SPDX-License-Identifier: MIT */
/* In place of boot/ in firmware of a port without slots: the agent asks for
 * none of the rest then. */
#include "boot/boot_trial.h"
#include "boot/boot_update.h"
#include "port_boot.h"

const struct boot_chip *
port_boot_chip(struct port *port)
{
	(void)port;
	return NULL;
}

void
boot_meta_load(struct boot_meta *meta, const struct boot_chip *chip)
{
	(void)meta;
	(void)chip;
}

void
boot_update_init(struct boot_update *update, struct boot_meta *meta,
    uint8_t running, struct boot_decoder *decoder)
{
	(void)update;
	(void)meta;
	(void)running;
	(void)decoder;
}

int
boot_update_begin(struct boot_update *update, const uint8_t *manifest,
    size_t len, unsigned int flags)
{
	(void)update;
	(void)manifest;
	(void)len;
	(void)flags;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_prepare(struct boot_update *update)
{
	(void)update;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_write(struct boot_update *update, uint32_t offset,
    const void *bytes, uint32_t len)
{
	(void)update;
	(void)offset;
	(void)bytes;
	(void)len;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_read(const struct boot_update *update, uint32_t offset, void *bytes,
    uint32_t len)
{
	(void)update;
	(void)offset;
	(void)bytes;
	(void)len;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_check(struct boot_update *update)
{
	(void)update;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_finish(struct boot_update *update, uint8_t needs)
{
	(void)update;
	(void)needs;
	return BOOT_ERR_NO_IMAGE;
}

void
boot_update_abort(struct boot_update *update)
{
	(void)update;
}

int
boot_update_discard(struct boot_update *update)
{
	(void)update;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_confirm(struct boot_update *update)
{
	(void)update;
	return BOOT_ERR_NO_IMAGE;
}

int
boot_update_factory_reset(struct boot_update *update)
{
	(void)update;
	return BOOT_ERR_NO_IMAGE;
}

enum boot_verdict
boot_trial_verdict(const struct boot_health *health)
{
	(void)health;
	return BOOT_VERDICT_WAIT;
}

const char *
boot_error_text(int error)
{
	(void)error;
	return "this board has no slots";
}
