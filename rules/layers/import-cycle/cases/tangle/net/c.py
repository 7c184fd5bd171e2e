from net import d  # ok: one finding for each tangle

x = d
