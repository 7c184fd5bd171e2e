import time


def wait() -> None:
    time.sleep(1)  # expect: found "time.sleep"


def wait_not() -> None:
    print("done")  # ok: nothing waits
