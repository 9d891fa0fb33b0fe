"""What an administrator says of a webhook."""

from django import forms

from accounts.models import Agency
from core.forms import GovForm


class WebhookForm(GovForm):
    """Whose system listens, and where."""

    agency = forms.ModelChoiceField(label="Agency", queryset=Agency.objects.order_by("name"), empty_label="Choose")
    address = forms.CharField(label="Address", max_length=400, help_text="It begins with https:// and is public")
