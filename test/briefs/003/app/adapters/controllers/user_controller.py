@router.post("/users")
async def create_user(dto: CreateUserDTO,
                      use_case: CreateUserUseCase = Depends(get_create_user_use_case)):
    request = CreateUserRequest(email=dto.email, name=dto.name)
    response = await use_case.execute(request)
    if not response.success:
        raise HTTPException(status_code=400, detail=response.error)
    return {"user": response.user}
