NAME = "wiki"
from wiki.page import body  # ok: inherited
from wiki.feed import latest  # ok: a new module of a package that is one tangle joins it

shown = (body, latest)
