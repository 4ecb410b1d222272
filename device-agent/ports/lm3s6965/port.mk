# SPDX-License-Identifier: MIT
# lm3s6965: a Cortex-M3 with 256 KiB of flash and 64 KiB of RAM.
# Included by device-agent/firmware.mk, which says what the names mean.
PORT_CROSS = arm-none-eabi-
PORT_ARCH = -mcpu=cortex-m3 -mthumb
PORT_SOURCES = card.c clock.c ether.c fault.c flash.c i2c.c pins.c port.c start.c \
	uart.c
PORT_SHARED = board.c kept.c links.c lwip_link.c maker.c seeded_random.c \
	soft_clock.c
PORT_LWIP = yes
PORT_VM = vm_parts.h
PORT_CFLAGS = -fno-inline-functions-called-once -fno-ivopts -fno-move-loop-invariants \
	-fno-tree-loop-im -fno-tree-switch-conversion -fno-if-conversion \
	-fno-if-conversion2 -fno-schedule-insns2 -DLWIP_NOASSERT
PORT_INTERP_CFLAGS = -fno-gcse
PORT_HEAP_CFLAGS = -Os
