from collections.abc import Callable
from functools import wraps

from tenacity import Retrying, stop_after_attempt, wait_random_exponential


def with_attempts(function: Callable[..., float]) -> Callable[..., float]:
    @wraps(function)
    def wrapper(*args: object) -> float:
        attempts = Retrying(stop=stop_after_attempt(3), wait=wait_random_exponential(max=10))
        return attempts(function, *args)

    return wrapper
