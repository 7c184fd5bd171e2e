import aiohttp


async def open_session() -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(limit=20)  # expect-left: guard-removed "TCPConnector(limit=20)"
    return aiohttp.ClientSession(connector=connector)
