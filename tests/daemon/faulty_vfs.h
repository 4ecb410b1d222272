/* SPDX-License-Identifier: MIT */
/*
 * A layer over SQLite's own file access whose n-th write or sync fails with
 * "disk full", for tests. All state is static; one test program uses it.
 */
#ifndef FAULTY_VFS_H
#define FAULTY_VFS_H

/* Makes the layer the default for databases opened from now on. */
void faulty_vfs_install(void);
/* The n-th write or sync from now fails once; 0: none does. */
void faulty_vfs_fail_at(int n);

#endif
