from ledger.api import balance  # ok: independence is another rule's
from ledger.store import rows  # expect: contract "ledger.store is protected"


def render() -> str:
    return str(balance()) + str(rows())
