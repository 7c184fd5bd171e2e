from shop.leases import Leases


async def work(leases: Leases, name: str) -> None:
    lease = await leases.take(name)
    await lease.run()
    await lease.release()  # ok: reported where the finally stood
