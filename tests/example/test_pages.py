"""What the example says of itself is so."""

import ast

from tests.example.__main__ import EXAMPLE

FIRST_TEST_LINES_MAX = 5
"""Lines of the first test that a newcomer reads, its empty one with them. Ours: fewer than six."""


def first_test() -> str:
    said = (EXAMPLE / "tests/test_campaign.py").read_text(encoding="utf-8")
    found = next(node for node in ast.parse(said).body if isinstance(node, ast.FunctionDef))
    return "\n".join(said.splitlines()[found.lineno - 1 : found.end_lineno])


def test_the_first_test_is_short_and_stands_on_the_page() -> None:
    assert len(first_test().splitlines()) <= FIRST_TEST_LINES_MAX
    assert f"```python\n{first_test()}\n```" in (EXAMPLE / "README.md").read_text(encoding="utf-8")


def test_the_product_of_the_example_knows_nothing_of_a_premises() -> None:
    said = [path.read_text(encoding="utf-8") for path in sorted((EXAMPLE / "src").rglob("*.py"))]
    imported = [node for text in said for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]

    assert {(node.module or "").partition(".")[0] for node in imported} == {
        "collections", "dataclasses", "enum", "supplier_backend",
    }  # fmt: skip
