@dataclass
class Event:
    name: str
    is_archived: bool = False

    def archive(self) -> None:
        if self.is_archived:
            raise DomainError("Event already archived")
        self.is_archived = True
