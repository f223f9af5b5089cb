"""The broker of files, made safe for readers who are quick: kombu's own shows a message before it is written.

There a worker can find a file that is still empty, and ends itself over it. Here a message takes its name once it is whole,
and the lists of queues are read and written by one process at a time. An empty list, left by a kill, is made anew.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import monotonic_ns

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue, payload, **kwargs):
        """The message under its name at once: whoever lists the folder finds it whole or not at all."""
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}"  # as kombu names them: sorted, the oldest comes first
        unfinished = folder / f"{name}.unfinished"
        unfinished.write_bytes(dumps(payload).encode())
        os.replace(unfinished, folder / f"{name}.{queue}.msg")

    def get_table(self, exchange):
        with self._alone(exchange):
            return super().get_table(exchange)

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        with self._alone(exchange):
            super()._queue_bind(exchange, routing_key, pattern, queue)

    @contextmanager
    def _alone(self, exchange: str) -> Iterator[None]:
        self.control_folder.mkdir(exist_ok=True)
        with (self.control_folder / "lock").open("w") as held:
            flock(held, LOCK_EX)
            listed = self._exchange_file(exchange)
            if listed.exists() and not listed.stat().st_size:
                listed.unlink()
            yield


class Transport(filesystem.Transport):
    Channel = Channel
