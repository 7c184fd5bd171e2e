def rows() -> list:
    from ledger.api import balance  # expect: contract "store lies below api"

    return [balance]
