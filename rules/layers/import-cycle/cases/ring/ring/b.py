import ring.c  # ok: one finding for each tangle

value = ring.c
