# SPDX-License-Identifier: MIT
"""Keys, images and manifests for tests of firmware updates.

    maker = Maker(directory)
    image = maker.image("upy-board", "1.2.0")
    Board("--key", maker.public)
"""
import os
import shutil
import subprocess

BUILD = os.environ.get("UPYD_BUILD") or os.path.join(os.getcwd(), "..", "..")
SIGN = os.path.join(BUILD, "device-agent", "upy-sign")
CLASS = b"upyd-board-posix".hex()
PROGRAMS = {"good": ("device-agent", "upy-board"),
            "mute": ("tests/device-agent", "mute_board"),
            "hang": ("tests/device-agent", "hanging_image")}

# Sanitizers make an image ten times as large; what moves many images would
# take minutes there, and is left to the ordinary build.
LARGE = 16 << 20


def is_large():
    return os.path.getsize(os.path.join(BUILD, *PROGRAMS["good"])) > LARGE


class Image:
    def __init__(self, path, manifest):
        self.path = path
        self.manifest_path = manifest
        with open(path, "rb") as file:
            self.bytes = file.read()
        with open(manifest, "rb") as file:
            self.manifest = file.read()


class Maker:
    def __init__(self, directory):
        self.dir = directory
        self.key = os.path.join(directory, "key")
        self.public = self.key + ".pub"
        self.keygen(self.key)

    @staticmethod
    def keygen(path):
        subprocess.run([SIGN, "keygen", path], check=True,
                       stdout=subprocess.DEVNULL)

    def path(self, name):
        return os.path.join(self.dir, name)

    def sign(self, path, version, **options):
        """Makes path.manifest; options as those of upy-sign. With a coding
        the result is what is to be sent."""
        settings = {"key": self.key, "class": CLASS, "hw": "1",
                    "version": version, "security": "1"}
        settings.update(options)
        words = [word for name, value in settings.items()
                 for word in ("--" + name, value)]
        subprocess.run([SIGN, "sign", path, *words], check=True)
        if "coding" in options:
            path += "." + options["coding"]
        return Image(path, path + ".manifest")

    def image(self, kind, version, **options):
        """A signed image: good, mute, hang, crash."""
        path = self.path(f"{kind}-{version}")
        if kind == "crash":
            with open(path, "wb") as file:
                file.write(b"#!/bin/false\n" + version.encode())
            os.chmod(path, 0o755)
        elif kind in PROGRAMS:
            folder, name = PROGRAMS[kind]
            source = os.path.join(BUILD, folder, name)
            # Debugging information would only make tests slower.
            if subprocess.run(["strip", "-o", path, source],
                              stderr=subprocess.DEVNULL).returncode != 0:
                shutil.copy(source, path)
            with open(path, "ab") as file:
                file.write(b"version " + version.encode())
        return self.sign(path, version, **options)
