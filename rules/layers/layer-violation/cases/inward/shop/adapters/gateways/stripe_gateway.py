class StripeGateway:
    def charge(self, order_id: str, amount: int) -> str:
        return f"{order_id}:{amount}"
