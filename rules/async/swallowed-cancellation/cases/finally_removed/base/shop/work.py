from shop.leases import Leases


async def work(leases: Leases, name: str) -> None:
    lease = await leases.take(name)
    try:
        await lease.run()
    finally:
        await lease.release()  # expect-left: guard-removed "lease.release"
