class IUserRepository(ABC):
    @abstractmethod
    async def find_by_id(self, user_id: str) -> Optional[User]: pass
    @abstractmethod
    async def find_by_email(self, email: str) -> Optional[User]: pass
    @abstractmethod
    async def save(self, user: User) -> User: pass
    @abstractmethod
    async def delete(self, user_id: str) -> bool: pass
