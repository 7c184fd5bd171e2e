from ring import b  # expect: longer "cycle over 3 modules"

value = b
