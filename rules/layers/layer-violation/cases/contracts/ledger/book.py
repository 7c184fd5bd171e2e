from ledger.store import rows  # ok: downward


def entries() -> list:
    return rows()
