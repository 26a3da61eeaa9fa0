"""What holds of every function of the house, and of every text in its desk."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINES, PARAMETERS = 40, 6
OF_SLACK = re.compile(r"/(?:case|escalation|oncall|customer|balance)\b|<[@#!]")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    """Every function of the three floors, with its file and name; migrations stay as they were."""
    for floor in ("handlers", "models", "slackapp"):
        for file in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" in file.parts:
                continue
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, Function):
                    yield f"{file.relative_to(ROOT)}: {node.name}", node


def parameters(function: Function) -> set[str]:
    """What a function takes, without `self` and `cls`, nor what `*` and `**` gather."""
    taken = function.args
    named = (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)
    return {each.arg for each in named} - {"self", "cls"}


def test_every_function_is_read_in_one_go() -> None:
    """From its `def` to its end."""
    lengths = {name: 1 + (it.end_lineno or 0) - it.lineno for name, it in functions()}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LINES} == {}


def test_no_function_takes_more_than_one_can_remember() -> None:
    """Things that belong together are one value."""
    taken = {name: len(parameters(it)) for name, it in functions()}
    assert taken
    assert {name: count for name, count in taken.items() if count > PARAMETERS} == {}


def test_the_desk_words_nothing_for_slack() -> None:
    """No text in `models`, docstrings apart, holds a command or a mention: a door words these."""
    worded = {
        f"{file.relative_to(ROOT)}: {text}"
        for file in sorted((ROOT / "models").rglob("*.py"))
        for text in texts(ast.parse(file.read_text("utf-8")))
        if OF_SLACK.search(text)
    }
    assert worded == set()


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text that is no docstring: a docstring is an expression that nothing takes."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and not isinstance(node, ast.Expr):
                yield str(child.value)


def test_the_second_implementation_shares_nothing() -> None:
    """What statements are held against is worked out with nothing but Python itself."""
    taken = {
        name.partition(".")[0] if not name.startswith("tests.naive.") else "itself"
        for file in (ROOT / "tests" / "naive").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in imported(node)
    }
    assert "itself" in taken
    assert taken - {"itself"} <= sys.stdlib_module_names


def imported(node: ast.AST) -> list[str]:
    """The modules that a statement imports."""
    match node:
        case ast.Import(names=names):
            return [each.name for each in names]
        case ast.ImportFrom(module=module):
            return [module or ""]
        case _:
            return []
