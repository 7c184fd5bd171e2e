def render() -> str:
    from shop.mail import body  # expect: deferred "hides a cycle"

    return str(body)
