from shop import old_b  # ok: inherited

x = old_b
