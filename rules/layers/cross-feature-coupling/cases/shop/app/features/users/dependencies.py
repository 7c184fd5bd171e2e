from app.features.orders.services.checkout import Checkout  # ok: wiring

wired = Checkout
