# SPDX-License-Identifier: MIT
"""A serial line in software: two terminals, bytes paced as by a UART.

Each direction carries `rate` bytes per second and delays every byte by half
of the round trip. With `loss`, that share of the frames (00 FE ... 00)
disappears, chosen by a seeded generator.
"""
import os
import pty
import random
import select
import threading
import time
import tty

BACKLOG_SECONDS = 0.005  # a UART and its driver hold a few bytes


class _Direction:
    def __init__(self, source, sink, rate, delay, loss, seed):
        self.source, self.sink = source, sink
        self.rate, self.delay, self.loss = rate, delay, loss
        self.random = random.Random(seed)
        self.queue = []          # (due time, bytes)
        self.line_free = 0.0     # when the last byte has left the sender
        self.held = b""          # a frame not yet complete, for loss
        self.lost = self.carried = self.dropped = 0
        self.step = max(8, int(rate * 0.001))

    def wants_input(self, now):
        # A frame is passed on whole when frames can be lost: the next one
        # must be here before the line falls idle.
        backlog = BACKLOG_SECONDS * (3 if self.loss else 1)
        return self.line_free - now < backlog

    def read(self, now):
        data = os.read(self.source, self.step * 4)
        self.carried += len(data)
        kept = self._lose_frames(data) if self.loss else data
        at = max(now, self.line_free)
        for i in range(0, len(kept), self.step):
            part = kept[i:i + self.step]
            at += len(part) / self.rate
            self.queue.append((at + self.delay, part))
        # A lost frame takes its time on the line like any other.
        self.line_free = at + self.dropped / self.rate
        self.dropped = 0

    def _lose_frames(self, data):
        """Passes bytes on frame by frame, so that a whole one can be lost."""
        self.held += data
        out = b""
        while self.held:
            start = self.held.find(b"\x00\xfe")
            if start < 0:
                keep = 1 if self.held.endswith(b"\x00") else 0
                out += self.held[:len(self.held) - keep]
                self.held = self.held[len(self.held) - keep:]
                break
            out += self.held[:start]
            end = self.held.find(b"\x00", start + 2)
            if end < 0:
                self.held = self.held[start:]
                break
            frame = self.held[start:end + 1]
            self.held = self.held[end + 1:]
            if self.random.random() < self.loss:
                self.lost += 1
                self.dropped += len(frame)
            else:
                out += frame
        return out

    def write(self, now):
        while self.queue and self.queue[0][0] <= now:
            data = self.queue[0][1]
            try:
                done = os.write(self.sink, data)
            except BlockingIOError:
                return
            if done < len(data):
                self.queue[0] = (self.queue[0][0], data[done:])
                return
            self.queue.pop(0)


class PacedLine:
    """Relays between `far` (a path or a descriptor) and a new terminal."""

    def __init__(self, far, near, rate, round_trip=0.006, loss=0.0, seed=1):
        if isinstance(far, int):  # a pty's master that the caller holds
            self.far = os.dup(far)
            os.set_blocking(self.far, False)
        else:
            self.far = os.open(far, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            tty.setraw(self.far)
        self.near, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.near, False)
        if os.path.lexists(near):
            os.unlink(near)
        self.path = os.ttyname(self.slave)
        os.symlink(self.path, near)
        delay = round_trip / 2
        self.directions = [
            _Direction(self.near, self.far, rate, delay, loss, seed),
            _Direction(self.far, self.near, rate, delay, loss, seed + 1)]
        self.halt = False
        self.thread = threading.Thread(target=self._relay, daemon=True)
        self.thread.start()

    def _relay(self):
        while not self.halt:
            now = time.monotonic()
            for direction in self.directions:
                direction.write(now)
            due = [d.queue[0][0] for d in self.directions if d.queue]
            wait = min([max(0.0, at - now) for at in due] + [0.01])
            readable = [d.source for d in self.directions
                        if d.wants_input(now)]
            ready = select.select(readable, [], [], wait)[0]
            for direction in self.directions:
                if direction.source in ready:
                    try:
                        direction.read(time.monotonic())
                    except OSError:
                        time.sleep(0.001)

    def close(self):
        self.halt = True
        self.thread.join()
        for fd in (self.far, self.near, self.slave):
            os.close(fd)
