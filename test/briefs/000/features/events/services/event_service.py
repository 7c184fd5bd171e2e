class EventService:
    async def create_event(self, dto: CreateEventDto) -> Event:
        event = Event(name=dto.name)
        async with self.uow_factory() as uow:
            return await uow.events.create(event)
