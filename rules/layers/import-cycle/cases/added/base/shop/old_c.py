from shop import old_a

x = old_a
