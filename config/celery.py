"""Worker and beat. The database is the record and Celery is the hands: messages in the broker carry nothing but ids."""

import os

from celery import Celery
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
app = Celery("config")


def broker_settings() -> dict:
    """Redis where REDIS_URL is set; files in DATA_DIR/broker otherwise (libraries: broker, embedded)."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {"visibility_timeout": 600, "unacked_restore_throttle": 1},
        }
    folder = settings.DATA_DIR / "broker"
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://",
        "broker_transport_options": {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
        },
    }


app.conf.update(
    **broker_settings(),
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    enable_utc=True,
    timezone="UTC",
    # Fixed intervals, never crontab: that has a hole when the clocks change. What beat asked for while no worker was
    # there is dropped after one interval, because the next asks for the same.
    beat_schedule={
        name: {"task": task, "schedule": seconds, "options": {"expires": max(seconds, 1)}}
        for name, task, seconds in (
            ("sweep", "scheduling.tasks.sweep", settings.SWEEP_EVERY_SECONDS),
            ("render", "reports.tasks.render_waiting", settings.RENDER_EVERY_SECONDS),
            ("scan", "reports.tasks.scan_waiting", settings.SCAN_EVERY_SECONDS),
        )
    },
    # Intervals need no memory, and a schedule kept in a file is one more thing that a hard kill can break.
    beat_scheduler="celery.beat:Scheduler",
    beat_max_loop_interval=1,
)
app.autodiscover_tasks(["scheduling", "reports"])
