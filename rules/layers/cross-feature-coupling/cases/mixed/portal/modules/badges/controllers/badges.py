from portal.modules.badges.services.badges import titled


def show(title: str) -> str:
    return titled(title).title
