from portal.modules.agenda.models.agenda import Agenda  # ok: every module of this project uses the others


def titled(title: str) -> Agenda:
    return Agenda(title)
