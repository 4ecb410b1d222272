/* SPDX-License-Identifier: MIT */
/* The file systems of upy beside VfsPosix. */
#include "../modules/file_system.h"
#include "host.h"

const struct vm_file_system *const host_file_systems[HOST_FILE_SYSTEMS] = {
	&vm_file_system_fat,
	&vm_file_system_lfs1,
	&vm_file_system_lfs2,
	&vm_file_system_rom,
};
