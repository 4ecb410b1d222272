/* SPDX-License-Identifier: MIT */
/* Disassembler: code objects as text, for people and for tests. */
#ifndef VM_COMPILER_DIS_H
#define VM_COMPILER_DIS_H

struct vm;
struct vm_code;
struct vm_writer;

/* One line per instruction; then the functions among the constants used. */
void vm_dis(struct vm *vm, struct vm_writer *out, const struct vm_code *code);

#endif
