# SPDX-License-Identifier: MIT
# The firmware of one microcontroller port, for GNU make:
#     make -f .../device-agent/firmware.mk PORT=rv32-virt [OUT=firmware/rv32-virt]
# Run in the build directory of device-agent (sources of others are fetched
# into third_party/ there). Everything about the chip is in ports/PORT/port.mk:
#     PORT_CROSS     prefix of compiler and binutils
#     PORT_ARCH      flags that choose the instruction set
#     PORT_SOURCES   files of the folder, and PORT_SHARED of ports/shared
# and, when the port has use for it:
#     PORT_CFLAGS    more flags for everything of ours
#     PORT_LWIP      yes: lwIP is linked, with ports/shared/lwipopts.h
#     PORT_INTERP_CFLAGS, PORT_HEAP_CFLAGS   optimisation of the interpreter's
#                    loop and of the heap, instead of -O2
#     PORT_UNFINISHED  a text: `make firmware` says it and passes the port by
#     PORT_VM        a header of the folder with the modules and parts of the
#                    interpreter to link, see vm/vm_config.h (default: all)
#     PORT_MANIFEST  the Python modules that are frozen: a file of python/
#                    (default: manifest_small.py)
#     PORT_LIBS      instead of picolibc's
#     PORT_IMAGES    images to link (default: firmware); each by link.ld with
#                    the flags PORT_LINK and PORT_LINK_<image>
#     PORT_LOADER    files of a boot loader, linked likewise as the image loader,
#                    with boot/ and PORT_LOADER_SHARED of ports/shared
# Result: OUT/<image>.elf and .bin, and a line with its flash and RAM.

ifeq ($(PORT),)
$(error PORT=<folder of ports/> is missing)
endif

srcdir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
top_srcdir := $(srcdir)/..
port := $(srcdir)/ports/$(PORT)
shared := $(srcdir)/ports/shared
OUT ?= firmware/$(PORT)
VERSION ?= 0.0.0
MKDIR_P ?= mkdir -p
PYTHON ?= python3
FREEZER ?= ../vm/cross/upy-cross
PORT_MANIFEST = manifest_small.py
PORT_IMAGES = firmware
PORT_LIBS = --specs=picolibc.specs
CCACHE := $(shell command -v ccache)
VPATH = $(srcdir)

MAKEFLAGS += -r

all:

include $(top_srcdir)/vm/sources.am
include $(top_srcdir)/proto/sources.am
include $(srcdir)/sources.am
include $(srcdir)/third_party.am
include $(port)/port.mk

CC = $(PORT_CROSS)gcc

WARNINGS = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla \
	-Wimplicit-fallthrough -Wcast-qual -Wswitch-enum -Werror
# A firmware has no use for unwind tables. It is optimised as a whole when it
# is linked.
CFLAGS = $(PORT_ARCH) $(PORT_LIBS) -std=gnu11 -Os -ffunction-sections \
	-fdata-sections -fno-common -fno-unwind-tables \
	-fno-asynchronous-unwind-tables -fno-guess-branch-probability \
	-flto -flto-partition=one $(PORT_CFLAGS)
LFS_FLAGS = -I$(LITTLEFS_DIR) -DLFS_NO_MALLOC -DLFS_NO_DEBUG \
	-DLFS_NO_WARN -DLFS_NO_ERROR -DLFS_NO_ASSERT
PORT_FLAGS = -I$(srcdir) -I$(top_srcdir) -I$(port) -DPORT_NAME='"$(PORT)"'
LWIP_FLAGS = -I$(srcdir) -I$(port) -I$(LWIP_DIR)/src/include -I$(shared)
VM_FLAGS = -I$(top_srcdir)/vm -DVM_NAMES_BY_LINKER=1 -DVM_PATH_LEN_MAX=192
ifneq ($(PORT_VM),)
VM_FLAGS += -DVM_CONFIG_FILE='"$(abspath $(port)/$(PORT_VM))"'
endif
AGENT_FLAGS = $(PORT_FLAGS) -I$(top_srcdir) $(VM_FLAGS) -I$(srcdir)/core \
	-I$(srcdir)/commands -I$(srcdir)/modules $(LFS_FLAGS) \
	-DAGENT_VERSION='"$(VERSION)"' -DPROTO_BOARD_ONLY

# Each object has the path of its source below OUT/obj.
c_of = $(filter %.c %.S,$(1))
VM_OBJECTS = $(patsubst %.c,$(OUT)/obj/vm/%.o,$(VM_SOURCES))
INTERP_OBJECTS = $(patsubst %.c,$(OUT)/obj/vm/%.o,$(VM_INTERP_SOURCES))
FAST_OBJECTS = $(OUT)/obj/vm/runtime/heap.o $(OUT)/obj/vm/runtime/collect.o
PROTO_OBJECTS = $(patsubst %.c,$(OUT)/obj/proto/%.o,$(PROTO_CORE_SOURCES) \
	$(PROTO_BOARD_CRC))
AGENT_OBJECTS = $(patsubst %.c,$(OUT)/obj/agent/%.o, \
	$(call c_of,$(AGENT_SOURCES)))
BOOT_OBJECTS = $(patsubst %.c,$(OUT)/obj/agent/%.o, \
	$(call c_of,$(BOOT_SOURCES)))
PORT_OBJECTS = $(patsubst %,$(OUT)/obj/port/%.o,$(basename $(PORT_SOURCES))) \
	$(patsubst %.c,$(OUT)/obj/shared/%.o,$(PORT_SHARED))
LITTLEFS_OBJECTS = $(OUT)/obj/lfs.o $(OUT)/obj/lfs_util.o
MONOCYPHER_OBJECTS = $(OUT)/obj/monocypher.o
LOADER_OBJECTS = $(patsubst %,$(OUT)/obj/port/%.o,$(basename $(PORT_LOADER))) \
	$(BOOT_OBJECTS) $(MONOCYPHER_OBJECTS) $(OUT)/obj/agent/core/text.o \
	$(patsubst %.c,$(OUT)/obj/shared/%.o,$(PORT_LOADER_SHARED)) \
	$(patsubst %,$(OUT)/obj/proto/%.o,crc32c sha256 wire)
OBJECTS = $(PROTO_OBJECTS) $(AGENT_OBJECTS) $(PORT_OBJECTS) $(LITTLEFS_OBJECTS) \
	$(OUT)/obj/frozen.o
# Without a boot loader there are no updates either.
ifneq ($(PORT_LOADER),)
OBJECTS += $(BOOT_OBJECTS) $(MONOCYPHER_OBJECTS)
else
OBJECTS += $(OUT)/obj/shared/no_slots.o
endif
ifeq ($(PORT_LWIP),yes)
LWIP_OBJECTS = $(patsubst %.c,$(OUT)/obj/lwip/%.o,$(LWIP_SOURCES))
OBJECTS += $(LWIP_OBJECTS)
PORT_FLAGS += $(LWIP_FLAGS)
PORT_FETCHED = $(LWIP_DIR)/fetched
endif

all: $(PORT_IMAGES:%=$(OUT)/%.bin)
ifneq ($(PORT_LOADER),)
all: $(OUT)/loader.bin
endif

$(OUT)/obj/vm/%.o: EXTRA = $(VM_FLAGS) $(WARNINGS) -Wconversion -Wno-type-limits -Wno-nonnull
$(INTERP_OBJECTS): OPTIMISE = $(PORT_INTERP_CFLAGS)
PORT_INTERP_CFLAGS ?= -O2 -fno-gcse
PORT_HEAP_CFLAGS ?= -O2
$(FAST_OBJECTS): OPTIMISE = $(PORT_HEAP_CFLAGS)
$(OUT)/obj/frozen.o: EXTRA = $(VM_FLAGS)
$(OUT)/obj/proto/%.o: EXTRA = -DPROTO_BOARD_ONLY $(WARNINGS) -Wconversion \
	-fno-inline-functions-called-once -fno-ipa-sra
$(OUT)/obj/agent/%.o: EXTRA = $(AGENT_FLAGS) -I$(MONOCYPHER_DIR) $(WARNINGS)
$(OUT)/obj/port/%.o: EXTRA = $(AGENT_FLAGS) $(WARNINGS)
$(OUT)/obj/shared/%.o: EXTRA = $(PORT_FLAGS) $(WARNINGS) -Wno-cast-qual
$(OUT)/obj/lwip/%.o: EXTRA = $(LWIP_FLAGS) -w
$(LITTLEFS_OBJECTS): EXTRA = $(LFS_FLAGS) -w
$(MONOCYPHER_OBJECTS): EXTRA = -w

COMPILE = @$(MKDIR_P) $(@D) && $(CCACHE) $(CC) $(CFLAGS) $(EXTRA) $(OPTIMISE) \
	-MMD -MP -c $< -o $@

$(OUT)/obj/vm/%.o: $(top_srcdir)/vm/%.c
	$(COMPILE)
$(OUT)/frozen.c: $(wildcard $(srcdir)/python/*.py) $(port)/port.mk $(FREEZER)
	@$(MKDIR_P) $(@D) && $(FREEZER) \
	    --freeze $(srcdir)/python/$(PORT_MANIFEST) -o $@
$(OUT)/obj/frozen.o: $(OUT)/frozen.c
	$(COMPILE)
$(OUT)/obj/proto/%.o: $(top_srcdir)/proto/%.c
	$(COMPILE)
$(OUT)/obj/agent/%.o: $(srcdir)/%.c $(LITTLEFS_DIR)/fetched \
    $(MONOCYPHER_DIR)/fetched
	$(COMPILE)
$(OUT)/obj/port/%.o: $(port)/%.c
	$(COMPILE)
$(OUT)/obj/port/%.o: $(port)/%.S
	$(COMPILE)
$(OUT)/obj/shared/%.o: $(shared)/%.c $(PORT_FETCHED)
	$(COMPILE)
$(LWIP_OBJECTS): $(OUT)/obj/lwip/%.o: $(LWIP_DIR)/fetched \
    $(shared)/lwipopts.h $(port)/port_config.h
	@$(MKDIR_P) $(@D) && $(CCACHE) $(CC) $(CFLAGS) $(EXTRA) -c \
	    $(LWIP_DIR)/$*.c -o $@
$(LITTLEFS_OBJECTS): $(OUT)/obj/%.o: $(LITTLEFS_DIR)/fetched
	@$(MKDIR_P) $(@D) && $(CCACHE) $(CC) $(CFLAGS) $(EXTRA) -c \
	    $(LITTLEFS_DIR)/$*.c -o $@
$(MONOCYPHER_OBJECTS): $(OUT)/obj/%.o: $(MONOCYPHER_DIR)/fetched
	@$(MKDIR_P) $(@D) && $(CCACHE) $(CC) $(CFLAGS) $(EXTRA) -c \
	    $(MONOCYPHER_DIR)/$*.c -o $@

$(OBJECTS) $(LOADER_OBJECTS) $(VM_OBJECTS) $(INTERP_OBJECTS): $(port)/port.mk

LINK = $(CC) $(CFLAGS) -nostartfiles -Wl,--gc-sections -Wl,--no-warn-rwx-segments

# An archive, so that only what is asked for is linked.
$(OUT)/libvm.a: $(VM_OBJECTS) $(INTERP_OBJECTS)
	@rm -f $@
	@$(CC)-ar rcs $@ $^

$(PORT_IMAGES:%=$(OUT)/%.elf): $(OBJECTS) $(OUT)/libvm.a
$(OUT)/loader.elf: $(LOADER_OBJECTS)
$(OUT)/%.elf: $(port)/link.ld $(port)/port.mk
	@$(LINK) -T $(port)/link.ld $(PORT_LINK) $(PORT_LINK_$*) \
	    -Wl,-Map=$(@:.elf=.map) $(filter %.o %.a,$^) -lm -o $@
	@$(srcdir)/ports/shared/sizes '$(PORT) $*' $(PORT_CROSS)nm $@

%.bin: %.elf
	@$(PORT_CROSS)objcopy -O binary $< $@

clean:
	rm -rf $(OUT)

-include $(wildcard $(OBJECTS:.o=.d) $(VM_OBJECTS:.o=.d) $(INTERP_OBJECTS:.o=.d) $(LOADER_OBJECTS:.o=.d))

.PHONY: all clean
.PRECIOUS: $(OUT)/%.elf
.DELETE_ON_ERROR:
