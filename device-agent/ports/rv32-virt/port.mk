# SPDX-License-Identifier: MIT
# rv32-virt: QEMU's RISC-V board, running in place from its two flash banks.
# Included by device-agent/firmware.mk, which says what the names mean.
PORT_CROSS = riscv64-unknown-elf-
PORT_ARCH = -march=rv32imac -mabi=ilp32 -misa-spec=2.2 -mcmodel=medany \
	-msave-restore -msmall-data-limit=8
PORT_SOURCES = start.S port.c slots.c trap.c virtio.c
PORT_SHARED = board.c cfi.c kept.c links.c lwip_link.c maker.c no_pins.c \
	nor_flash.c soft_watchdog.c uart_16550.c
PORT_MANIFEST = manifest.py
PORT_LWIP = yes
PORT_IMAGES = factory a b
PORT_LINK = -Wl,--defsym=__heap_wanted=32K
PORT_LINK_factory = -Wl,--defsym=__flash=0x200c0000,--defsym=__flash_size=0x1c0000
PORT_LINK_a = -Wl,--defsym=__flash=0x202c0000,--defsym=__flash_size=0x1c0000
PORT_LINK_b = -Wl,--defsym=__flash=0x22140000,--defsym=__flash_size=0x1c0000
PORT_LOADER = start.S loader.c slots.c trap.c
PORT_LOADER_SHARED = cfi.c kept.c maker.c uart_16550.c
PORT_LINK_loader = -Wl,--defsym=__flash=0x20000000,--defsym=__flash_size=0x40000
