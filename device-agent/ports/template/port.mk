# SPDX-License-Identifier: MIT
# What firmware.mk must know of the chip; its head explains the names.
PORT_UNFINISHED = template: to be copied
PORT_CROSS = arm-none-eabi-
PORT_ARCH = -mcpu=cortex-m3 -mthumb
PORT_SOURCES = port.c start.c
PORT_SHARED = no_pins.c
