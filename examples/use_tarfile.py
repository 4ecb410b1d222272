# SPDX-License-Identifier: MIT
# Writes an archive and lists it.
import io

import tarfile

out = io.BytesIO()
t = tarfile.open(mode="w", fileobj=out)
info = tarfile.TarInfo("hello.txt")
info.size = 5
t.addfile(info, io.BytesIO(b"hello"))
t.f.write(bytes(1024))
for info in tarfile.open(fileobj=io.BytesIO(out.getvalue())):
    print(info.name, info.size, info.subf.read())
