def notify() -> None:
    print("closed")
