"""Eight processes want the same quarter of an hour, a hundred times: one has it, seven get a sentence."""

import json
import os
import subprocess
import sys
import time

from django.conf import settings

from scheduling.tests.diary_rivals import RIVALS

TRIES = 100
MODULE = [sys.executable, "-W", "ignore", "-m", "scheduling.tests.diary_rivals"]


def surroundings(name):
    """The environment of a rival: the database of their own, on the engine that this run has."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rsplit('/', 1)[0]}/{name}"
    return os.environ | {"DATABASE_URL": url}


def test_one_of_eight_rivals_books_and_seven_get_a_sentence(tmp_path):
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    name = str(tmp_path / "rivals.sqlite3") if on_sqlite else f"rivals_{os.getpid()}"
    subprocess.run([*MODULE, "prepare", name], check=True, cwd=settings.BASE_DIR)
    rivals = [
        subprocess.Popen(
            [*MODULE, "rival", str(number)],
            cwd=settings.BASE_DIR,
            env=surroundings(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(RIVALS)
    ]
    try:
        assert [rival.stdout.readline() for rival in rivals] == ["ready\n"] * RIVALS
        outcomes = [[json.loads(answer) for answer in a_try(rivals, turn)] for turn in range(TRIES)]
    finally:
        for rival in rivals:
            rival.communicate()
        done = subprocess.run(
            [*MODULE, "finish", name],
            cwd=settings.BASE_DIR,
            env=surroundings(name),
            capture_output=True,
            text=True,
        )

    assert [answer for answers in outcomes for answer in answers if "wrong" in answer] == []
    assert [sum("booked" in answer for answer in answers) for answers in outcomes] == [1] * TRIES
    sentences = [answer["refused"] for answers in outcomes for answer in answers if "refused" in answer]
    assert len(sentences) == TRIES * (RIVALS - 1)
    assert all(" is taken on " in sentence and "nearest free times" in sentence for sentence in sentences)
    left = json.loads(done.stdout.splitlines()[-1])
    assert left == {
        "standing": left["standing"],
        "released": TRIES - left["standing"],
        "slots": [6],
        "stray": 0,
        "agree": True,
    }


def a_try(rivals, turn):
    """Every rival begins at the same moment; their answers in order."""
    moment = time.monotonic() + 0.02
    for rival in rivals:
        rival.stdin.write(f"{turn} {moment}\n")
        rival.stdin.flush()
    return [rival.stdout.readline() for rival in rivals]
