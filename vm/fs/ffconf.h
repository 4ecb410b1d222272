/* SPDX-License-Identifier: MIT */
/* How the FatFs library is built for the VM; see its own documentation. */
#ifndef VM_FFCONF_H
#define VM_FFCONF_H

#define FFCONF_DEF 80386

/* Largest sector; a volume's state holds one. */
#ifndef VM_FAT_SECTOR_MAX
#define VM_FAT_SECTOR_MAX 4096
#endif

#define FF_FS_READONLY     0
#define FF_FS_MINIMIZE     0
#define FF_USE_FIND        0
#define FF_USE_MKFS        1
#define FF_USE_FASTSEEK    0
#define FF_USE_EXPAND      0
#define FF_USE_CHMOD       0
#define FF_USE_LABEL       0
#define FF_USE_FORWARD     0
#define FF_USE_STRFUNC     0
#define FF_PRINT_LLI       0
#define FF_PRINT_FLOAT     0
#define FF_STRF_ENCODE     3
#define FF_CODE_PAGE       437
#define FF_USE_LFN         2 /* working buffer on the stack */
#define FF_MAX_LFN         255
#define FF_LFN_UNICODE     2 /* UTF-8 */
#define FF_LFN_BUF         255
#define FF_SFN_BUF         12
#define FF_FS_RPATH        2
#define FF_PATH_DEPTH      10
#define FF_VOLUMES         1
#define FF_STR_VOLUME_ID   0
#define FF_MULTI_PARTITION 0
#define FF_MIN_SS          512
#define FF_MAX_SS          VM_FAT_SECTOR_MAX
#define FF_LBA64           0
#define FF_MIN_GPT         0x10000000
#define FF_USE_TRIM        0
#define FF_FS_TINY         1 /* files share the volume's sector */
#define FF_FS_EXFAT        0
#define FF_FS_NORTC        0
#define FF_NORTC_MON       1
#define FF_NORTC_MDAY      1
#define FF_NORTC_YEAR      2025
#define FF_FS_CRTIME       0
#define FF_FS_NOFSINFO     0
#define FF_FS_LOCK         0
#define FF_FS_REENTRANT    0
#define FF_FS_TIMEOUT      1000

/* Put into the library's text when it is fetched: the least number of
 * sectors of a volume, and where it finds the volume a path is on. */
#define FF_MIN_SECTORS 48
#define FatFs          vm_fat_volumes()

#endif
