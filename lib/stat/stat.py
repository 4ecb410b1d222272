# SPDX-License-Identifier: MIT
# What the first item of os.stat() says.
ST_MODE, ST_INO, ST_DEV, ST_NLINK, ST_UID = range(5)
ST_GID, ST_SIZE, ST_ATIME, ST_MTIME, ST_CTIME = range(5, 10)

S_IFDIR = 0o040000
S_IFCHR = 0o020000
S_IFBLK = 0o060000
S_IFREG = 0o100000
S_IFIFO = 0o010000
S_IFLNK = 0o120000
S_IFSOCK = 0o140000


def S_IMODE(mode):
    return mode & 0o7777


def S_IFMT(mode):
    return mode & 0o170000


def S_ISDIR(mode):
    return S_IFMT(mode) == S_IFDIR


def S_ISREG(mode):
    return S_IFMT(mode) == S_IFREG


def S_ISCHR(mode):
    return S_IFMT(mode) == S_IFCHR


def S_ISBLK(mode):
    return S_IFMT(mode) == S_IFBLK


def S_ISLNK(mode):
    return S_IFMT(mode) == S_IFLNK
