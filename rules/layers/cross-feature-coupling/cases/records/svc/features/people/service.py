from svc.features.people.models import Person


def find(number: int) -> Person:
    return Person(name=str(number))
