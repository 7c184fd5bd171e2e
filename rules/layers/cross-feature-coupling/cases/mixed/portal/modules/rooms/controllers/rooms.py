from portal.modules.rooms.services.rooms import titled


def show(title: str) -> str:
    return titled(title).title
