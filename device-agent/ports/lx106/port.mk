# SPDX-License-Identifier: MIT
# lx106: the core of the ESP8266, as QEMU has it on its board lx60-nommu.
# Included by device-agent/firmware.mk, which says what the names mean.
PORT_CROSS = xtensa-lx106-elf-
PORT_ARCH = -mlongcalls -mtext-section-literals
# The compiler does not look for picolibc's file by itself.
PORT_LIBS = -specs=/usr/lib/xtensa-lx106-elf/picolibc.specs
PORT_VM = vm_parts.h
PORT_SOURCES = start.S arithmetic.c chip.c port.c
PORT_SHARED = board.c cfi.c kept.c maker.c no_pins.c nor_flash.c \
	seeded_random.c serial_link.c soft_clock.c soft_watchdog.c \
	uart_16550.c
# The compiler calls these by itself, which it only sees when it is too late
# to compile them.
$(OUT)/obj/port/arithmetic.o: OPTIMISE = -fno-lto
