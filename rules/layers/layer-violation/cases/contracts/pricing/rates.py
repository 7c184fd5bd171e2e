from web.helpers import render  # expect: contract "pricing may not import web"


def rate() -> str:
    return render()
