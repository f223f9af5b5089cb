"""Pages of this floor."""

from django.urls import path

from partnership.views import audit, door, people, procedures

app_name = "partnership"
urlpatterns = [
    path("your-account/", door.account, name="account"),
    path("enrol/<str:token>/", door.enrol, name="enrol"),
    path("enrol/<str:token>/again", door.enrol_again, name="enrol_again"),
    path("parked/<str:ref>/", door.parked, name="parked"),
    path("parked/<str:ref>/drop", door.drop_parked, name="drop_parked"),
    path("people/", people.people, name="people"),
    path("people/new", people.new_person, name="new_person"),
    path("people/<str:ref>/", people.person, name="person"),
    path("people/<str:ref>/edit", people.edit_person, name="edit_person"),
    path("people/<str:ref>/role", people.give_role, name="give_role"),
    path("people/<str:ref>/role/<int:number>/end", people.end_role, name="end_role"),
    path("people/<str:ref>/link", people.new_link, name="new_link"),
    path("people/<str:ref>/do/<str:deed>", people.person_does, name="person_does"),
    path("agencies/", people.agencies, name="agencies"),
    path("agencies/new", people.new_agency, name="new_agency"),
    path("audit/", audit.audit, name="audit"),
    path("procedures/", procedures.procedures, name="procedures"),
    path("procedures/calculator", procedures.calculator, name="calculator"),
    path("procedures/bank-holidays", procedures.bank_holidays, name="bank_holidays"),
]
