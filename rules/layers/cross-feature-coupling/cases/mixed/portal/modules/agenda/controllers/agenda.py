from portal.modules.agenda.services.agenda import titled


def show(title: str) -> str:
    return titled(title).title
