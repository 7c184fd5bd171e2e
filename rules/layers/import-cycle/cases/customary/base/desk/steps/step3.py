def run() -> int:
    from desk.tools import tool

    return tool()
