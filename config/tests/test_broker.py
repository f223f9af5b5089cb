"""The embedded broker: a message is there whole or not at all, and what a kill left empty stops nobody."""

import json
import threading

import pytest
from kombu import Connection

from config.celery import app

MESSAGES = 300


@pytest.fixture
def connection(tmp_path):
    folders = {
        name: tmp_path / folder
        for name, folder in (
            ("data_folder_in", "queue"),
            ("data_folder_out", "queue"),
            ("control_folder", "control"),
        )
    }
    folders["data_folder_in"].mkdir()
    with Connection(
        "filesystem://", transport_options={name: str(path) for name, path in folders.items()}
    ) as opened:
        yield opened


def test_whoever_lists_the_folder_finds_every_message_whole(connection, tmp_path):
    stop, halves = threading.Event(), []

    def watch():
        while not stop.is_set():
            for file in (tmp_path / "queue").glob("*.msg"):
                try:
                    json.loads(file.read_bytes())
                except ValueError:
                    halves.append(file.name)

    watcher = threading.Thread(target=watch)
    watcher.start()
    queue = connection.SimpleQueue("celery")
    for number in range(MESSAGES):
        queue.put({"number": number})
    stop.set()
    watcher.join()

    assert halves == []
    assert [queue.get(timeout=1).payload["number"] for _ in range(3)]
    assert not list((tmp_path / "queue").glob("*.unfinished"))


def test_a_list_of_queues_that_a_kill_left_empty_is_made_anew(connection, tmp_path):
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "celery.exchange").write_bytes(b"")
    channel = connection.channel()
    assert channel.get_table("celery") == []

    channel._queue_bind("celery", "celery", "", "celery")
    assert [row.queue for row in channel.get_table("celery")] == ["celery"]


def test_the_worker_uses_it():
    with app.connection_for_write() as opened:
        assert (
            opened.transport_cls != "filesystem" or opened.get_transport_cls().__module__ == "config.broker"
        )
