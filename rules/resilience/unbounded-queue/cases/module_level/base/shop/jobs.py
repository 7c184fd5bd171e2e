from queue import Queue

jobs: Queue[str] = Queue(50)  # expect-left: guard-removed
