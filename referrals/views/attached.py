"""Files of a form, and files of a referral. They leave only as downloads."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from core.forms.summary import SummaryError
from referrals.attachments import attach_files, remove_file
from referrals.door import NOTHING, open_own_file, open_sent_file
from referrals.files.headers import download_headers
from referrals.files.limits import Kind
from referrals.models import Attachment, AttachmentContent, Draft
from referrals.pages.clocks import draft_panel
from referrals.pages.files import own_files
from referrals.policies import opening_of
from referrals.views.doors import for_writer, person


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def files(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The files of the form, and a way to add some. What is wrong with one is said; the others are kept."""
    sentences: list[str] = []
    if request.method == "POST":
        chosen = request.FILES.getlist("files")
        try:
            sentences = attach_files(draft, files=chosen, by=person(request))
        except Refused as refusal:
            sentences = [refusal.sentence]
        if not chosen:
            sentences = ["Choose a file to add."]
        if not sentences:
            return redirect("referrals:files", draft.pk)
    errors = [SummaryError(sentence, "#files") for sentence in sentences]
    context = {
        "draft": draft,
        "files": own_files(draft),
        "errors": errors,
        "has_errors": bool(errors),
        "panel": draft_panel(draft),
    }
    return render(request, "referrals/files.html", context)


@require_safe
@for_writer
def own_file(request: HttpRequest, draft: Draft, file: UUID) -> HttpResponse:
    """A file of one's own form."""
    attachment = open_own_file(draft, file, by=person(request))
    return hand_out(request, attachment, {"draft": draft})


@require_http_methods(["GET", "HEAD", "POST"])
@for_writer
def remove(request: HttpRequest, draft: Draft, file: UUID) -> HttpResponse:
    """Ask once, then take a file out."""
    if request.method == "POST":
        remove_file(draft, file, by=person(request))
        return redirect("referrals:files", draft.pk)
    attachment = draft.attachments.filter(pk=file).first()
    if attachment is None:
        return redirect("referrals:files", draft.pk)
    context = {"draft": draft, "file": attachment, "panel": draft_panel(draft)}
    return render(request, "referrals/remove_file.html", context)


@require_safe
def sent_file(request: HttpRequest, reference: str, file: UUID) -> HttpResponse:
    """A file of a referral."""
    referral, attachment = open_sent_file(reference, file, by=person(request))
    return hand_out(request, attachment, {"referral": referral})


def hand_out(request: HttpRequest, file: Attachment, about: dict[str, object]) -> HttpResponse:
    """The file; or the page that says why not, or what to think of first."""
    opening = opening_of(file)
    if opening == "no" or (opening == "warn" and request.GET.get("open") != "anyway"):
        return render(request, "referrals/file_closed.html", {**about, "file": file, "opening": opening})
    content = AttachmentContent.objects.filter(attachment=file).values_list("content", flat=True).first()
    if content is None:
        raise Http404(NOTHING)
    return HttpResponse(bytes(content), headers=download_headers(file.label, Kind(file.kind)))
