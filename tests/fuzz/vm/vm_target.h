/* SPDX-License-Identifier: MIT */
/* A VM for fuzz targets: fresh for each input, with no host. */
#ifndef VM_TARGET_H
#define VM_TARGET_H

#include <stddef.h>
#include <stdint.h>

#include "object/value.h"

/* Runs fn(vm, arg) in a new VM; whatever it raises is an answer, too. */
void vm_target_run(void (*fn)(struct vm *vm, const uint8_t *data, size_t size),
    const uint8_t *data, size_t size);

/* Runs a program in it, with a global named data. */
void vm_target_exec(struct vm *vm, const char *program, vm_value data);
/* File systems for the VMs to come; borrowed. */
struct vm_file_system;
void vm_target_set_file_systems(const struct vm_file_system *const *systems,
    size_t count);
/* TLS for the VMs to come; borrowed. */
struct vm_host_tls;
void vm_target_set_tls(const struct vm_host_tls *tls);

#endif
