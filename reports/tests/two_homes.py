"""A family in two homes, each hidden from the other, for tests of what leaves."""

from django.utils import timezone

from conferences import operations
from conferences.models import Address
from conferences.tests.factories import children_of, make_conference, make_family, make_setting, mother_of
from procedures.reckoning import london_day
from procedures.words import Kinship, ParentalResponsibility
from reports.tests.materials import fact
from reports.tests.restricted import signed_with


class TwoHomes:
    """Zoë and Ivy live with their mother where the father may not know; he lives by himself."""

    def __init__(self):
        self.setting = make_setting()
        self.common = {"by": self.setting.office, "at": timezone.now()}
        self.family = make_family(self.setting)
        self.mother = mother_of(self.family)
        self.mother.telephone = "07700 900147"
        self.mother.save()
        self.zoe, self.ivy = children_of(self.family)
        self.father = self.adult("Padraig O’Driscoll", telephone="07700 900258")
        for child in (self.zoe, self.ivy):
            operations.relate(
                family=self.family,
                adult=self.father,
                child=child,
                kinship=Kinship.FATHER,
                parental_responsibility=ParentalResponsibility.YES,
                **self.common,
            )
        self.home = self.lives([self.mother, self.zoe, self.ivy], "14 Larch Close\nStowmere", "LT4 7KQ")
        self.his = self.lives([self.father], "3 Quay Street\nStowmere")
        self.conference = make_conference(self.setting, family=self.family)

    def adult(self, name, family=None, telephone=""):
        adult = operations.add_adult(family=family or self.family, name=name, **self.common)
        adult.telephone = telephone
        adult.save()
        return adult

    def lives(self, people, lines, postcode="", *, family=None, confidential=True, from_on=None):
        return operations.record_residence(
            family=family or self.family,
            people=people,
            from_on=from_on or years_ago(2),
            lines=lines,
            postcode=postcode,
            confidential=confidential,
            **self.common,
        )


def years_ago(years):
    today = london_day(timezone.now())
    return today.replace(year=today.year - years, day=1)


def leak(case):
    """A report that says where they live, which nobody hid when it was signed; since then they have to be safe there."""
    home = Address.objects.filter(pk=case.home.pk)
    home.update(confidential=False)
    told = fact("She lives at 14 Larch Close now.")
    version = signed_with(told, setting=case.setting, conference=case.conference)
    home.update(confidential=True)
    return version
