"""Mutation testing of procedures/: changes one operator or number at a time and asks whether any test notices.

    ./test --mutate [FILE …] [--line N]

Works on a copy. Each change runs the suite of procedures/ in a fork, so that Python, pytest and hypothesis are
loaded once. A change that no test notices is a survivor: write the test, or give the reason in SPARED.
"""

import argparse
import ast
import copy
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis  # noqa: F401 - loaded once here, for every fork
import pytest
import yaml  # noqa: F401

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "procedures"
PLACE = CORE  # each hand's own copy, once it has settled
ENOUGH = 90  # seconds; a change that makes a loop endless has been noticed

# What was loaded before the fork can't be rewritten for better messages, which nobody reads here.
QUIET = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
PYTEST = [*QUIET, "procedures/tests"]

# "file:the changed line's own text" → why no test can notice it.
SPARED: dict[str, str] = {}

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Every way in which this one node can be wrong."""
    match node:
        case ast.Compare(ops=[operator, *rest]) if type(operator) in COMPARISONS:
            yield ast.Compare(node.left, [COMPARISONS[type(operator)](), *rest], node.comparators)
        case ast.BinOp(op=operator) if type(operator) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(operator)](), node.right)
        case ast.BoolOp(op=operator):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.If() | ast.IfExp() | ast.While():
            turned = copy.copy(node)
            turned.test = ast.UnaryOp(ast.Not(), node.test)
            yield turned
        case ast.Return(value=ast.expr(), lineno=_) if not is_none(node.value):
            yield ast.Return(ast.Constant(None))


def is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """(line, what the changed node now says, the whole changed source); annotations and decorators are left alone."""
    tree = ast.parse(source)
    said = {
        id(inner)
        for node in ast.walk(tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None), *decorators(node))
        if part is not None
        for inner in ast.walk(part)
    }
    for node in [found for found in ast.walk(tree) if id(found) not in said]:
        for changed in changes(node):
            yield (
                node.lineno,
                first_line(changed),
                ast.unparse(Exchange(node, changed).visit(copy.deepcopy(tree))),
            )


def decorators(node: ast.AST) -> list[ast.expr]:
    """They say what kind of thing it is (frozen, cached), not what it answers."""
    return getattr(node, "decorator_list", [])


def first_line(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0][:90]


class Exchange(ast.NodeTransformer):
    """Puts one node in the place of another, found again in the copy by its place and kind."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.place, self.new = where(old), new

    def visit(self, node: ast.AST) -> ast.AST:
        if where(node) == self.place:
            return ast.copy_location(copy.deepcopy(self.new), node)
        return self.generic_visit(node)


def where(node: ast.AST) -> tuple:
    return type(node), *(
        getattr(node, name, None) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")
    )


def noticed(folder: Path) -> bool:
    """Runs the suite of procedures/ in a fork that stands in `folder`; True when it fails or never ends."""
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(silence, stream)
            os.chdir(folder)
            sys.path[:0] = [str(folder)]
            os._exit(int(pytest.main(PYTEST)))
        finally:
            os._exit(70)
    until = time.monotonic() + ENOUGH
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def workplace(inside: Path) -> Path:
    """A copy of what the suite of procedures/ needs, and nothing else."""
    folder = Path(tempfile.mkdtemp(dir=inside))
    for name in ("procedures", "docs", "pytest.ini"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test --mutate")
    parser.add_argument("files", nargs="*", type=Path, default=sorted(CORE.rglob("*.py")))
    parser.add_argument("--line", type=int)
    asked = parser.parse_args()
    sys.dont_write_bytecode = True
    files = [path.resolve().relative_to(ROOT) for path in asked.files if "tests" not in path.parts]
    work = [
        (path, *m) for path in files for m in mutants((ROOT / path).read_text()) if asked.line in (None, m[0])
    ]
    hands = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(prefix="mutate-") as inside:
        if noticed(workplace(Path(inside))):
            print("The suite of procedures/ fails as it is; mend that first.")
            return 1
        print(f"{len(work)} changes in {len(files)} files, {hands} at a time", flush=True)
        with multiprocessing.get_context("fork").Pool(hands, settle, [Path(inside)]) as pool:
            outcomes = list(pool.imap(survives, work))
    survivors = sum(outcomes)
    print(f"\n{len(work) - survivors} of {len(work)} noticed; {survivors} survivors without a reason")
    return 1 if survivors else 0


def settle(inside: Path) -> None:
    global PLACE
    PLACE = workplace(inside)


def survives(change: tuple[Path, int, str, str]) -> bool:
    path, line, says, source = change
    original = (ROOT / path).read_text()
    if f"{path}:{original.splitlines()[line - 1].strip()}" in SPARED:
        return False
    (PLACE / path).write_text(source)
    alive = not noticed(PLACE)
    (PLACE / path).write_text(original)
    if alive:
        print(f"survives: {path}:{line}: {says}", flush=True)
    return alive


if __name__ == "__main__":
    sys.exit(main())
