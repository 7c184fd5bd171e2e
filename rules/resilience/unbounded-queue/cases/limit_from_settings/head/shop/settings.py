class Settings:
    queue_size = 100


settings = Settings()
