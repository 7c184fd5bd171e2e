@router.post("/events")
async def create_event(dto: CreateEventDto):
    return await service.create_event(dto)
