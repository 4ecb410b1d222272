/* SPDX-License-Identifier: MIT */
/* From reset to main, in place in the flash; and the way into traps. */
	.option arch, +zicsr
	.equ TEST_DEVICE, 0x00100000
	.equ TEST_RESET, 0x7777
	.section .init, "ax"
	.globl _start
_start:
	csrw mie, zero
	csrci mstatus, 8
	.option push
	.option norelax
	la gp, __global_pointer$
	.option pop
	la sp, __stack_top
	la tp, __tls_base
	la t0, __trap_stack_top
	csrw mscratch, t0
	la t0, trap_entry
	csrw mtvec, t0
	csrr t0, mhartid
	bnez t0, park
	/* Initialised data, and the functions that run from RAM. */
	la a0, __data_load
	la a1, __data_start
	la a2, __data_end
1:	bgeu a1, a2, 2f
	lw t0, 0(a0)
	sw t0, 0(a1)
	addi a0, a0, 4
	addi a1, a1, 4
	j 1b
2:	la a1, __bss_start
	la a2, __bss_end
3:	bgeu a1, a2, 4f
	sw zero, 0(a1)
	addi a1, a1, 4
	j 3b
	/* A pattern in the stack shows later how deep it went. */
4:	la a1, __stack_bottom
	li t0, 0x5a5a5a5a
5:	sw t0, 0(a1)
	addi a1, a1, 4
	bltu a1, sp, 5b
	call main
park:	wfi
	j park

	/* The stack may be what failed, so traps have their own. */
	.text
	.align 2
trap_entry:
	csrrw sp, mscratch, sp
	addi sp, sp, -64
	sw ra, 0(sp)
	sw t0, 4(sp)
	la t0, trap_again
	csrw mtvec, t0
	sw t1, 8(sp)
	sw t2, 12(sp)
	sw a0, 16(sp)
	sw a1, 20(sp)
	sw a2, 24(sp)
	sw a3, 28(sp)
	sw a4, 32(sp)
	sw a5, 36(sp)
	sw a6, 40(sp)
	sw a7, 44(sp)
	sw t3, 48(sp)
	sw t4, 52(sp)
	sw t5, 56(sp)
	sw t6, 60(sp)
	csrr a0, mcause
	csrr a1, mepc
	csrr a2, mtval
	mv a3, ra
	csrr a4, mscratch
	call virt_trap
	la t0, trap_entry
	csrw mtvec, t0
	lw ra, 0(sp)
	lw t0, 4(sp)
	lw t1, 8(sp)
	lw t2, 12(sp)
	lw a0, 16(sp)
	lw a1, 20(sp)
	lw a2, 24(sp)
	lw a3, 28(sp)
	lw a4, 32(sp)
	lw a5, 36(sp)
	lw a6, 40(sp)
	lw a7, 44(sp)
	lw t3, 48(sp)
	lw t4, 52(sp)
	lw t5, 56(sp)
	lw t6, 60(sp)
	addi sp, sp, 64
	csrrw sp, mscratch, sp
	mret

	/* A fault in a handler, or in what reports one. */
	.align 2
trap_again:
	li t0, TEST_DEVICE
	li t1, TEST_RESET
	sw t1, 0(t0)
1:	j 1b
