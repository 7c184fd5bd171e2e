# practice: missing
import time


def work() -> None: ...


# needed: an endless loop
def main() -> None:
    while True:
        work()
        time.sleep(1)
