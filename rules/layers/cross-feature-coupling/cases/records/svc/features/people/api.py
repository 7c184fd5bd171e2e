from svc.features.people.service import find


def show(number: int) -> str:
    return find(number).name
