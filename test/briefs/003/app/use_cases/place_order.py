class OrderService:
    def __init__(self, order_repository: OrderRepositoryPort,
                 payment_gateway: PaymentGatewayPort,
                 notification_service: NotificationPort):
        self.orders = order_repository
        self.payments = payment_gateway
        self.notifications = notification_service

    async def place_order(self, order: Order) -> OrderResult:
        if not order.is_valid():
            return OrderResult(success=False, error="Invalid order")
        payment = await self.payments.charge(amount=order.total, customer=order.customer_id)
        if not payment.success:
            return OrderResult(success=False, error="Payment failed")
        order.mark_as_paid()
        saved_order = await self.orders.save(order)
        await self.notifications.send(to=order.customer_email,
                                       subject="Order confirmed",
                                       body=f"Order {order.id} confirmed")
        return OrderResult(success=True, order=saved_order)
