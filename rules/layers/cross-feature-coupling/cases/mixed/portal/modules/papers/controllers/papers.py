from portal.modules.papers.services.papers import titled


def show(title: str) -> str:
    return titled(title).title
