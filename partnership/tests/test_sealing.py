"""What is sealed opens again for what it was sealed for, and for nothing else."""

import pytest
from django.conf import settings

from partnership.sealing import Unsealable, seal, seal_bytes, unseal, unseal_bytes

PURPOSE = {"purpose": "totp", "about": "second factor"}


def test_what_was_sealed_opens_again_and_looks_different_each_time():
    first, second = seal("Zoë ’s secret", **PURPOSE), seal("Zoë ’s secret", **PURPOSE)

    assert first != second
    assert "Zoë" not in first
    assert [unseal(each, **PURPOSE) for each in (first, second)] == ["Zoë ’s secret"] * 2


@pytest.mark.parametrize("elsewhere", [{"purpose": "files"}, {"about": "something else"}])
def test_it_opens_for_nothing_else(elsewhere):
    sealed = seal("a secret", **PURPOSE)

    with pytest.raises(Unsealable):
        unseal(sealed, **PURPOSE | elsewhere)


@pytest.mark.parametrize("damage", ["gone:{}", "current:{}", "k1:A{}", "{}", "", "k1:", "k1:ä"])
def test_what_was_altered_or_lost_its_key_is_said_so(damage):
    sealed = seal("a secret", **PURPOSE).partition(":")[2]

    with pytest.raises(Unsealable, match="can't be opened"):
        unseal(damage.format(sealed), **PURPOSE)


def test_one_changed_byte_is_noticed():
    key_id, sealed = seal_bytes(b"a file", purpose="files", about="its name")
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])

    with pytest.raises(Unsealable):
        unseal_bytes(key_id, changed, purpose="files", about="its name")


def test_a_new_key_seals_from_now_on_and_the_old_one_still_opens(monkeypatch):
    before = seal("a secret", **PURPOSE)
    totp = settings.KEYS["totp"]
    another = settings.KEYS["files"]["k1"]
    monkeypatch.setitem(settings.KEYS, "totp", totp | {"k2": another, "current": "k2"})

    assert seal("a secret", **PURPOSE).startswith("k2:")
    assert unseal(before, **PURPOSE) == "a secret"
