from shop import carts  # expect: cycle

LIMIT = 3
