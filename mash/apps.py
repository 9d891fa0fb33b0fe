from django.apps import AppConfig


class MashConfig(AppConfig):
    name = "mash"
    default_auto_field = "django.db.models.BigAutoField"
