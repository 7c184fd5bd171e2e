from .a import value  # ok: one finding for each tangle

other = value
