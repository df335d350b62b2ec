"""Words that stand before names without being part of them, and words that no person is called."""

from __future__ import annotations

from qa.lexicon import COUNTRIES, DEMONYMS, SAME_PLACE

__all__ = ["FUNCTION_WORDS", "HEADS", "IMPERSONAL", "ROLE_WORDS", "STRICT_HEADS"]

FUNCTION_WORDS = frozenset("the a an of and for to in on at by from with near de la le del".split())

# A head makes the words before it a title, whatever they are: "Apple CEO Tim Cook".
STRICT_HEADS = frozenset(
    """
    president minister pm premier chancellor ceo cfo coo chairman chairwoman chairperson spokesman
    spokeswoman spokesperson senator governor mayor congressman congresswoman ambassador envoy
    commissioner speaker secretary director coach founder cofounder analyst professor goalkeeper
    striker midfielder defender quarterback captain actor actress singer rapper author filmmaker
    journalist reporter economist scientist lawyer prosecutor candidate nominee activist
    billionaire lawmaker dictator adviser advisor gov sen rep gen col adm
    """.split()
)
HEADS = STRICT_HEADS | frozenset(
    """
    king queen prince princess emperor sultan emir sheikh pope cardinal archbishop bishop rabbi
    imam reverend rev sir dame lord lady baroness mr mrs ms miss dr doctor prof sen
    representative rep gov judge justice attorney leader chair chief head officer general gen
    lieutenant lt colonel col major maj capt sergeant sgt admiral adm commander corporal marshal
    brigadier manager writer aide deputy host astronaut
    """.split()
)
_MODIFIERS = frozenset(
    """
    former then ex acting interim vice first prime foreign interior finance defense defence state
    treasury energy health education transport national security homeland intelligence executive
    senior new current late longtime outgoing incoming republican democratic conservative labour
    house senate majority minority military army navy air force police press supreme court crown
    opposition parliament parliamentary federal staff armed forces affairs culture economy
    agriculture labor trade european union un nato eu uk us party under
    """.split()
)
ROLE_WORDS = frozenset(
    (
        *HEADS,
        *_MODIFIERS,
        *FUNCTION_WORDS,
        *DEMONYMS,
        *(word for place in (*COUNTRIES, *SAME_PLACE) for word in place.replace(".", "").split()),
    )
) - {"biden", "jordan", "chad"}

IMPERSONAL = frozenset(
    """
    academy administration agency airlines airport alliance army arts assembly assistance
    association avenue award awards bank base battalion battle bay beach board bridge brigade bureau
    cabinet canal capital center centre championship church city club coast college commission
    committee company conference congress corps council country county court cup day department
    desert district division east eastern electric embassy enterprise exchange express federation
    festival fleet force forces forest forum foundation front fund games gazette general
    government group guard gulf hall herald hills holdings hospital hotel house institute island
    islands journal korea lake league library lines magazine market memorial ministry mission
    monitor motors mountain movement museum national new news north northern oblast ocean office
    open opera organisation organization palace park parliament parties party patrol peninsula
    plant police port post prize project province red regiment region republic research resort
    revolution river road royal san santa school sea senate service services society south
    southern square stadium state states station store strait street studios summit system team
    telegraph television theatre theater times tower treaty tribune union united university valley
    vehicles vehicle virgin war watch west western white world
    """.split()
)
