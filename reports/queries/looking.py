"""What a draft says that it should not, read for one report: the case's hidden values, other families, and its files."""

from dataclasses import replace

from reports import vault
from reports.looking import Doubts, addendum, doubts, pieces
from reports.material import Material
from reports.models import Attachment, Report
from reports.protected import Search
from reports.queries.loosening import loosened
from reports.queries.protected import People, hidden_from_anybody, of_other_families


def texts_of(attachments) -> dict[str, str]:
    """What each file says, by its ref; nothing of one that no machine can read."""
    found = {}
    for attachment in attachments:
        if attachment.text_as:
            try:
                found[attachment.ref] = vault.fetch(attachment.text_as).decode()
            except vault.Unreadable:
                continue  # the file itself tells whoever opens it
    return found


def doubts_of(report: Report, material: Material, *, is_addendum: bool = False, today) -> Doubts:
    """Report-forms 11, numbers 9 to 11; of an addendum what it adds, because the rest is as it was signed."""
    conference = report.invitation.conference
    people = People.of(conference, today=today)
    files = Attachment.objects.filter(report=report, removed_at=None)
    found = addendum(material) if is_addendum else pieces(material, texts_of(files))
    text = "\n".join(piece.text for piece in found)
    doubted = doubts(
        material,
        found,
        hidden=Search(hidden_from_anybody(people, today=today)),
        others=Search(of_other_families(conference, text, today=today, people=people)),
        born=people.born(),
        today=today,
    )
    return replace(doubted, stops=doubted.stops + loosened(report, material))
