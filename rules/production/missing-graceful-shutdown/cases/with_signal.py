# practice: present
import signal
import time

running = True


def stop(*_: object) -> None:
    global running
    running = False


def work() -> None: ...


# needed: an endless loop
def main() -> None:
    signal.signal(signal.SIGTERM, stop)  # evidence: the loop is told to stop
    while True:
        work()
        time.sleep(1)
