DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
DATABASES["default"]["ATOMIC_REQUESTS"] = True
