from shop import old_a  # ok: inherited
from shop import old_b  # expect: cycle "`shop.old_c` and `shop.old_b`"

x = (old_a, old_b)
