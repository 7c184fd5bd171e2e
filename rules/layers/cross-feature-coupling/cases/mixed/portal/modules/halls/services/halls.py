from portal.modules.papers.models.papers import Papers  # ok: every module of this project uses the others


def titled(title: str) -> Papers:
    return Papers(title)
