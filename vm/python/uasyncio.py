# SPDX-License-Identifier: MIT
# The name asyncio had in older versions.
import asyncio


def __getattr__(name):
    return getattr(asyncio, name)


def __dir__():
    return dir(asyncio)
