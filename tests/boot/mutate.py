#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Seeded bugs: each is put into the boot code, and the tests must notice.
Usage: mutate.py; MUTANTS=all tries all, otherwise a sample; or numbers."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
BOOT = os.path.join(TOP, "device-agent", "boot")
BUILD = os.environ["UPYD_BUILD"]
CC = os.environ.get("CC", "gcc").split()
SAMPLE = 5  # of the mutants are tried unless all are asked for
# Tests in the order of their speed, and how long each may take.
TESTS = (
    (["manifest_test"], 60),
    (["boot_test"], 60),
    (["power_cut_test", "-quick", "-stride=11"], 120),
    (["power_cut_test", "-quick"], 400),
)
SAMPLE_TESTS = TESTS[:3]
# What tests remember instead of computing it again (world.c).
REMEMBERED = ("boot_signature_is_good", "proto_sha256_init",
              "proto_sha256_update", "proto_sha256_final")

# file, text, what stands there instead
MUTANTS = (
    # boot_flash
    ("flash", "memcmp(piece, bytes, part) != 0", "false"),
    ("flash", "|| !boot_flash_is_blank(flash, at, flash->sector_size)", ""),
    ("flash", "BOOT_FLASH_PAGE - at % BOOT_FLASH_PAGE", "2 * BOOT_FLASH_PAGE"),
    ("flash", "if (piece[i] != 0xff)", "if (i == 0 && piece[i] != 0xff)"),
    # boot_meta
    ("meta", "proto_load(record + BODY_LEN, 4) != "
     "proto_crc32c(0, record, BODY_LEN)", "false"),
    ("meta", "state.seq < meta->state.seq", "state.seq > meta->state.seq"),
    ("meta", "meta->sound = end + 1;", "meta->sound = end;"),
    ("meta", "meta->sound = end + 1;", ""),
    ("meta", "*next = i + 1;", "*next = i + 2;"),
    ("meta", "burn_doubtful(meta);", ""),
    ("meta", "next.seq = meta->state.seq + 1;",
     "next.seq = meta->state.seq;"),
    ("meta", "uint8_t other = meta->sector ^ 1;",
     "uint8_t other = meta->sector;"),
    ("meta", "meta->sector = other;", ""),
    ("meta", "meta->state = next; return BOOT_OK;", "return BOOT_OK;"),
    ("meta", "meta->state.preferred = BOOT_SLOT_NONE;",
     "meta->state.preferred = BOOT_SLOT_A;"),
    ("meta", "*end = i + 1;", "*end = i;"),
    ("meta", "if (boot_flash_erase(&meta->chip->flash, "
     "meta->chip->meta[other]) != BOOT_OK)",
     "if (!boot_flash_is_blank(&meta->chip->flash, "
     "meta->chip->meta[other], meta->chip->flash.sector_size) && "
     "boot_flash_erase(&meta->chip->flash, "
     "meta->chip->meta[other]) != BOOT_OK)"),
    ("meta", "*found = state; *next = i + 1;",
     "if (!any) *found = state; *next = i + 1;"),
    ("meta", "if (state->rejected_count == BOOT_REJECTED_MAX)",
     "if (false)"),
    # boot_manifest, boot_signature
    ("manifest", "if (!boot_signature_is_good(", "if (false && "
     "!boot_signature_is_good("),
    ("manifest", "chip->hardware > manifest->hardware_max", "false"),
    ("manifest", "manifest->image_size > room",
     "manifest->image_size > room + 1"),
    ("manifest", "manifest->security < floor",
     "manifest->security + 1 < floor"),
    ("manifest", "(manifest->slot_mask & 1u << slot) == 0", "false"),
    ("manifest", "m->hardware_min > m->hardware_max", "false"),
    ("manifest", "proto_read_u16(&r) != 0", "proto_read_u16(&r) > 256"),
    ("manifest", "memcmp(id, m.key_id, sizeof(id)) != 0", "i == 9"),
    ("signature", "boot_sha512_update(&sha, public_key, 32);", ""),
    # boot_image
    ("image", "return memcmp(hash, manifest->image_hash, BOOT_HASH_LEN) == 0 ?",
     "return true ?"),
    ("image", "|| (error = boot_manifest_check(&m, chip, slot, floor)) "
     "!= BOOT_OK", ""),
    ("image", "hashing->left = manifest->image_size;",
     "hashing->left = manifest->image_size - 1;"),
    # boot_select
    ("select", "slot->tries >= BOOT_TRIES", "slot->tries > BOOT_TRIES"),
    ("select", "slot->tries >= BOOT_TRIES", "slot->tries + 1 >= BOOT_TRIES"),
    ("select", "state->slot[choice->slot].tries++;", ""),
    ("select", "boot_state_add_rejected(state, slot->hash);", ""),
    ("select", "if (boot_meta_save(meta, &state) != BOOT_OK &&",
     "if (choice->is_trial && boot_meta_save(meta, &state) != BOOT_OK &&"),
    ("select", "error == BOOT_OK && choice->is_trial) "
     "error = choose(", "false) error = choose("),
    ("select", "memcmp(m->image_hash, state->slot[slot].hash, "
     "BOOT_HASH_PREFIX) == 0", "true"),
    ("select", "is_factory ? 0 : state->floor", "0"),
    ("select", "is_factory ? 0 : state->floor", "state->floor"),
    ("select", "if (!is_usable(inspection, slot)) continue;", ""),
    ("select", "give_up(&state->slot[state->preferred], "
     "BOOT_REASON_DAMAGED);", ""),
    ("select", "state->preferred = choice->slot;", ""),
    ("select", "request == BOOT_REQUEST_PREVIOUS) return;",
     "false) return;"),
    ("select", "if (skip && slot != BOOT_SLOT_FACTORY)", "if (false)"),
    ("select", "if (request != BOOT_REQUEST_FACTORY) {", "if (true) {"),
    ("select", "list_state(state, BOOT_SLOT_OK, state->preferred, list);",
     ""),
    # boot_trial
    ("trial", "health->uptime_ms >= needed_ms", "true"),
    ("trial", "!health->was_watchdog_reset &&", ""),
    ("trial", "(health->needs & BOOT_NEEDS_LINK) != 0 && "
     "!health->is_link_up", "false"),
    # boot_update
    ("update", "if (target == update->running)", "if (false)"),
    ("update", "preferred == BOOT_SLOT_A ? BOOT_SLOT_B : BOOT_SLOT_A",
     "preferred == BOOT_SLOT_B ? BOOT_SLOT_B : BOOT_SLOT_A"),
    ("update", "slot->state == BOOT_SLOT_WRITING &&", ""),
    ("update", "memcmp(stored, update->bytes, sizeof(stored)) == 0",
     "true"),
    ("update", "update->erase_at = find_last_written(update);",
     "update->erase_at = find_last_written(update) + "
     "chip->flash.sector_size;"),
    ("update", "else if ((error = save_slot(update, BOOT_SLOT_EMPTY, 0)) "
     "!= BOOT_OK) { return error; }", ""),
    ("update", "update->erase_at += size;", "update->erase_at += 2 * size;"),
    ("update", "error = boot_flash_erase(&chip->flash,",
     "error = update->erase_at == 0 && update->is_resumed ? 0 : "
     "update->is_resumed ? 0 : boot_flash_erase(&chip->flash,"),
    ("update", "update->is_resumed ? BOOT_OK : store_manifest(update)",
     "store_manifest(update)"),
    ("update", "return save_slot(update, BOOT_SLOT_WRITING, 0);",
     "return BOOT_OK;"),
    ("update", "if (error != BOOT_OK) save_slot(update, BOOT_SLOT_EMPTY, "
     "0); return error;", "return error;"),
    ("update", "m->version <= state->slot[preferred].version", "false"),
    ("update", "if ((error = flush_unit(update)) != BOOT_OK)",
     "if (BOOT_OK != BOOT_OK)"),
    ("update", "state.preferred = update->running;", ""),
    ("update", "slot->state = BOOT_SLOT_OK; slot->tries = 0;",
     "slot->tries = 0;"),
    ("update", "state.floor = m.security;", "state.floor = 0;"),
    ("update", "memset(state.slot, 0, sizeof(state.slot));", ""),
    ("update", "state.preferred = BOOT_SLOT_NONE;", ""),
    ("update", "boot_state_has_rejected(state, m->image_hash)", "false"),
    ("update", "is_raw ? taken > 0 : taken > len", "taken > len"),
    ("update", "update->manifest.coding == BOOT_CODING_RAW &&", ""),
    ("update", "i == update->slot || chip->slot_size[i] == 0 ||",
     "chip->slot_size[i] == 0 ||"),
    ("update", "memcmp(base.image_hash, m->base_hash, BOOT_HASH_LEN) != 0",
     "false"),
    ("update", "if (update->image_len != update->manifest.image_size) "
     "error = BOOT_ERR_CODING;", ""),
    ("update", "if (error == BOOT_OK && len > left)", "if (false)"),
    ("update", "memcmp(manifest, update->bytes, len) == 0", "true"),
    # boot_decode
    ("decode", "if (n == VM_INFLATE_BAD || decoder->is_starved)",
     "if (n == VM_INFLATE_BAD)"),
    ("decode", "!is_all && decoder->input_len - decoder->input_at < "
     "INPUT_NEEDED", "!is_all && decoder->input_len == decoder->input_at"),
    ("decode", "decoder->base + decoder->at++", "decoder->base + decoder->at"),
    ("decode", "decoder->changed <= decoder->base_size - decoder->at",
     "true"),
    ("decode", "memmove(decoder->input, decoder->input + decoder->input_at, "
     "left);", ""),
)


def compile_one(source, output):
    return [*CC, "-std=gnu11", "-O1", "-w", f"-I{TOP}", f"-I{BOOT}",
            f"-I{TOP}/device-agent", f"-I{TOP}/tests/lib", f"-I{HERE}",
            f"-I{BUILD}/device-agent/third_party/monocypher",
            "-c", source, "-o", output]


def call(command):
    subprocess.run(command, check=True)


def compile_common(work):
    """Objects of everything, without sanitizers: there are many runs."""
    objects = {}
    sources = [os.path.join(BOOT, name) for name in sorted(os.listdir(BOOT))
               if name.endswith(".c")]
    sources += [os.path.join(TOP, "proto", name) for name in
                ("sha256.c", "crc32c_table.c", "wire.c")]
    sources += [os.path.join(TOP, "device-agent", "sign", name)
                for name in ("changes.c", "encode.c")]
    sources.append(os.path.join(TOP, "vm", "modules", "inflate.c"))
    sources += [os.path.join(HERE, name) for name in
                ("sim_flash.c", "sign.c", "world.c", "world_agent.c",
                 "power_cut_test.c", "boot_test.c", "manifest_test.c")]
    sources += [os.path.join(TOP, "tests", "lib", "check.c"),
                os.path.join(BUILD, "device-agent", "third_party",
                             "monocypher", "monocypher.c")]
    for source in sources:
        name = os.path.basename(source)[:-2]
        objects[name] = os.path.join(work, name + ".o")
        call(compile_one(source, objects[name]))
    return objects


def link(test, objects, output):
    mains = {"power_cut_test", "boot_test", "manifest_test"}
    skip = mains - {test}
    if test == "manifest_test":
        skip |= {"world", "world_agent", "sim_flash", "changes", "encode"}
    command = [*CC, "-o", output]
    if test != "manifest_test":
        command += [f"-Wl,--wrap={name}" for name in REMEMBERED]
    call(command + [path for name, path in objects.items()
                    if name not in skip] + ["-lcrypto", "-lz"])


def squeeze(text):
    """White space as the table above has it: one blank."""
    return " ".join(text.split())


def mutated(text, old, new):
    """text with the one place that reads like old replaced."""
    words = old.split()
    lines = text
    start = 0
    found = []
    while True:
        start = lines.find(words[0], start)
        if start < 0:
            break
        end = start
        rest = squeeze(lines[start:start + 4 * len(old) + 200])
        if rest.startswith(old):
            left = old.replace(" ", "")
            end = start
            while left:
                if not lines[end].isspace():
                    assert lines[end] == left[0]
                    left = left[1:]
                end += 1
            found.append((start, end))
        start += 1
    if len(found) != 1:
        sys.exit(f"mutate: {len(found)} places read {old!r}")
    start, end = found[0]
    return text[:start] + new + text[end:]


def is_caught(work, objects):
    tests = TESTS if os.environ.get("MUTANTS") else SAMPLE_TESTS
    for command, limit in tests:
        program = os.path.join(work, "test")
        link(command[0], objects, program)
        try:
            done = subprocess.run([program, *command[1:]], timeout=limit,
                                  stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired:
            return "time limit"
        if done.returncode != 0:
            lines = [line for line in done.stdout.decode(
                errors="replace").splitlines()
                if "not ok" in line or line.startswith("#")]
            return " ".join([command[0], *lines[-1:]])[:150]
    return None


def wanted():
    choice = os.environ.get("MUTANTS", "")
    if choice == "all":
        return range(len(MUTANTS))
    if choice:
        return [int(number) for number in choice.split(",")]
    return range(1, len(MUTANTS), len(MUTANTS) // SAMPLE)


def main():
    missed = []
    with tempfile.TemporaryDirectory() as work:
        objects = compile_common(work)
        how = is_caught(work, objects)
        if how is not None:
            sys.exit(f"mutate: fails without a bug: {how}")
        tried = wanted()
        for number in tried:
            part, old, new = MUTANTS[number]
            name = f"boot_{part}"
            with open(os.path.join(BOOT, name + ".c"),
                      encoding="utf-8") as file:
                text = mutated(file.read(), old, new)
            source = os.path.join(work, name + ".c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(text)
            changed = dict(objects)
            changed[name] = os.path.join(work, "mutant.o")
            call(compile_one(source, changed[name]))
            how = is_caught(work, changed)
            print(f"{number} {part}: {old} -> {new or 'nothing'}: "
                  f"{how or 'NOT CAUGHT'}", flush=True)
            if how is None:
                missed.append(number)
    print(f"{len(tried) - len(missed)} of {len(tried)} bugs caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
