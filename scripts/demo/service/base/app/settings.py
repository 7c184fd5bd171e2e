from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    bot_token: str
    provider_token: str
    webhook_secret: str
    shipping_url: str = "https://shipping.example/quotes"


settings = Settings()
