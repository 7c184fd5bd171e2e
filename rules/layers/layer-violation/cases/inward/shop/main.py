from shop.adapters.controllers.serialise import as_json  # ok: the composition root sees everything
from shop.adapters.repositories.orders import SqlOrders  # ok: the composition root sees everything
from shop.use_cases.pay_order import PayOrder

pay_order = PayOrder(SqlOrders(), SqlOrders())
serialise = as_json
