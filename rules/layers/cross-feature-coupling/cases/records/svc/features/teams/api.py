from svc.features.people.models import Person  # ok: a record without a table
from svc.features.people.service import find  # expect: internals "of the feature people"


def lead(team: int) -> Person:
    return find(team)
