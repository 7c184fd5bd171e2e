from net import b  # expect: entangled "4 modules import each other in circles"

x = b
