from allocation.domain.model import Batch


def allocate(batch: Batch) -> str:
    return batch.ref
