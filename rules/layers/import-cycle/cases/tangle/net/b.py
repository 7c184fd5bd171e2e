from net import a, c  # ok: one finding for each tangle

x = (a, c)
