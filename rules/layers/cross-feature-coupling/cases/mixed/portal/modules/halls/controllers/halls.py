from portal.modules.halls.services.halls import titled


def show(title: str) -> str:
    return titled(title).title
