from shop import report  # expect: longer "`shop.entries → shop.report → shop.ledger → shop.entries`"

rows: list[int] = [report]
