"""Files at rest: encrypted, bound to their name, and never half read."""

import stat

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reports.vault import MAGIC, RENEWING, Unreadable, discard, fetch, keep, renew

CONTENT = b"%PDF-1.7 Zo\xc3\xab O'Driscoll"


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"


def path_of(name):
    return settings.FILES_DIR / name[:2] / name


def test_a_file_comes_back_as_it_was_and_is_kept_unreadable():
    name = keep(CONTENT)

    assert fetch(name) == CONTENT
    raw = path_of(name).read_bytes()
    assert raw.startswith(MAGIC + b"\x02k1")
    assert b"Driscoll" not in raw
    assert stat.S_IMODE(path_of(name).stat().st_mode) == 0o600


def test_the_same_content_is_kept_under_another_name_and_looks_different():
    first, second = keep(CONTENT), keep(CONTENT)

    assert first != second
    assert path_of(first).read_bytes() != path_of(second).read_bytes()


def test_a_file_that_was_put_in_the_place_of_another_is_refused():
    first, second = keep(b"of the mother"), keep(b"of the father")
    path_of(first).write_bytes(path_of(second).read_bytes())

    with pytest.raises(Unreadable):
        fetch(first)


@pytest.mark.parametrize(
    "damaged",
    [b"", MAGIC, MAGIC + b"\x02", MAGIC + b"\x02k1", MAGIC + b"\x02k9" + bytes(60), MAGIC + b"\x02\xff\xff",
     b"CPC9\x02k1" + bytes(60), b"%PDF-1.7 not encrypted"],
)  # fmt: skip
def test_a_damaged_file_gets_a_sentence(damaged):
    name = keep(CONTENT)
    path_of(name).write_bytes(damaged)

    with pytest.raises(Unreadable, match="can't be read from the store"):
        fetch(name)


def test_a_lost_file_gets_the_same_sentence_and_discarding_twice_harms_nothing():
    name = keep(CONTENT)
    discard(name)
    discard(name)

    with pytest.raises(Unreadable):
        fetch(name)


@pytest.fixture
def second_key(settings):
    """Another key comes into use; the first is still there."""
    files = settings.KEYS["files"] | {"k2": "A" * 43 + "=", "current": "k2"}
    return lambda: setattr(settings, "KEYS", settings.KEYS | {"files": files})


def test_every_file_is_put_under_the_newest_key_and_says_the_same(second_key, capsys):
    files = [keep(CONTENT), keep(b"another")]
    second_key()
    late = keep(b"since then")
    call_command("rotate_files")

    assert "2 put under the newest key." in capsys.readouterr().out
    assert [fetch(name) for name in (*files, late)] == [CONTENT, b"another", b"since then"]
    assert all(path_of(name).read_bytes().startswith(MAGIC + b"\x02k2") for name in files)
    assert {stat.S_IMODE(path_of(name).stat().st_mode) for name in files} == {0o600}
    call_command("rotate_files")
    assert "0 put under the newest key.\nNothing is left under an older key." in capsys.readouterr().out


def test_a_rotation_that_was_ended_half_way_is_taken_up_again(second_key):
    done, half, untouched = keep(b"done"), keep(b"half"), keep(b"untouched")
    second_key()
    assert renew(done)
    path_of(half).with_suffix(RENEWING).write_bytes(b"half a file")
    path_of(untouched).with_suffix(RENEWING).write_bytes(b"")
    assert renew(half)  # whatever lies there
    call_command("rotate_files")

    assert [fetch(name) for name in (done, half, untouched)] == [b"done", b"half", b"untouched"]
    assert not list(settings.FILES_DIR.glob(f"*/*{RENEWING}"))


def test_a_file_that_cannot_be_read_is_named_left_and_does_not_stop_the_others(second_key, capsys):
    broken, sound = sorted([keep(b"one"), keep(b"two")])
    path_of(broken).write_bytes(b"damaged")
    second_key()
    with pytest.raises(CommandError, match=f"1 can't be read and are left as they are: {broken}"):
        call_command("rotate_files")

    assert path_of(broken).read_bytes() == b"damaged"
    assert path_of(sound).read_bytes().startswith(MAGIC + b"\x02k2")


def test_nothing_is_ever_on_the_disk_in_the_clear_while_keys_change(second_key):
    name = keep(CONTENT)
    second_key()
    renew(name)
    assert not [
        path for path in settings.FILES_DIR.rglob("*") if path.is_file() and b"Driscoll" in path.read_bytes()
    ]
