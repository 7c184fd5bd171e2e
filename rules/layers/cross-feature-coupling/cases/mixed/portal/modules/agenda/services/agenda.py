from portal.modules.badges.models.badges import Badges  # ok: every module of this project uses the others


def titled(title: str) -> Badges:
    return Badges(title)
