"""Two hundred texts as reports have them that give nothing away: other addresses, numbers, dates, and the same words in
another sense. What is protected beside them: 14 Larch Close, Stowmere, LT4 7KQ; Haven House, 3 Quay Street; two
telephone numbers; Thornwold High School; the foster carer Bryony Close."""

WRITTEN = """\
The larch close to the school gate came down in the storm and nobody was hurt.
Larch, beech and oak stand along the path where he plays after school.
Ivy planted 14 larch trees with her class and spoke of it for weeks.
There were 14 children in the group; Ivy sat close to the door.
He is close to his grandmother and sees her on most Sundays.
Ivy is 14 and would like to close her old account.
She keeps the curtains closed until the afternoon.
The case was closed on 14 March 2025 and opened again in June.
We close at 14:30 on Fridays, so Mum has to leave work early.
At 14 he was larger than his brother.
They came close to losing the tenancy in 2024.
Attendance is 92.5 per cent, 14 sessions of 190 were missed.
The family lived at 9 Birch Avenue until the spring of 2023.
The landlord of 14 Birch Close has asked for the rent of March.
A neighbour at 41 Elm Road telephoned the school.
She was seen near the market with two other children.
He was reported missing from 14 Oak Street and found at the station.
The health visitor came on 14 February and again on 4 July.
LT is what the family calls their uncle.
The clinic on Station Road moved to 3 Mill Lane.
He left home at 7:14 and came to school at 9:47.
The reference of the police is LT-4417-KQ2.
His NHS number is kept by the practice and is not given here.
The appointment letter was numbered 960 and came on the 14th.
Please ring the office on 01632 960000 between nine and five.
The out-of-hours number is 01632 960999.
The school's number is 020 7946 0018.
The worker's mobile is 07700 900999.
She called 111 on the 14th and was told to wait.
We hold 147 entries on him, 90 of them from last year.
He scored 147 points and was proud.
The quay was busy and Mum held his hand all the way.
There is no haven like home, he wrote in his poem.
The house was tidy on all 3 visits and there was food in it.
Three of the street lights near the house were broken.
The children were brought to a house in another street.
It took 3 weeks until the house was warm.
Number 3 in the queue was a boy from his class.
Thornwold is a small town and everybody knows everybody.
He would like to go to high school with his friends.
The school has a high number of children who move.
Bryony closes her eyes when voices are raised.
Bryony was close to tears when her mother left the room.
He said that Close of Play is his favourite programme.
Mum says that she sleeps four hours a night.
Fourteen days after the meeting nobody had visited.
The fourteen sessions were paid for by the pupil premium.
Larch Class went to the farm in May; Oak Class went in June.
She was moved from Oak Class to Larch Class in September.
Larch Class had 14 children on roll in the autumn.
In Larch Class he sits by the window.
His key person in the Larch room wrote down what he said.
The Larch Group meets on the fourth of each month.
Close supervision is needed at break, and 14 staff know it.
Our records close with the letter of 14 May 2022.
He was picked up by the close friend of his aunt.
The child was dressed warmly and wore new shoes.
She has four siblings; seven people live in the home.
There are 7 people at home: 4 children and 3 adults.
Dad works nights at the depot on the ring road.
The flat has two bedrooms for six people.
Flat 2 of the same building was burgled in January.
They share a flat with an aunt and her 2 children.
Water came through the ceiling of the flat above.
The family was placed in a hotel for 14 nights.
The council offered 2 places and both were declined.
A place of safety was found for the night.
The grandmother lives an hour away by train.
He goes to his father's on every second weekend.
Contact takes place at a centre and is supervised.
Her bedroom has a bed, a desk and a lamp.
The dog was removed by the warden after it bit.
She said: "I like it here, nobody shouts."
He drew a house with a big door and no windows.
"14 is my lucky number," he told us.
Her birthday is in June; she asked for a bicycle.
He was born at 38 weeks and weighed 2.9 kg.
She was given 5 ml of the medicine four times a day.
The dentist saw her on 4/7/2025 and filled two teeth.
Immunisations are complete but for the one at 14 years.
Weight was on the 25th centile in March and the 9th in July.
His reading age is 7.4 and his spelling age is 7.1.
Two suspensions, of 1.5 and 4 days, in this school year.
The hearing is at 10:00 on 4 December in court 7.
The order ends on 14 January 2027.
He was arrested on 3 March and bailed until 14 April.
Bail conditions: not to enter the street on which she works.
Police attended at 01:14 and found the children asleep.
The fourth call was from a member of the public.
The report of the incident has the number 147/26.
Housing will close the repair order once the boiler is fitted.
Rent of £147.90 is owed, £14 a week is being paid.
The account was closed and the debt of £900 written off.
They walk 1.4 km to the nearest bus.
Bus 14 stops in front of the school.
He takes bus 47 and then walks for 4 minutes.
Room 14 is used for quiet time.
Form 7K had 28 children, form 7Q had 26.
The class reads chapter 14 of the book.
Her score fell from 47 to 14.
"""
STREETS = (
    "9 Birch Avenue", "14 Birch Close", "41 Larch Avenue", "Flat 14, Mill Court", "147 Station Road",
    "4 Church Lane", "the High Street", "14 Quarry Road", "Rowan House, 3 Quarry Road", "71 Close Lane",
)  # fmt: skip
SAID = (
    "The family moved from {} in 2024 and did not tell the school.",
    "Police were called to {} at 23:14 and spoke with both adults.",
    "His friend lives at {}, and he often stays there for tea.",
    "A parcel for the family was left at {} by mistake.",
    "The new surgery, {}, has had no letter from us since 14 June 2025.",
    "He was found asleep on the steps of {} on 3 July, close to midnight.",
    "She used to work at a shop, {}, three days a week.",
    "Housing offered {} but the stairs are too steep for the pram.",
    "The club meets at {} every Thursday from 4 to 7 and costs £14.",
    "An earlier referral gave {} as the address; nobody there knew the family.",
)
TEXTS = [*WRITTEN.splitlines(), *(said.format(street) for said in SAID for street in STREETS)]
