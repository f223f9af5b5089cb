"""What must be so before this service starts: above all that the demo's open door stands nowhere but in the demo."""

import ipaddress

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError, connection

from partnership.models import Account, Partnership

LOOPBACK = {"localhost", "testserver", "[::1]"}
WHAT_TO_DO = "Unset DEMO, or point DATABASE_URL and DATA_DIR at a demo of its own."


def _is_loopback(host: str) -> bool:
    try:
        return host in LOOPBACK or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@register()
def demo_hosts_are_this_machine(app_configs, **kwargs):
    """Nobody reaches the demo's door from elsewhere (decisions 12)."""
    if not settings.DEMO:
        return []
    hosts = [host for host in settings.ALLOWED_HOSTS if not _is_loopback(host)]
    if not hosts:
        return []
    return [Error(f"DEMO is on and ALLOWED_HOSTS has {', '.join(hosts)}.", hint=WHAT_TO_DO, id="demo.E001")]


@register()
def demo_database_is_marked(app_configs, **kwargs):
    """An empty database may become the demo's; one that holds anything is marked as the demo's or refused."""
    if not settings.DEMO:
        return []
    try:
        real = Partnership.objects.filter(is_demo=False).exists()
        unmarked = Account.objects.exists() and not Partnership.objects.filter(is_demo=True).exists()
    except DatabaseError:
        connection.close()  # no tables yet: nothing is in it
        return []
    if not (real or unmarked):
        return []
    return [Error("DEMO is on, but this database is not marked as a demo.", hint=WHAT_TO_DO, id="demo.E002")]


@register(deploy=True)
def production_scans_files(app_configs, **kwargs):
    """Without a scanner every file that comes in waits for one, out of everybody's reach (security, "Coming in")."""
    if settings.DEMO or settings.CLAMD:
        return []
    hint = "Set CLAMD to unix:/run/clamav/clamd.ctl or host:3310."
    return [Error("No file can be scanned for malware.", hint=hint, id="production.E002")]


@register()
def production_keeps_its_doors(app_configs, **kwargs):
    """What production can't do without, said in one place."""
    if settings.DEMO:
        return []
    wanted = {
        "ALLOWED_HOSTS": settings.ALLOWED_HOSTS,
        "DATABASE_URL (PostgreSQL)": connection.vendor == "postgresql",
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL (https)": settings.SITE_URL.startswith("https://"),
    }
    return [
        Error(f"Production needs {name}.", hint="README lists the settings.", id="production.E001")
        for name, there in wanted.items()
        if not there
    ]
