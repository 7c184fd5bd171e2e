from net import b  # ok: one finding for each tangle

x = b
