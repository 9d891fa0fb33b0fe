"""The form renderer: GOV.UK templates first, Django's own for what GOV.UK has no word for."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template.loader import select_template

from core.forms.bound import GovBoundField

_DJANGO = "django/forms/"


class GovUKRenderer(TemplatesSetting):
    """Every form of the service, those of the sign-in package too. Templates stand in templates/govuk/."""

    form_template_name = "govuk/form.html"
    formset_template_name = "govuk/formset.html"
    field_template_name = "govuk/field.html"
    bound_field_class = GovBoundField

    def get_template(self, template_name: str) -> Any:
        """Ours for `django/forms/x.html` is `govuk/x.html`, where there is one."""
        if template_name.startswith(_DJANGO):
            return select_template([f"govuk/{template_name.removeprefix(_DJANGO)}", template_name])
        return select_template([template_name])
