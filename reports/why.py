"""Why a question is asked: the rule that it cites, in the words of somebody who has to answer it. Pure."""

from reports.definitions.fields import Asked

WHY = {
    "REP-01": "Every invited service gives a written, signed report, whether or not anybody comes.",
    "REP-03": "Whoever knows the child best helps to write the report, and the chair sees who that was.",
    "REP-04": "The family and the chair have to be able to tell what is known from what is said or thought, and how you know it.",
    "REP-05": "What keeps a child safe counts as much as what is worrying: a report of worries alone misleads.",
    "REP-07": "A wrong name, date or relationship sends letters to the wrong people, and finds the wrong records.",
    "REP-08": "A file has to show who made it and when, so that the conference can rely on it.",
    "REP-09": "A child is asked before anything is decided about them; where that isn’t so, the chair needs the reason.",
    "REP-10": "The conference has to know when the child was seen, alone or with whom, and whether the plan helps.",
    "REP-11": "A medical report goes to the chair alone, who decides with you what is said about it.",
    "REP-12": "Nothing is kept from the family without a reason, and the chair decides. The earlier it is said, the better.",
    "REP-13": "A translation takes days, and they have to fit in before the report is due.",
    "REP-14": "The report is used for the child’s safety and for nothing else.",
    "FAM-01": "Every child has a say in what is decided, in their own words and in their own way.",
    "FAM-03": "Both parents, and everybody with parental responsibility, are heard, whether or not they come.",
    "FAM-06": "A disability or another language must not keep anybody out.",
    "PLN-01": "The conference answers two questions about each child: have they suffered significant harm, and are they likely to?",
    "PLN-02": "Each child is decided on separately, and a plan names one main kind of harm.",
    "PLN-04": "A plan says who does what, by when, and how anybody will see that it helped.",
    "PLN-05": "Where there is no plan, help goes on in another way, and somebody has to be there to give it.",
    "MTG-03": "The conference talks through what is worrying, what goes well, what isn’t known and what has to change.",
    "EXC-04": "A risk of violence is planned for before everybody is in one room.",
    "EXC-05": "An investigation must not be harmed, and nobody has to incriminate themselves to take part.",
    "SCD-03": "Whoever has something to tell about the child should be invited, and you may know of one whom nobody else knows.",
    "SCD-05": "Whoever can’t come says why, and finds somebody who can speak to the report.",
    "SCD-06": "People who work with the family need to reach you. The family doesn’t see your number.",
    "POL-21": "A conference needs enough services that have really met the child, and the chair counts them from this answer.",
    "CON-04": "Every child of the household is looked at, not only the one whom the worry is about.",
    "CON-05": "Until the conference decides, something keeps the child safe, and everybody has to know their part in it.",
    "CON-06": "A conference that is late says why, and what keeps the child safe meanwhile.",
    "CON-07": "A conference before a birth is held for one of these reasons.",
    "CON-08": "The plan moves with the child, and the new authority has to know it as well as the old one did.",
    "CON-11": "A child in care usually needs no protection plan as well, so the conference asks why this one does.",
    "CON-12": "Where a child has links abroad, the conference thinks of telling the embassy.",
    "END-01": "A plan ends on one of a few grounds, and the conference names which.",
}


def why(asked: Asked) -> str:
    """The first of its rules that says something to whoever answers; "" where none does."""
    return next((WHY[rule] for rule in asked.rules if rule in WHY), "")
