def name() -> str:
    return "a"
