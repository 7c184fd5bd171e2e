from shop import ledger

text = str(ledger)
