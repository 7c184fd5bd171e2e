from queue import Queue

jobs: Queue[str] = Queue()  # ok: reported where the limit stood
