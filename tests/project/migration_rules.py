"""What a migration may not do; `tests/project/test_migrations.py` walks every one of them."""

import ast
import re
from collections.abc import Iterable, Iterator

# Reading these takes hours and their writers may not wait: an index is added beside the work.
BIG = {"report", "event", "words", "deadline", "message", "contactuse", "stake", "publishedreport"}
WRITES = re.compile(r"\.(update|delete|save|bulk_update)\(")


def faults(source: str, append_only: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for each rule that a migration breaks.

    `append_only`: model name, in small letters, and table of what a trigger protects.
    """
    tree = ast.parse(source)
    functions = {n.name: ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name == "RunSQL":
            yield from _of_sql(ast.unparse(call), append_only.values())
        if name == "RunPython":
            if len(call.args) < 2 and "reverse_code" not in {k.arg for k in call.keywords}:
                yield "RunPython without a way back; migrations.RunPython.noop if there is none"
            if call.args and isinstance(call.args[0], ast.Name):
                yield from _of_python(functions.get(call.args[0].id, ""), append_only)
        if name == "AddIndex" and _model(call) in BIG and "initial = True" not in source:
            yield f"AddIndex on {_model(call)} stops its writers: AddIndexConcurrently"


def _of_sql(sql: str, tables: Iterable[str]) -> Iterator[str]:
    for table in tables:
        if re.search(rf"(?i)\b(update|delete\s+from|truncate)\s+(only\s+)?\W*{table}\b", sql):
            yield f"RunSQL changes {table}, which is only added to"


def _of_python(body: str, append_only: dict[str, str]) -> Iterator[str]:
    for model in append_only:
        named = re.search(rf"(?i)get_model\((['\"]\w+['\"], )?['\"](\w+\.)?{model}['\"]\)", body)
        if named and WRITES.search(body) and "pgtrigger.ignore(" not in body:
            yield f"changes {model}, which is only added to, outside pgtrigger.ignore"


def _model(call: ast.Call) -> str:
    given = {k.arg: k.value for k in call.keywords}.get("model_name")
    return str(given.value).lower() if isinstance(given, ast.Constant) else ""
