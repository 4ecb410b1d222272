/* SPDX-License-Identifier: MIT */
/* Commands about the firmware: update it, and say what is in the slots. */
#include "command.h"
#include "core/firmware.h"
#include "core/log.h"

#define STATUS_NUMBERS 10

static uint16_t
refuse(struct command *command, int error)
{
	return command_fail(command, firmware_status(error),
	    boot_error_text(error));
}

static uint16_t
refuse_without_slots(struct command *command)
{
	return command_fail(command, PROTO_STATUS_UNIMPLEMENTED,
	    "this board cannot update its firmware");
}

uint16_t
cmd_update_begin(struct command *command)
{
	const struct firmware *firmware = &command->agent->firmware;
	struct proto_span manifest;
	unsigned int flags = 0;
	int error;

	if (firmware->chip == NULL)
		return refuse_without_slots(command);
	if (firmware->chip->key_count == 0)
		return command_fail(command, PROTO_STATUS_OTA_SIGNATURE,
		    "this board trusts no key");
	if (!proto_cbor_get_bytes(command->args, command->args_len,
		PROTO_UPDATE_BEGIN_MANIFEST, &manifest))
		return command_fail(command, PROTO_STATUS_INVALID_ARGUMENT,
		    "the manifest is missing");
	if (command_get_bool(command, PROTO_UPDATE_BEGIN_RETRY))
		flags |= BOOT_UPDATE_RETRY;
	if (command_get_bool(command, PROTO_UPDATE_BEGIN_ANY_VERSION))
		flags |= BOOT_UPDATE_ANY_VERSION;
	error = firmware_begin(command->agent, command->session,
	    command->request, manifest.at, manifest.len, flags);
	return error == BOOT_OK ? COMMAND_LATER : refuse(command, error);
}

static void
put(struct proto_writer *w, uint64_t key, uint64_t value)
{
	proto_cbor_put_uint(w, key);
	proto_cbor_put_uint(w, value);
}

/* [state, tries, reason, version, hash] of A and of B. */
static void
put_slots(struct proto_writer *w, const struct boot_state *state)
{
	proto_cbor_put_uint(w, PROTO_UPDATE_STATUS_R_SLOTS);
	proto_cbor_put_array(w, BOOT_UPDATE_SLOTS);
	for (size_t i = 0; i < BOOT_UPDATE_SLOTS; i++) {
		const struct boot_slot_record *slot = &state->slot[i];

		proto_cbor_put_array(w, 5);
		proto_cbor_put_uint(w, slot->state);
		proto_cbor_put_uint(w, slot->tries);
		proto_cbor_put_uint(w, slot->reason);
		proto_cbor_put_uint(w, slot->version);
		proto_cbor_put_bytes(w, slot->hash, sizeof(slot->hash));
	}
}

uint16_t
cmd_update_status(struct command *command)
{
	const struct firmware *firmware = &command->agent->firmware;
	const struct boot_state *state = &firmware->meta.state;
	const struct boot_chip *chip = firmware->chip;
	struct proto_writer *w = &command->result;

	if (chip == NULL)
		return refuse_without_slots(command);
	proto_cbor_put_map(w, STATUS_NUMBERS);
	put(w, PROTO_UPDATE_STATUS_R_RUNNING, firmware->start.slot);
	proto_cbor_put_uint(w, PROTO_UPDATE_STATUS_R_TRIAL);
	proto_cbor_put_bool(w, firmware->is_on_trial);
	put(w, PROTO_UPDATE_STATUS_R_PREFERRED, state->preferred);
	put(w, PROTO_UPDATE_STATUS_R_FLOOR, state->floor);
	put(w, PROTO_UPDATE_STATUS_R_PHASE, firmware->update.phase);
	put(w, PROTO_UPDATE_STATUS_R_OFFSET, firmware->update.offset);
	put(w, PROTO_UPDATE_STATUS_R_ROOM,
	    chip->slot_size[BOOT_SLOT_A] - chip->flash.sector_size);
	put(w, PROTO_UPDATE_STATUS_R_HARDWARE, chip->hardware);
	proto_cbor_put_uint(w, PROTO_UPDATE_STATUS_R_CLASS);
	proto_cbor_put_bytes(w, chip->class_id, sizeof(chip->class_id));
	put_slots(w, state);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_update_activate(struct command *command)
{
	if (command->agent->firmware.chip == NULL)
		return refuse_without_slots(command);
	if (!firmware_is_pending(command->agent))
		return command_fail(command, PROTO_STATUS_PRECONDITION,
		    "no new image waits for a restart");
	agent_reset_soon(command->agent);
	return PROTO_STATUS_OK;
}

uint16_t
cmd_update_confirm(struct command *command)
{
	uint64_t version =
	    command_get_uint(command, PROTO_UPDATE_CONFIRM_VERSION, UINT64_MAX);

	if (version > UINT32_MAX ||
	    !firmware_acknowledge(command->agent, (uint32_t)version))
		return command_fail(command, PROTO_STATUS_PRECONDITION,
		    "another version runs");
	return PROTO_STATUS_OK;
}

uint16_t
cmd_update_factory(struct command *command)
{
	struct agent *agent = command->agent;
	int error;

	if (agent->firmware.chip == NULL)
		return refuse_without_slots(command);
	error = boot_update_factory_reset(&agent->firmware.update);
	if (error != BOOT_OK)
		return refuse(command, error);
	port_flash_sync(agent->port);
	agent_reset_soon(agent);
	return PROTO_STATUS_OK;
}
