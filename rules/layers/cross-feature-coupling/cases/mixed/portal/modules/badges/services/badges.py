from portal.modules.halls.models.halls import Halls  # ok: every module of this project uses the others


def titled(title: str) -> Halls:
    return Halls(title)
