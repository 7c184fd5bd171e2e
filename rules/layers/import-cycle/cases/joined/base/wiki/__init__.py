NAME = "wiki"
from wiki.page import body

shown = body
