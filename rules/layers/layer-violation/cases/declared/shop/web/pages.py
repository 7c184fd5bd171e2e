def page() -> str:
    return "page"
