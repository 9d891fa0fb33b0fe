"""Forms in GOV.UK markup."""

from django.forms.renderers import TemplatesSetting


class GovUKRenderer(TemplatesSetting):
    """Draws forms with the templates of this project."""
