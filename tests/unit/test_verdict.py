"""Where one sentence alone means "yes" or "no", and where it doesn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.verdict import verdict

pytestmark = pytest.mark.unit

PLANNED = (
    "Meanwhile, in February, the US announced a new security package plan, including authorisation "
    "of a Presidential Drawdown of security assistance."
)
SPOKEN = (
    "United States State Secretary Antony Blinken has spoken with Ukraine's Foreign Minister "
    "Dmytro Kuleba and reiterated Washington's commitment to stand with Kiev "
    '" for as long as it takes," the US State Department said.'
)

YES = [
    ("Did Blinken speak with Kuleba?", SPOKEN),
    ("Has Antony Blinken spoken with Dmytro Kuleba?", SPOKEN),
    (
        "Did the US announce a new security package plan in February?",
        PLANNED,
    ),
    ("Did the US send tanks to Ukraine?", "The US sent 31 Abrams tanks to Ukraine."),
    ("Did the US send 31 tanks to Ukraine?", "The US sent 31 Abrams tanks to Ukraine."),
    (
        "Did the US send ammunition to Ukraine?",
        "The US sent howitzers, tanks and ammunition to Ukraine.",
    ),
    ("Will the US send tanks?", "The US will send tanks to Ukraine."),
    ("Did Blinken call Lavrov?", "Blinken, who met Kuleba in May, called Lavrov."),
    ("Did Russian forces capture Bakhmut?", "Bakhmut was captured by Russian forces in May."),
    ("Was Bakhmut captured?", "Bakhmut was captured by Russian forces in May."),
    ("Was Bakhmut captured by Russian forces?", "Russian forces captured Bakhmut on Tuesday."),
    ("Was Bakhmut captured?", "Russian forces captured Bakhmut."),
    ("Has Bakhmut been captured?", "Bakhmut has been captured."),
    ("Did the president resign?", "The president resigned on Monday."),
    ("Did the president resign on Monday?", "On Monday, the president resigned."),
    ("The president resigned, right?", "The president resigned."),
    ("Is it true that the president was arrested?", "The president was arrested at his home."),
    ("Did 12 people die?", "12 people died in the crash."),
    ("Was Smith arrested in Paris?", "Police arrested Smith in Paris on Friday."),
    ("Does Apple make phones?", "Apple makes phones and laptops."),
    ("Is the bridge open?", "The bridge is open to traffic."),
    ("Is the US sending tanks?", "The US is sending tanks to Kyiv."),
    ("Did Argentina win the cup?", "Argentina won the World Cup."),
    ("Did the company cut jobs?", "The company has cut 500 jobs."),
    ("Is the base in Poland?", "The base is in Poland."),
    ("Will the summit be held in Vilnius?", "The summit will be held in Vilnius in July."),
    ("Did the US pledge $350 million?", "The US pledged $350 million to Ukraine."),
    ("Did prices rise?", "Prices rose 3 percent in May."),
    ("Did the president resign?", "The president resigned after a scandal."),
    ("Did Trump win Ohio?", "Trump won Ohio."),
    ("Did Russia attack Ukraine?", "Russia attacked Poland and Ukraine."),
    ("Does Russia control Bakhmut?", "Russia controls Bakhmut."),
    ("Did inflation fall to 3 percent?", "Inflation fell to 3 percent in May."),
    ("Did inflation fall to 3%?", "Inflation fell to 3% in May."),
    ("Did the club win the cup in 2019?", "The club won the cup in 2019."),
    ("Did the court strike down the law?", "The court struck down the law on Friday."),
    ("Can visitors enter the site?", "Visitors can enter the site from Monday."),
    ("Did Biden visit Kyiv?", "President Joe Biden visited Kiev on Monday."),
    ("Did Ukraine's minister resign?", "The Ukrainian minister resigned."),
    ("Did the two leaders discuss the war?", "The two leaders discussed the war, officials said."),
    ("Did the US help Ukraine?", "The US helped Ukraine."),
    (
        "Has the US helped Ukraine?",
        "The US has been helping Ukraine since Russia started its operation.",
    ),
    ("Was Smith arrested?", "French police arrested Smith."),
    ("Did rebels leave Bakhmut?", "The rebels left Bakhmut."),
    (
        "Did the US send tanks to Ukraine?",
        "The US sent new Abrams tanks to Ukraine in May, officials said.",
    ),
    ("Does the US support Ukraine?", "The United States supports Ukraine."),
    ("Has the plane landed?", "The plane has landed."),
    ("Did the team win?", "The team won."),
    ("Was the vote delayed?", "The vote was delayed by a week, a spokeswoman said."),
    ("Did Smith plead guilty?", "Smith pleaded guilty to fraud."),
]

TITLES = [
    ("Is Kuleba the foreign minister?", SPOKEN),
    ("Is Kuleba Ukraine's foreign minister?", SPOKEN),
    ("Is Modi the prime minister?", "Indian Prime Minister Narendra Modi spoke."),
    ("Is Kuleba the foreign minister?", "Kuleba, the foreign minister, spoke."),
]

NO = [
    ("Did the US send tanks to Ukraine?", "The United States did not send tanks to Ukraine."),
    ("Will the US send tanks?", "The US won't send tanks to Ukraine."),
    ("Did Blinken call Kuleba?", "Blinken refused to call Kuleba."),
    ("Did Blinken call Kuleba?", "Blinken never called Kuleba."),
    ("Did Russia attack the plant?", "Russia denied attacking the plant."),
    ("Was Bakhmut captured?", "Bakhmut was not captured."),
    ("Does Apple make cars?", "Apple does not make cars."),
    ("Is the bridge open?", "The bridge is not open."),
    ("Did Blinken call Kuleba?", "Blinken had not called Kuleba."),
    ("Did the court strike down the law?", "The court did not strike down the law."),
    ("Did Blinken call Kuleba?", "Blinken failed to call Kuleba."),
    ("Can visitors enter the site?", "Visitors cannot enter the site."),
    ("Has the plane landed?", "The plane has not yet landed."),
    ("Has the plane landed?", "The plane hasn't landed."),
    ("Did the team win?", "The team did not win."),
    ("Is the mayor married?", "The mayor is not married."),
    ("Was the vote delayed?", "The vote was not delayed, a spokeswoman said."),
]

NEITHER = [
    ("Can the house be sold?", "The house will be sold."),
    ("did blinken speak with lavrov", SPOKEN),
    ("Did Kuleba speak with Blinken?", SPOKEN),
    ("Is Kuleba the president?", SPOKEN),
    ("is kuleba the foreign minister of ukraine", SPOKEN),
    ("Is Blinken the foreign minister?", SPOKEN),
    (
        "Is Patel the spokesperson?",
        '"…" said Principal Deputy Spokesperson Vedant Patel in a statement.',
    ),
    (
        "Did the US announce a new security package in February?",
        PLANNED,
    ),
    (
        "Did the US announce a new security package plan in March?",
        PLANNED,
    ),
    (
        "Did the US send Ukraine 350 million?",
        "Last month, the US said that they will send Ukraine USD 350 million in weapons.",
    ),
    ("Did the US send 50 tanks to Ukraine?", "The US sent 31 Abrams tanks to Ukraine."),
    ("Did the US send tanks to Poland?", "The US sent howitzers to Ukraine and tanks to Poland."),
    (
        "Did the US send howitzers to Poland?",
        "The US sent howitzers to Ukraine and tanks to Poland.",
    ),
    ("Did the US send tanks?", "The US sent tank crews to Poland."),
    ("Did the US send tanks?", "The US plans to send tanks."),
    ("Did the US send tanks?", "The US will send tanks."),
    ("Did the US send tanks?", "The US could have sent tanks."),
    ("Will the US send tanks?", "The US sent tanks."),
    ("Did Kuleba call Lavrov?", "Blinken, who met Kuleba in May, called Lavrov."),
    ("Did Blinken call Lavrov?", "Blinken called Kuleba, Lavrov said."),
    ("Did Blinken call Kuleba?", "Blinken called Kuleba, Lavrov said."),
    ("Did Blinken call Lavrov?", "Blinken called Kuleba, and Lavrov left."),
    ("Did Blinken call Lavrov?", "Blinken called Kuleba and Lavrov left."),
    ("Did Blinken call Kuleba?", "The spokesman for Blinken called Kuleba."),
    ("Did Blinken call Kuleba?", "Blinken's aide called Kuleba."),
    ("Did Blinken call Kuleba?", "Blinken called Kuleba's aide."),
    ("Did Russia attack the plant?", "Russia denied that Ukraine attacked the plant."),
    ("Did Russia attack the plant?", "Russia attacked the plant, Ukraine's ministry said."),
    ("Did Ukraine attack the plant?", "Russia said Ukraine attacked the plant."),
    ("Did Russia capture Bakhmut?", "Bakhmut was captured by Russian forces."),
    ("Was Bakhmut captured?", "Russian forces have not captured Bakhmut."),
    ("Was Bakhmut captured?", "Bakhmut was almost captured."),
    ("Did the president resign?", "The vice president resigned on Monday."),
    ("Did the president resign on Tuesday?", "The president resigned on Monday."),
    ("Did 12 people die?", "At least 12 people died in the crash."),
    ("Did 12 people die?", "More than 12 people died in the crash."),
    ("Did Smith kill his wife?", "Smith allegedly killed his wife."),
    ("Did Smith kill his wife?", "Smith is accused of killing his wife."),
    ("Was Smith arrested in Rome?", "Police arrested Smith in Paris on Friday."),
    ("Is the bridge open?", "The bridge was open."),
    ("Was the war ended?", "If the war ended, oil would fall."),
    ("Did France win the cup?", "Argentina won the cup after France lost."),
    ("Did Biden win the election?", "Trump said Biden lost the election."),
    ("Did he resign?", "The minister resigned."),
    ("Did Blinken not call Kuleba?", "Blinken called Kuleba."),
    ("Was there a fire?", "There was a fire."),
    ("Did the company cut 300 jobs?", "The company has cut 500 jobs."),
    ("Is the base in Poland?", "The base is in Germany."),
    ("Did Blinken call Kuleba?", "“Blinken called Kuleba,” Lavrov said."),
    ("Will the summit be held in Riga?", "The summit will be held in Vilnius in July."),
    ("Did Israel strike Iran?", "Israel struck Iran-backed militias."),
    ("Did the US pledge $350 million?", "The US pledged $500 million to Ukraine."),
    ("Did the US pledge $350 million?", "The US pledged more than $350 million to Ukraine."),
    ("Did prices fall?", "Prices rose 3 percent in May."),
    ("Did the army withdraw?", "The army withdrew its offer."),
    ("Did the president resign?", "The president resigned from the club."),
    ("Was Bakhmut captured?", "Bakhmut was partially captured."),
    ("Did Blinken call Kuleba?", "Blinken did not call Kuleba until Tuesday."),
    ("Did Blinken call Kuleba?", "Blinken did not just call Kuleba."),
    (
        "Did Blinken call Kuleba on Tuesday?",
        "Blinken called Kuleba after meeting Lavrov on Tuesday.",
    ),
    ("Is the bridge damaged?", "Engineers repaired the damaged bridge."),
    ("Did Trump win Ohio?", "Polls show Trump won Ohio."),
    ("Did Trump win Ohio?", "The polls show Trump won Ohio."),
    ("Did voters leave?", "The poll showed voters left."),
    ("Did Trump win Ohio?", "Imagine Trump won Ohio."),
    ("Did Trump win Ohio?", "Had Trump won Ohio, he would be president."),
    ("Did Russia attack Ukraine?", "Russia attacked plants supplying Ukraine."),
    ("Does Russia control Bakhmut?", "Russia controls most of Bakhmut."),
    ("Does Russia control Bakhmut?", "Russia controls parts of Bakhmut."),
    ("Does Russia control Bakhmut?", "Russia controlled Bakhmut."),
    ("Did 12 people die?", "Another 12 people died."),
    ("Is Modi the minister?", "Prime Minister Modi spoke."),
    ("Is Modi the prime minister?", "Former Prime Minister Narendra Modi spoke."),
    ("Is Kuleba the foreign minister?", "Foreign Minister Kuleba's wife spoke."),
    ("Did inflation fall to 3 percent?", "Inflation fell to 3.5 percent in May."),
    ("Was the mayor killed?", "The deputy mayor was killed."),
    ("Did Smith deny the charge?", "Smith denied the charge."),
    ("Did the club win the cup in 2019?", "The club won the cup in 2018."),
    ("Did Blinken call Kuleba?", "Neither Blinken nor Austin called Kuleba."),
    ("Did Blinken call Kuleba?", "Blinken could have called Kuleba."),
    ("Did Blinken call Kuleba?", "Blinken is expected to call Kuleba."),
    ("Does Ukraine have tanks?", "Ukraine has tanks."),
    ("Did Biden visit Kyiv?", "Biden's wife visited Kyiv."),
    ("Did American troops leave Kabul?", "US troops left Kabul in August."),
    ("Did the Ukrainian minister resign?", "Ukraine's minister resigned."),
    ("Did Ukraine win?", "A Ukrainian won."),
    ("Was Ukraine attacked?", "Kyiv was attacked."),
    ("Did the two leaders discuss the war?", "The two leaders discussed the war, said Patel."),
    (
        "Did the two leaders discuss the war?",
        "The two leaders discussed the war, prosecutors alleged.",
    ),
    (
        "Did the two leaders discuss the war?",
        "According to the ministry, the two leaders discussed the war.",
    ),
    ("is it open", "It is open."),
    ("How did it end?", "It ended well."),
    ("Was it Paris or Rome?", "It was Paris."),
    ("Did the US help Russia?", "The US helped Ukraine fight Russia."),
    ("Did the US help Russia?", "The US helped fight Russia."),
    ("Was Bakhmut captured?", "He dreamed that Russia captured Bakhmut."),
    ("Was Bakhmut captured?", "Critics fear Russia captured Bakhmut."),
    ("Was Smith arrested?", "Police arrested Smith's brother."),
    ("Was Smith arrested?", "Police arrested a man after Smith left."),
    ("Did rebels leave Bakhmut?", "Some fear rebels left Bakhmut."),
    ("Did the team win?", "The team won nothing."),
    ("Was the vote delayed?", "The vote was delayed, the opposition claimed."),
    ("Did Smith plead guilty?", "Smith pleaded not guilty."),
]


@pytest.mark.parametrize(("question", "sentence"), [*YES, *TITLES])
def test_what_says_so_plainly(question: str, sentence: str) -> None:
    assert verdict(question, sentence) == "yes"


@pytest.mark.parametrize(("question", "sentence"), NO)
def test_what_negates_the_very_verb(question: str, sentence: str) -> None:
    assert verdict(question, sentence) == "no"


@pytest.mark.parametrize(("question", "sentence"), NEITHER)
def test_what_is_doubtful_or_says_something_else(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is None


@pytest.mark.parametrize(("question", "sentence"), YES)
@pytest.mark.parametrize(
    "doubt",
    ["If {}", "{}, Lavrov claimed.", "It is unlikely that {}", "“{}”", "Reportedly, {}"],
)
def test_any_doubt_takes_a_yes_away(question: str, sentence: str, doubt: str) -> None:
    assert verdict(question, doubt.format(sentence.rstrip("."))) is None


@pytest.mark.parametrize(("question", "sentence"), [*YES, *TITLES, *NO])
def test_typing_does_not_matter(question: str, sentence: str) -> None:
    expected = verdict(question, sentence)
    assert verdict(question.lower().rstrip("?"), sentence) == expected
    assert verdict(f"Hi! {question} Thanks!", sentence) in (expected, None)
    assert verdict(f"  {question.upper()} ", sentence) == expected


WORDS = st.sampled_from(
    "the US Blinken Kuleba tanks sent did not never , and by was will said who to called 31 is if"
    " “ president Ukraine's in May".split()
)


@given(st.lists(WORDS, max_size=14), st.lists(WORDS, max_size=25))
def test_any_run_of_words_is_judged(question: list[str], sentence: list[str]) -> None:
    assert verdict(" ".join(question), " ".join(sentence)) in ("yes", "no", None)


@given(st.text(max_size=100), st.text(max_size=200))
def test_any_text_is_judged(question: str, sentence: str) -> None:
    assert verdict(f"did {question}", sentence) in ("yes", "no", None)


@pytest.mark.parametrize(
    "part", ["a", " ", "the ", "US ", ", ", "on ", "did ", "not ", "a|C ", "“"]
)
def test_a_very_long_text_is_judged(part: str) -> None:
    long = part * 100_000
    assert verdict("Did Blinken call Kuleba?", long) is None
    assert verdict("Did Blinken call Kuleba?", (part * 1_000)[:999]) is None
    assert verdict(f"Did {long}", "Blinken called Kuleba.") is None
