"""What an opinion may rest on: rows of fact and observation, by the reference that an answer keeps (REP-04). Pure."""

from dataclasses import dataclass

from reports.material import AdultIn, ChildIn, Material, answers_asked, worked_out


@dataclass(frozen=True)
class Evidence:
    """A row of fact or observation that an opinion may rest on (REP-04)."""

    reference: str
    text: str
    status: str


@worked_out
def evidence_about(material: Material, subject: ChildIn | AdultIn | None = None) -> list[Evidence]:
    """Facts and observations recorded about this subject, or about the family as a whole."""
    ref = subject.ref if subject else ""
    found = []
    for place_key, said in answers_asked(material).items():
        under = place_key.partition(":")[2]
        for key, value in said.items():
            if isinstance(value, dict) and "rows" in value:
                found += [
                    Evidence(
                        f"{place_key}/{key}/{row['id']}",
                        row.get("what") or row.get("event") or "",
                        row["status"],
                    )
                    for row in value["rows"]
                    if row.get("status") in ("fact", "observation")
                    and (not ref or under in ("", ref) or ref in row.get("about", []))
                ]
    return found
