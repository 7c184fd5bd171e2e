from portal.modules.rooms.models.rooms import Rooms  # ok: every module of this project uses the others


def titled(title: str) -> Rooms:
    return Rooms(title)
