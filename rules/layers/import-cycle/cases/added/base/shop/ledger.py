from shop import entries  # ok: in base already

total = entries
