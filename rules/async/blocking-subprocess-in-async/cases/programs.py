import asyncio
import os
import subprocess
from subprocess import check_output


async def by_run(path: str) -> None:
    subprocess.run(["convert", path], check=True, timeout=5)  # expect: blocking "subprocess.run"


async def by_output() -> bytes:
    return check_output(["git", "rev-parse", "HEAD"], timeout=5)  # expect: blocking


async def by_system(path: str) -> None:
    os.system("sync")  # expect: blocking


async def by_wait(path: str) -> None:
    process = await asyncio.create_subprocess_exec("convert", path)  # ok: awaited
    await process.wait()  # ok: awaited


def plain(path: str) -> None:
    subprocess.run(["convert", path], check=True, timeout=5)  # ok: not async


async def in_thread(path: str) -> None:
    await asyncio.to_thread(subprocess.run, ["convert", path], check=True)  # ok: runs in a thread


async def in_executor(path: str) -> None:
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: subprocess.run(["convert", path], check=True))  # ok: executor
