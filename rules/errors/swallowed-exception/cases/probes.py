import json
import shutil
import subprocess
import urllib.request
from pathlib import Path

from django.db import models


class Node(models.Model):
    name = models.CharField(max_length=80, unique=True)
    seen = models.IntegerField(default=0)

    @classmethod
    def current(cls) -> "Node":
        node, _ = cls.objects.get_or_create(name="here")
        return node


class Limits:
    memory: str = "1G"


def kernel(version: str) -> str:
    release = version.lower()
    try:
        release = subprocess.run(["uname", "-r"], capture_output=True, text=True, check=True).stdout
    except Exception:  # expect: swallowed "drops"
        pass
    return release


def address(own: str | None = None) -> str | None:
    try:
        own = own or urllib.request.urlopen("https://address.example").read().decode()
    except Exception:  # expect: swallowed "drops"
        pass
    return own


def limits() -> Limits:
    found = Limits()
    try:
        found.memory = subprocess.check_output(["limits", "memory"], text=True)
    except Exception:  # expect: swallowed "drops"
        pass
    return found


def names(folders: list[Path]) -> list[str]:
    result = []
    for folder in folders:
        try:
            with open(folder / "about.json") as file:
                about = json.load(file)
        except Exception:  # expect: swallowed "drops"
            continue
        result.append(about["name"])
    return result


def remember(folder: Path, pid: int) -> None:
    try:
        with open(folder / "pid", "w") as file:
            file.write(str(pid))
    except Exception:  # expect: swallowed "drops"
        pass


def is_usable(folder: Path) -> bool:
    return (folder / "data").exists()


def copy_template(folder: Path) -> None:
    shutil.copytree("template", folder)


def work_folder(candidates: list[Path]) -> Path | None:
    for candidate in candidates:
        try:
            copy_template(candidate)
        except Exception:  # ok: whether it came about is asked next, and the next one is tried
            pass
        if is_usable(candidate):
            return candidate
    return None


def copies(folders: list[Path], limit: int) -> None:
    for folder in folders:
        try:
            copy_template(folder)
        except Exception:  # expect: swallowed "drops"
            pass
        if limit > len(folders):
            return


def page(key: str) -> list[str]:
    rows = []
    try:
        rows.append(Node.current().name)
    except Exception:  # expect: swallowed "drops"
        pass
    return [*rows, key]


def check_orders(node: Node) -> None:
    node.seen = 1
    node.save()


def tick(node: Node) -> None:
    try:
        check_orders(node)
    except Exception:  # expect: swallowed "drops"
        pass


def store_again(node: Node) -> None:
    try:
        node.refresh_from_db()
    except Exception:  # pragma: no cover - a defensive second look; # ok: said to be one
        pass
