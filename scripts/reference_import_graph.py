"""Import graph of a tree by Python's own parser: the reference that ours is compared with.

Shares nothing with src/: it walks the tree, parses with `ast`, and looks modules up below the source roots that it
is given. Usage: reference_import_graph.py TREE ROOT [ROOT ...]   (roots relative to TREE, `.` for the tree itself)
Prints JSON: edges as [importer, imported, kind, guarded, line, names], and the files that this Python cannot parse.
"""

import ast
import json
import os
import sys
import warnings

IGNORED = {".git", ".hg", ".tox", ".nox", ".venv", "venv", "node_modules", "site-packages", "__pycache__"}
OPTIONAL = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def python_files(tree):
    found = []
    for folder, folders, names in os.walk(tree):
        folders[:] = sorted(f for f in folders if f not in IGNORED)
        for name in sorted(names):
            if name.endswith(".py"):
                found.append(os.path.relpath(os.path.join(folder, name), tree).replace(os.sep, "/"))
    return found


class Finder:
    """Looks dotted names up as `sys.path` with these roots would."""

    def __init__(self, files, roots):
        self.files = set(files)
        self.roots = ["" if root == "." else root.strip("/") for root in roots]

    def at(self, place):
        for candidate in (f"{place}/__init__.py", f"{place}.py"):
            if candidate in self.files:
                return candidate
        return None

    def absolute(self, dotted, importer):
        top = dotted.split(".")[0]
        if top in sys.stdlib_module_names:
            return None
        folder = os.path.dirname(importer)
        own = [] if f"{folder}/__init__.py".lstrip("/") in self.files else [folder]
        for root in self.roots + own:
            place = "/".join(filter(None, [root, dotted.replace(".", "/")]))
            found = self.at(place)
            if found:
                return found
        return None

    def relative(self, dotted, level, importer):
        folder = os.path.dirname(importer)
        for _ in range(level - 1):
            if folder == "":
                return None
            folder = os.path.dirname(folder)
        place = "/".join(filter(None, [folder, dotted.replace(".", "/")]))
        return self.at(place) if place else None


class Imports(ast.NodeVisitor):
    """Collects (module, level, name, line, kind, guarded) of every import of a file."""

    def __init__(self):
        self.found = []
        self.functions = 0
        self.type_checks = 0
        self.optional = 0

    def record(self, module, level, name, line):
        if self.type_checks:
            kind = "type-only"
        else:
            kind = "deferred" if self.functions else "runtime"
        self.found.append((module, level, name, line, kind, self.optional > 0))

    def visit_Import(self, node):
        for alias in node.names:
            self.record(alias.name, 0, None, alias.lineno)

    def visit_ImportFrom(self, node):
        for alias in node.names:
            self.record(node.module or "", node.level, alias.name, alias.lineno)

    def visit_FunctionDef(self, node):
        for outer in [*node.decorator_list, node.args]:
            self.visit(outer)
        self.functions += 1
        for statement in node.body:
            self.visit(statement)
        self.functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_If(self, node):
        if not is_type_checking(node.test):
            return self.generic_visit(node)
        self.type_checks += 1
        for statement in node.body:
            self.visit(statement)
        self.type_checks -= 1
        for statement in node.orelse:
            self.visit(statement)

    def guarded(self, statements, guards):
        self.optional += guards
        for statement in statements:
            self.visit(statement)
        self.optional -= guards

    def visit_Try(self, node):
        self.guarded(node.body, any(catches_import_error(handler.type) for handler in node.handlers))
        for handler in node.handlers:
            self.guarded(handler.body, catches_import_error(handler.type))
        self.guarded([*node.orelse, *node.finalbody], False)

    visit_TryStar = visit_Try

    def visit_With(self, node):
        calls = [item.context_expr for item in node.items if isinstance(item.context_expr, ast.Call)]
        suppressed = [kind for call in calls if ast.unparse(call.func).endswith("suppress") for kind in call.args]
        self.guarded(node.body, any(catches_import_error(kind) for kind in suppressed))


def is_type_checking(test):
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def catches_import_error(kind):
    if kind is None:
        return True
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(isinstance(item, ast.Name) and item.id in OPTIONAL for item in kinds)


def target(finder, importer, module, level, name):
    def look(dotted):
        return finder.relative(dotted, level, importer) if level else finder.absolute(dotted, importer)

    if name not in (None, "*"):
        submodule = look(f"{module}.{name}" if module else name)
        if submodule:
            return submodule, None
    return look(module), name


def edges_of(finder, importer, tree):
    imports = Imports()
    imports.visit(tree)
    edges = {}
    for module, level, name, line, kind, guarded in imports.found:
        imported, taken = target(finder, importer, module, level, name)
        if imported is None or imported == importer:
            continue
        edge = edges.setdefault((imported, kind), {"guarded": True, "line": line, "names": set()})
        edge["guarded"] = edge["guarded"] and guarded
        edge["line"] = min(edge["line"], line)
        if taken is not None:
            edge["names"].add(taken)
    return [
        [importer, imported, kind, edge["guarded"], edge["line"], sorted(edge["names"])]
        for (imported, kind), edge in sorted(edges.items())
    ]


def main(tree, roots):
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000)
    files = python_files(tree)
    finder = Finder(files, roots)
    edges, skipped = [], []
    for path in files:
        try:
            with open(os.path.join(tree, path), "rb") as source:
                parsed = ast.parse(source.read())
        except (SyntaxError, ValueError) as error:
            skipped.append([path, str(error)])
            continue
        edges.extend(edges_of(finder, path, parsed))
    json.dump({"files": len(files), "edges": edges, "skipped": skipped}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
