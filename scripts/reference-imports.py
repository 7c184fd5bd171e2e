"""The import statements of Python files as Python's own parser reads them: a reference for the import scanner.

    python3 scripts/reference-imports.py FOLDER > imports.json

Prints one JSON object: path (relative to FOLDER, with /) to a list of imported names in source order, each
[module, level, name or null, alias or null, line of the statement, type_only, deferred, guarded]; null for a file that
cannot be parsed. Only the standard library is used.
"""

import ast
import json
import os
import sys
import warnings

IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def catches_import_error(types):
    return not types or any(isinstance(each, ast.Name) and each.id in IMPORT_ERRORS for each in types)


def handled_types(handler):
    if handler.type is None:
        return []
    if isinstance(handler.type, ast.Tuple):
        return handler.type.elts
    return [handler.type]


def is_type_checking(test):
    if isinstance(test, ast.Name):
        return test.id == "TYPE_CHECKING"
    return isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name) and test.attr == "TYPE_CHECKING"


def suppresses_import_error(item):
    call = item.context_expr
    if not isinstance(call, ast.Call) or not (call.args or call.keywords):
        return False
    name = getattr(call.func, "id", getattr(call.func, "attr", None))
    return name == "suppress" and catches_import_error(call.args)


def read(body, flags, found):
    """Walks statements with a stack of its own; `flags` is (type_only, deferred, guarded)."""
    for statement in body:
        type_only, deferred, guarded = flags
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                found.append([alias.name, 0, None, alias.asname, statement.lineno, *flags])
        elif isinstance(statement, ast.ImportFrom):
            for alias in statement.names:
                module = statement.module or ""
                found.append([module, statement.level, alias.name, alias.asname, statement.lineno, *flags])
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            read(statement.body, (type_only, True, guarded), found)
        elif isinstance(statement, ast.If):
            inside = is_type_checking(statement.test) or type_only
            read(statement.body, (inside, deferred, guarded), found)
            read(statement.orelse, flags, found)
        elif isinstance(statement, (ast.With, ast.AsyncWith)):
            inside = guarded or any(suppresses_import_error(item) for item in statement.items)
            read(statement.body, (type_only, deferred, inside), found)
        elif isinstance(statement, ast.Try) or type(statement).__name__ == "TryStar":
            catching = [catches_import_error(handled_types(handler)) for handler in statement.handlers]
            read(statement.body, (type_only, deferred, guarded or any(catching)), found)
            for handler, catches in zip(statement.handlers, catching):
                read(handler.body, (type_only, deferred, guarded or catches), found)
            read(statement.orelse, flags, found)
            read(statement.finalbody, flags, found)
        elif type(statement).__name__ == "Match":
            for case in statement.cases:
                read(case.body, flags, found)
        else:
            for field in ("body", "orelse"):
                nested = getattr(statement, field, None)
                if isinstance(nested, list):
                    read(nested, flags, found)


def imports_of(path):
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    found = []
    read(tree.body, (False, False, False), found)
    return found


def main(folder):
    warnings.simplefilter("ignore")
    result = {}
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".py"):
                path = os.path.join(parent, name)
                result[os.path.relpath(path, folder).replace(os.sep, "/")] = imports_of(path)
    json.dump(result, sys.stdout, sort_keys=True)


if __name__ == "__main__":
    main(sys.argv[1])
