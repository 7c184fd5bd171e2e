@dataclass
class CreateUserRequest:
    email: str
    name: str

class CreateUserUseCase:
    def __init__(self, user_repository: IUserRepository):
        self.user_repository = user_repository

    async def execute(self, request: CreateUserRequest) -> CreateUserResponse:
        existing = await self.user_repository.find_by_email(request.email)
        if existing:
            return CreateUserResponse(user=None, success=False, error="Email already exists")
        user = User(id=str(uuid.uuid4()), email=request.email,
                    name=request.name, created_at=datetime.now())
        saved_user = await self.user_repository.save(user)
        return CreateUserResponse(user=saved_user, success=True)
