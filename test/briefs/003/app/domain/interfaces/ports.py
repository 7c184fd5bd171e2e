class OrderRepositoryPort(ABC):
    @abstractmethod
    async def save(self, order: Order) -> Order: pass

class PaymentGatewayPort(ABC):
    @abstractmethod
    async def charge(self, amount: Money, customer: str) -> PaymentResult: pass
