from .stripe_gateway import StripeGateway  # ok: same layer
