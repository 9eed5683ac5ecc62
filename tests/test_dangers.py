"""What no file of this project does, because a stranger's words could then do something."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[1]
LAPOR = ROOT / "lapor"
FILES = sorted(p for p in LAPOR.rglob("*.py") if "migrations" not in p.parts)
SCRIPTS = sorted(p for p in (LAPOR / "web" / "static").rglob("*.js") if "altcha" not in p.name)
TREES = {path: ast.parse(path.read_text()) for path in FILES}
STRANGE = {"pickle", "marshal", "shelve", "yaml", "dill", "code", "codeop", "commands", "telnetlib"}
# Whose statements are put together from names of our own tables, and who writes markup itself.
OWN_NAMES = {"project/sums.py", "project/restoring.py", "reports/openings.py"}
OWN_MARKUP = {"web/icons.py", "web/markdown.py", "web/templatetags/desk.py"}
STARTS_PROGRAMS = {"files/child.py", "routing/trainer.py"}  # beside lapor/project


def name_of(path):
    return path.relative_to(LAPOR).as_posix()


def calls(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def found(rule):
    """Return where a rule finds something: file and line."""
    return [f"{name_of(p)}:{node.lineno}" for p, tree in TREES.items() for node in rule(p, tree)]


def test_no_text_is_run_as_a_program():
    bad = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    assert found(lambda _p, tree: (node for name, node in calls(tree) if name in bad)) == []


def test_nothing_is_read_by_a_library_that_makes_objects_of_it():
    tops = {
        name_of(p): {m.partition(".")[0] for m in imports(t)} & STRANGE for p, t in TREES.items()
    }
    assert {name: modules for name, modules in tops.items() if modules} == {}
    assert settings.SESSION_ENGINE == "lapor.accounts.sessions"
    assert "Pickle" not in str(getattr(settings, "SESSION_SERIALIZER", ""))


def test_a_program_is_started_by_a_list_of_words_and_never_by_a_shell():
    def through_a_shell(_path, tree):
        for name, node in calls(tree):
            if name.startswith("subprocess."):
                named = {word.arg: ast.unparse(word.value) for word in node.keywords}
                if named.get("shell", "False") != "False" or isinstance(
                    node.args[0], ast.Constant | ast.JoinedStr
                ):
                    yield node

    assert found(through_a_shell) == []
    users = {name_of(p) for p, tree in TREES.items() if "subprocess" in imports(tree)}
    assert {name for name in users if not name.startswith("project/")} == STARTS_PROGRAMS


def test_a_statement_is_never_put_together_from_what_came_in():
    """A text with places is filled by the database's driver, a built one only in named files."""

    def built(path, tree):
        for name, node in calls(tree):
            if name.endswith((".execute", ".executemany", "RawSQL", ".raw")) and node.args:
                if name_of(path) in OWN_NAMES or name.endswith("quarantine.raw"):
                    continue
                if not isinstance(node.args[0], ast.Constant | ast.Name):
                    yield node

    assert found(built) == []


def test_markup_is_written_only_where_it_is_escaped_first():
    users = {
        name_of(p) for p, tree in TREES.items() if any(n == "mark_safe" for n, _ in calls(tree))
    }
    assert users == OWN_MARKUP
    templates = [*LAPOR.rglob("*.html"), *LAPOR.rglob("*.txt")]
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")
    assert [p.name for p in templates if unsafe.search(p.read_text())] == []


def test_no_template_is_made_of_words_that_came_in():
    bad = ("Template", "from_string", "engines")
    assert (
        found(lambda _p, tree: (n for name, n in calls(tree) if name.split(".")[-1] in bad)) == []
    )


def test_what_must_not_be_guessed_is_not_drawn_by_a_predictable_generator():
    users = {name_of(p) for p, tree in TREES.items() if "random" in imports(tree)}
    assert {name for name in users if not name.startswith("project/seed/")} == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_markup_through_the_one_policy_and_runs_no_text(path):
    text = path.read_text()
    assert not re.search(r"\beval\(|new Function\(|document\.write|insertAdjacentHTML", text)
    assert not re.search(r"set(Timeout|Interval)\(\s*[\"'`]", text)
    for made in re.findall(r"\.(?:inner|outer)HTML\s*=(?!=)\s*([^;]+)", text):
        assert made.startswith("OURS.createHTML("), made
    assert "__proto__" not in text
    assert "document.domain" not in text
    assert 'addEventListener("message"' not in text, "nobody else's window is listened to"


def test_a_browser_keeps_drafts_that_may_be_refused_and_no_other_word_or_name():
    """Beside them which uploads go on, whether keys are switched off, and that drafts are not kept.

    Drafts lie in one database, which one script opens and *Keluar cepat* deletes.
    """
    keeping = re.compile(r"(?:local|session)Storage\.setItem\(([^,]+),")
    kept = {(p.name, key) for p in SCRIPTS for key in keeping.findall(p.read_text())}
    assert kept == {("desk.js", "OFF"), ("upload.js", "key"), ("form.js", "NEVER")}
    opens = {p.name for p in SCRIPTS if "indexedDB" in p.read_text()}
    assert opens == {"drafts.js", "leave.js"}
    assert not [p.name for p in SCRIPTS if "document.cookie" in p.read_text()]


def test_debugging_is_off_wherever_it_runs():
    from lapor.project import settings as ours  # noqa: PLC0415 - beside Django's own

    assert not getattr(ours, "DEBUG", False)
    listed = (ROOT / "requirements.txt").read_text()
    assert not re.search(r"^(django-debug-toolbar|werkzeug|pytest|ipython)==", listed, re.MULTILINE)


def test_a_form_takes_only_the_fields_that_it_names():
    """No form is made of a model, and no row of everything that was sent."""
    made = found(
        lambda _p, tree: (n for name, n in calls(tree) if name.endswith("modelform_factory"))
    )
    assert made == []
    for path, tree in TREES.items():
        bases = [
            ast.unparse(b) for n in ast.walk(tree) if isinstance(n, ast.ClassDef) for b in n.bases
        ]
        assert not [base for base in bases if base.endswith("ModelForm")], name_of(path)
        spread = [
            ast.unparse(word.value)
            for _name, node in calls(tree)
            for word in node.keywords
            if word.arg is None
        ]
        assert not [text for text in spread if "request." in text], name_of(path)


def test_who_is_asked_over_tls_must_prove_it():
    text = "\n".join(path.read_text() for path in FILES)
    assert not re.search(r"CERT_NONE|check_hostname\s*=\s*False|_create_unverified", text)
    assert not re.search(r"verify\s*=\s*False", text)
