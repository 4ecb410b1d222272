# SPDX-License-Identifier: MIT
# os functions that only MicroPython has.
import os
open('f', 'w').close()
os.mkdir('d')
print(sorted((e[0], e[1]) for e in os.ilistdir()), sorted(e[0] for e in os.ilistdir('.')))
print(list(os.ilistdir('d')))
print(len(os.statvfs('.')), os.statvfs('.')[0] > 0)
print(len(os.uname()) if hasattr(os, 'uname') else 5)
os.sync() if hasattr(os, 'sync') else None
