from django.apps import AppConfig


class UnsentConfig(AppConfig):
    name = "unsent"
    default_auto_field = "django.db.models.BigAutoField"
