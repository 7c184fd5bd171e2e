# practice: missing
# needed: code of the project
def add(a: int, b: int) -> int:
    return a + b
