"""What kind of answer a question asks for, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question_kind import QuestionKind, answer_form, core, kind_of

pytestmark = pytest.mark.unit

Kind = QuestionKind

QUESTIONS = {
    Kind.AMOUNT: """
        How much did the US pledge to Ukraine in February?
        how many people died in the earthquake
        HOW MANY SEATS DID THE GREENS WIN
        What was the price of a barrel of oil on Friday?
        whats the death toll
        What's Tesla's share price?
        What percentage of voters backed the plan?
        How old is the new prime minister?
        how long did the strike last?
        How far is the village from the epicentre?
        how often do the trains run
    He left in May. How much was he paid?
        How tall is the new tower?
        how strong was the quake
        At what age did she win her first title?
        By how much did prices rise?
        For how long will the bridge be closed?
        What is the population of Malta?
        what was the final score
        What does a ticket cost?
        what did they pay for the painting?
        What is the company worth?
        How much higher is rent than last year?
        Could you please tell me how many homes lost power?
        Do you know how many goals Kane scored?
        34th drawdown value
        price of gold yesterday
        unemployment rate in march
        The deal was worth how much?
        In the February package, how much came from existing stocks?
        I'd like to know how big the fire is
        What number of troops will be sent?
        howmany refugees crossed the border
        compared to last year, how much did sales grow?
        what's the voter turnout so far
        So far, how many cases were confirmed?
        What share of the vote did the party get?
        according to police, how many were arrested
        any idea how much the fine was?
    """,
    Kind.WHO: """
        Who won the election?
        who's the new coach
        whos running against him
        Whose car was stolen?
        By whom was the book written?
        With whom did Blinken speak?
        who is vedant patel
        WHO SHOT THE PRESIDENT
        Could you tell me who leads the inquiry?
        do you know who scored the winner?
        And who replaced her?
        When Biden visited Kyiv, whom did he meet?
        Who said that the war could end today?
        I wonder who paid for it
        the man who shot lincoln
        so who was fired?
        Who was arrested, please?
        He met with whom?
        Is it known who started the fire?
        ukraine foreign minister
        who won, right?
        who were people thanking
    """,
    Kind.WHERE: """
        Where did the summit take place?
        where's the trial
        wheres the new stadium
        In which city was the treaty signed?
        in what country was he born
        From which airport did the plane leave?
        Where are the refugees from?
        Can you tell me where the ship sank?
        What was the location of the crash?
        what's the venue of the final
        Do you know where the suspect was found?
        city where the summit was held
        were did the meeting take place
        After the storm, where were people housed?
        At which stadium will the match be played?
        Any idea where he is now?
        whereabouts of the missing hikers
        does the article say where they met?
    """,
    Kind.WHEN: """
        When did the war start?
        when's the election
        What year was the law passed?
        On which day was the ceasefire signed?
        what time does the polls close
        Since when has she been in office?
        Until when is the road closed?
        How long ago was the bridge built?
        how soon will the vaccine be ready
        do you know when the trial begins?
        When is the vote, and where?
        In which month did inflation peak?
        What was the date of the launch?
        earthquake date
        deadline for the tax return
        could you tell me when exactly it happened
        WHEN WAS THE LAST ERUPTION?
        Please tell me in what year the company was founded.
        I don't know when the concert starts
    """,
    Kind.WHICH_WHAT: """
        Which company bought Twitter?
        which country hosted the games
        What is the name of the storm?
        What did the jury award him for?
        What is the capital of Kosovo?
        what causes the northern lights
        Which party won the most seats?
        What does NATO stand for?
        what team does he play for
        what did Apple announce on Tuesday
        What was the ship carrying?
        Which of the three suspects was released?
        what kind of plane crashed
    What was he charged with?
    what results in a red card
    This country left the union last year.
    What herbalist wrote about mint?
    what will the app now be called
        How is the new variant called?
        What did police say was the cause of the fire?
        what are scientists worried about
        name the winner of the race
        What instrument does she play?
        What caused the blackout?
        tell me which law was struck down
        What film won best picture?
        To which party does she belong?
        What are they building?
        capital of burkina faso
        What do scientists call this phenomenon?
        what did Putin call the invasion?
        What is inflation?
        could you tell me what drug was approved?
        which company makes the vaccine
        What did Blinken and Kuleba discuss?
        Which news agency reported it first?
        What is the most popular dog breed?
    """,
    Kind.LIST: """
        Which weapons did the US send?
        What are the main demands of the strikers?
        Name the three finalists
        Who are the members of the panel?
        which countries signed the treaty
        What sports does she play?
        What were the results of the vote?
        list the nominees for best actor
        Which people were killed?
        what companies make the drug
        Can you list the cities hit by the storm?
        Which European countries sent tanks?
        which ones were cancelled?
        Which rebel groups have signed?
        Name two reasons for the delay
        give me a list of the winners
        What are some of the side effects?
        who were the winners
        What kinds of fish were found?
        Which teams are in the final?
        could you name the countries that voted against?
        examples of banned products
        weapons in the package
        What are the candidates' names?
        tell me the names of the victims
    """,
    Kind.YES_NO: """
        Did Blinken speak with Kuleba?
        is the bridge open
        Was anyone hurt?
        Has the law been passed yet?
        did they talk or not?
        Is it true that the mayor resigned?
        Will the match be postponed?
        He resigned, right?
        The talks failed, didn't they?
        hasn't the strike ended
        Can Russia win the war?
        Do the articles mention Germany?
        does nato have troops there
        Was a woman or a child among the victims, or any tourists?
        DID THE TEAM QUALIFY
    The bill was passed in March. Is it law now?
        I'd like to know if the flight was cancelled
        Could you tell me whether schools are closed?
        do you know if she won
        So is the airport closed?
        After the storm, was the road closed?
        When Biden visited Kyiv, did he meet Zelensky?
        Biden resigned?
        there were survivors, correct?
        Isn't he the youngest winner?
        did the president know who leaked it?
        would the plan cost more than a billion?
        am i right that the vote was delayed?
        Did anyone die or get injured?
        Did inflation more or less double?
        May visitors enter the site?
        is it the case that the mine closed
        Will anyone be charged?
    """,
    Kind.CHOICE: """
        Was it Paris or Rome?
        Did he resign or was he fired?
        paris or rome?
        Is the suspect a man or a woman?
        Who won, Brazil or Croatia?
        did prices rise or fall
        Are the talks in Geneva or Vienna?
        will it be held in May or in June?
        do you know if it was a cat or a dog?
        Did the US or the UK send more tanks?
    """,
    Kind.WHY: """
        Why did the minister resign?
        why's the road closed
        How come the match was cancelled?
        what was the reason for the delay
        For what reason was she fired?
        What made him quit?
        WHY ARE PRICES RISING
        and why?
        could you explain why the talks failed
        what for?
        What was the motive of the attacker?
        reason for the strike
        I don't understand why they lost
        Do we know why the plane crashed?
        What prompted the recall?
        Why is it called the Baltic?
    """,
    Kind.HOW: """
        How did the fire start?
        how's the patient
        How does the vaccine work?
        how was the suspect caught
        How badly was the tower damaged?
        In what way will the law change?
        To what extent is the plan funded?
        How did Moscow react?
        how do you apply for a refund
        can you tell me how he escaped?
        Explain how the heist was done
        How well did the team play?
        how were the miners rescued?
        HOW IS THE ECONOMY DOING
        how will voters be affected
        Please, how did they escape?
    """,
    Kind.SAYING: """
        What did Blinken say about Russia?
        what did the mayor tell reporters
        What did Musk write on Twitter?
        What do economists think about the plan?
        What has the minister said so far?
        What was Moscow's reaction to the strike?
        what's the pope's view on the war
        What did she reply?
        what the coach said about the defeat
        does the article say what the judge wrote?
        What is China's position on Taiwan?
        WHAT DID THE CEO SAY
        What did the union claim in court?
        reaction of the markets
    """,
    Kind.DESCRIBE: """
        Describe the attack
        What happened in Bakhmut?
        what happend at the concert
        summarise the article
        Tell me about the package.
        What do you know about the strike?
        give me an overview of the trial
        What is the film about?
        what was the protest about
        Explain the new tax
        what's going on in Sudan?
        What's new in the case?
        Could you summarize the debate for me?
        can you tell me something about the storm
        anything about the elections?
        do you have any news about the hostages?
        What about the refugees?
        What is known about the suspect?
        turkey earthquake
        biden visit warsaw
        I want information about the flood
        tell me more about the treaty please
        What happened next?
        what does the ruling mean for farmers?
        What will the company do about the leak?
        What was the impact of the storm?
        walk me through the crash
        any news on the talks
        How about Germany?
        what can you tell me about Kuleba
        and what happened to the pilot?
        does the article say anything about casualties?
    """,
    Kind.COMPARE: """
        Compare the two packages
        What is the difference between the two bills?
        How does the new law differ from the old one?
        how do the candidates differ on tax
        France or Germany, which sent more tanks?
        Which is bigger, Paris or Rome?
        What do the two leaders have in common?
        differences between labour and the tories
        Is there a difference between the two variants?
        How does this season compare to the last?
        can you compare inflation in spain and italy
        In what way is the new phone different from the old one?
        similarities between the two attacks
    """,
}
CASES = [
    (line.strip(), kind) for kind, lines in QUESTIONS.items() for line in lines.strip().splitlines()
]


def test_the_development_list_is_large() -> None:
    assert len({question for question, _ in CASES}) >= 250


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_kind(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) is kind


@pytest.mark.parametrize(("question", "kind"), CASES)
def test_capitals_and_space_do_not_matter(question: str, kind: QuestionKind) -> None:
    assert kind_of(question.upper()) is kind
    assert kind_of(f"  {question.replace(' ', '  ')}\n") is kind


ASKED = [case for case in CASES if case[0].lower().startswith(("how ", "who ", "where ", "when "))]


@pytest.mark.parametrize(("question", "kind"), ASKED)
@pytest.mark.parametrize(
    "wrapper",
    ["{}", "{} please", "Hi, {}", "could you please tell me {}", "Do you know {}", "I wonder {}"],
)
def test_wrappers_and_question_marks_do_not_matter(
    question: str, kind: QuestionKind, wrapper: str
) -> None:
    assert kind_of(wrapper.format(question.rstrip("?"))) is kind


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Kind.AMOUNT, "span"),
        (Kind.WHO, "span"),
        (Kind.LIST, "span"),
        (Kind.CHOICE, "span"),
        (Kind.YES_NO, "sentence"),
        (Kind.WHY, "sentences"),
        (Kind.DESCRIBE, "sentences"),
        (Kind.SAYING, "sentences"),
    ],
)
def test_answer_form(kind: QuestionKind, form: str) -> None:
    assert answer_form(kind) == form


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Could you please tell me how many died?", "how many died"),
        ("He resigned, didn't he?", "he resigned"),
        ("Hi! Is it true that the mine closed?", "the mine closed"),
        ("what's new", "what is new"),
        ("whos there", "who is there"),
        ("In February, did the US pledge aid?", "did the us pledge aid in february"),
        ("Did they talk or not?", "did they talk"),
        ("do you know if she won, please", "she won"),
        ("Was it Paris or Rome?", "was it paris or rome"),
    ],
)
def test_core(question: str, expected: str) -> None:
    assert core(question) == expected


@given(st.text(max_size=200))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in QuestionKind
    assert answer_form(kind_of(text)) in ("span", "sentence", "sentences")
    assert core(text) == core(text).strip()


@given(st.lists(st.sampled_from("what is or if , . ? and the did he say so right not n't".split())))
def test_any_run_of_function_words_has_a_kind(words: list[str]) -> None:
    assert kind_of(" ".join(words)) in QuestionKind


@pytest.mark.parametrize("part", ["a", " ", "?", ", ", "or ", "what ", "is it ", "n't he ", "’s"])
def test_a_very_long_text_has_a_kind(part: str) -> None:
    assert kind_of(part * 100_000) in QuestionKind
    assert kind_of("what " + part * 100_000) in QuestionKind
