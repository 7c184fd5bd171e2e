from shop import old_c  # ok: inherited

x = old_c
