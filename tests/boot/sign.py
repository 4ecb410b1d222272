#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""upy-sign: keys, manifests, and that the boot code agrees with them."""
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import zlib

BUILD = os.environ["UPYD_BUILD"]
SIGN = os.path.join(BUILD, "device-agent", "upy-sign")
CHECK = os.path.join(BUILD, "tests", "boot", "check_manifest")
CLASS = "8d4cbd9a-36fb-4e9c-9b0f-6d1a3cf0a001"
BASE = ["--class", CLASS, "--hw", "1-3", "--version", "1.2.3",
        "--security", "4"]
ZEROS = "00000000-0000-0000-0000-000000000000"


def run(*args, want=0):
    done = subprocess.run([SIGN, *args], capture_output=True, text=True)
    assert done.returncode == want, (args, done)
    return done


def board_says(path, public):
    done = subprocess.run([CHECK, path, public], capture_output=True,
                          text=True)
    return done.stdout.strip()


def main():
    keys = run("keygen", "key").stdout
    lines = dict(line.split() for line in keys.splitlines())
    assert os.stat("key").st_mode & 0o777 == 0o600
    private = open("key").read()
    assert "PRIVATE KEY" in private
    secret = private.splitlines()[1]
    assert secret not in keys
    run("keygen", "key", want=1)
    assert open("key").read() == private
    run("keygen", "other")

    image = bytes(range(256)) * 20
    with open("image", "wb") as file:
        file.write(image)
    done = run("sign", "image", "--key", "key", *BASE)
    assert done.stdout == "" and done.stderr == "", done
    manifest = open("image.manifest", "rb").read()
    assert len(manifest) == 240
    run("verify", "image.manifest", "image", "--key", "key.pub")
    run("verify", "image.manifest", "image", "--key", lines["public"])
    assert board_says("image.manifest", lines["public"]) == "ok"
    done = run("verify", "image.manifest", "image", "--key", "other.pub",
               want=1)
    assert "unknown key" in done.stderr

    text = run("inspect", "image.manifest").stdout
    facts = dict(line.split(None, 1) for line in text.splitlines())
    assert facts["version"] == "1.2.3" and facts["security"] == "4", facts
    assert facts["class"] == CLASS.replace("-", ""), facts
    assert facts["hw"] == "1-3" and facts["slots"] == "abf", facts
    assert facts["size"] == str(len(image)), facts
    assert facts["key"] == lines["id"] and facts["expires"] == "never"

    # A byte more, less, or another one: nobody takes it.
    for at in list(range(0, 240, 7)) + [239]:
        changed = bytearray(manifest)
        changed[at] ^= 0x40
        with open("changed", "wb") as file:
            file.write(changed)
        run("verify", "changed", "image", "--key", "key.pub", want=1)
        assert board_says("changed", lines["public"]) != "ok", at
    for wrong in (manifest[:-1], manifest + b"\0", b""):
        with open("changed", "wb") as file:
            file.write(wrong)
        run("inspect", "changed", want=1)
        assert board_says("changed", lines["public"]) == "not a manifest"
    for wrong in (image[:-1], image + b"x", b"y" + image[1:]):
        with open("changed", "wb") as file:
            file.write(wrong)
        run("verify", "image.manifest", "changed", "--key", "key.pub", want=1)

    # Codings: smaller, and checked by the boards' decoder before written.
    old = random.Random(1).randbytes(9000) + bytes(range(256)) * 200
    new = bytearray(old[:3000] + b"inserted" + old[3000:])
    for at in range(50, len(new), 997):
        new[at] ^= 1
    for name, content in (("old", old), ("new", bytes(new)), ("tiny", b"x")):
        with open(name, "wb") as file:
            file.write(content)
    run("sign", "new", "--key", "key", *BASE, "--coding", "deflate")
    run("sign", "new", "--key", "key", *BASE, "--coding", "delta", "--base",
        "old")
    run("sign", "tiny", "--key", "key", *BASE, "--coding", "deflate")
    run("sign", "tiny", "--key", "key", *BASE, "--coding", "delta", "--base",
        "old")
    assert zlib.decompress(open("new.deflate", "rb").read(), -11) == new
    assert os.path.getsize("new.delta") < 600, os.path.getsize("new.delta")
    for coding in ("deflate", "delta"):
        sent = "new." + coding
        text = run("inspect", sent + ".manifest").stdout
        facts = dict(line.split(None, 1) for line in text.splitlines())
        assert facts["coding"] == coding, facts
        assert facts["size"] == str(len(new)), facts
        assert facts["sent"] == str(os.path.getsize(sent)), facts
        assert board_says(sent + ".manifest", lines["public"]) == "ok"
        run("verify", sent + ".manifest", sent, "--key", "key.pub")
        run("verify", sent + ".manifest", "new", "--key", "key.pub")
        run("verify", sent + ".manifest", "old", "--key", "key.pub", want=1)
    assert facts["base"] == hashlib.sha256(old).hexdigest(), facts

    # Options.
    run("sign", "image", "--key", "key", *BASE, "--expires", "2099-12-31",
        "--slots", "b", "--address", "0x20001000", "--bundle", "7",
        "--output", "second")
    text = run("inspect", "second").stdout
    facts = dict(line.split(None, 1) for line in text.splitlines())
    assert facts["expires"] == "2099-12-31T00:00:00Z", facts
    assert facts["slots"] == "b" and facts["address"] == "0x20001000"
    assert facts["bundle"] == "7"
    for wrong in (["--expires", "2001-01-01"], ["--expires", "2099-02-31"],
                  ["--hw", "3-1"], ["--version", "1.2"],
                  ["--version", "256.0.0"], ["--security", "-1"],
                  ["--security", "4294967296"], ["--class", ZEROS[1:]],
                  ["--slots", "x"], ["--slots", ""], ["--nonsense"],
                  ["--coding", "zip"], ["--coding", "delta"],
                  ["--base", "old"]):
        run("sign", "image", "--key", "key", *BASE, *wrong, "--output",
            "third", want=2)
    run("sign", "image", "--key", "key", *BASE[:-2], want=2)
    run("sign", "missing", "--key", "key", *BASE, want=1)
    run("sign", "image", "--key", "key.pub", *BASE, want=1)
    assert not os.path.exists("third")
    open("empty", "w").close()
    run("sign", "empty", "--key", "key", *BASE, want=1)
    run("frobnicate", want=2)
    run(want=2)
    os.chmod("key", 0o644)
    assert "others may read" in run("sign", "image", "--key", "key",
                                    *BASE).stderr
    print("ok")
    return 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        sys.exit(main())
