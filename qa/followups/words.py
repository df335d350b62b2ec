"""Closed classes of words that tell what a phrase is: function words, roles, events, first names.

All lower case. Open classes are sampled, not listed: what is missing is taken for a name or a
thing by its form.
"""

from __future__ import annotations

from qa.lexicon import COUNTRIES, DEMONYMS, MONTHS, WEEKDAYS

__all__ = [
    "ADJECTIVES", "ADVERBS", "AUXILIARIES", "BE", "COUNTED", "DETERMINERS", "DO", "EVENTS",
    "FEMALE_NAMES", "FEMALE_ROLES", "GENERIC_PLACES", "HAVE", "HYPERNYMS", "MALE_NAMES",
    "MALE_ROLES", "MASS_NOUNS", "MODALS", "ORGANISATIONS", "PERSONS", "PLACES", "PLURALS",
    "POSSESSIVES", "PREPOSITIONS", "PRONOUNS", "ROLES", "SERIES", "SLIPS", "SUBORDINATORS", "TIMES",
    "TITLES", "WH_WORDS",
]  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _words("am are aren't is isn't r was wasn't were weren't")
DO = _words("did didn't do does doesn't don't")
HAVE = _words("had hadn't has hasn't have haven't")
MODALS = _words(
    "can can't could couldn't may might must shall should shouldn't will won't would wouldn't"
)
AUXILIARIES = BE | DO | HAVE | MODALS
WH_WORDS = _words("how what when where which who whom whose why")
PREPOSITIONS = _words(
    "aboard about above across after against along amid among around as at before behind below "
    "beneath beside besides between beyond by despite down during except for from in inside into "
    "like near of off on onto out outside over per since than through throughout to toward "
    "towards under until up upon via with within without"
)
DETERMINERS = _words(
    "a all an another any both each either enough every few fewer half less many more most much "
    "neither no other own several some such that the these this those"
)
POSSESSIVES = _words("her his its my our their your")
PRONOUNS = _words(
    "anybody anyone anything everybody everyone he hers herself him himself i it itself me nobody "
    "nothing one ones she somebody someone something theirs them themselves there they us we you"
)
SUBORDINATORS = _words(
    "after although because before how if since that though until what when where whether which "
    "while who whose why"
)
ADVERBS = _words(
    "abroad actually afterwards again ago alone already also altogether always apart away back "
    "before currently down earlier else elsewhere even ever exactly far first here in inland "
    "instead just last later longer meanwhile more most n't nationwide never not now off offshore "
    "often on once only out over overall overseas really recently so sometimes soon still then "
    "today together tomorrow too twice up very well worldwide yesterday yet"
)
ADJECTIVES = _words(
    "able aboard afraid alive angry annual asleep available aware bad best better big biggest "
    "black blue brown busy cheap clean clear close cold dangerous dead deaf deep dependent "
    "different difficult domestic due early eastern easy economic elderly empty expensive "
    "external fair false famous fast fastest federal female final fine first foreign former free "
    "fresh full general global good great green grey guilty happy hard heavy high higher highest "
    "hot huge human ill illegal important independent innocent internal international joint key "
    "large larger largest last late latest lead left legal likely little local long longer "
    "longest loud low lower lowest main major male medical mental military minor missing modern "
    "national near new next northern nuclear official old older oldest open original overall own "
    "past permanent poor popular possible prime private proper public ready real recent red "
    "responsible rich right royal safe same senior serious severe short sick similar single slow "
    "small social southern special strong subject successful sure tall total true unable unlawful "
    "upper urban vice warm weak western white whole wide wild winning worse worst worth wrong "
    "yellow young younger youngest"
)
MASS_NOUNS = _words(
    "aid ammunition army beef bread bronze cash cheese coal coffee congress copper corn crime "
    "debt electricity energy equipment food fuel gas gold government grain help income "
    "information iron milk money news oil parliament petrol police power profit rain revenue rice "
    "salt silver snow steel sugar tax timber trade uranium water wheat wine wood work"
)
PERSONS = _words(
    "baby boy brother ceo child daughter doctor father girl guard guy husband lady man mother mp "
    "nurse person sister son teenager victim widow wife woman"
)
ROLES = PERSONS | _words(
    "activist actor actress admiral adviser agent ambassador analyst archbishop architect artist "
    "astronaut athlete attorney author banker biologist bishop boss candidate captain cardinal "
    "chair chairman chairwoman chancellor chef chief climber coach colonel commander commissioner "
    "composer conductor congressman congresswoman counterpart criminal defendant delegate deputy "
    "designer detective dictator diplomat director driver duke economist editor emperor engineer "
    "envoy executive expert explorer farmer fighter financier firefighter founder gangster "
    "general goalkeeper governor head heir hero historian host inspector inventor investor "
    "journalist judge king lawmaker lawyer leader loser manager mayor mechanic minister murderer "
    "musician negotiator neighbour novelist officer official opponent owner painter partner "
    "passenger pedestrian philosopher physicist pilot player playwright pm poet policeman "
    "politician pope predecessor premier president priest prince princess prisoner producer "
    "professor prosecutor queen rapper receiver refugee representative researcher rival runner-up "
    "scientist secretary senator sender sergeant sheriff singer skier skipper soldier speaker "
    "spokesman spokesperson spokeswoman striker student successor suspect teacher thief trader "
    "trainer treasurer tycoon whistleblower winner witness writer"
)
FEMALE_ROLES = _words(
    "actress aunt chairwoman congresswoman daughter duchess female girl grandmother lady mother "
    "mrs ms nun nurse princess queen sister spokeswoman widow wife woman"
)
MALE_ROLES = _words(
    "archbishop bishop boy brother cardinal chairman congressman duke father grandfather guy "
    "husband king male man mr policeman pope priest prince son spokesman uncle"
)
TITLES = _words(
    "attorney captain chancellor chief colonel defence defense department deputy director dr "
    "ex-president finance foreign former general governor interior judge justice king leader "
    "mayor minister mr mrs ms pope premier president prime prince princess principal prof "
    "professor queen secretary senator sheriff sir spokesman spokesperson spokeswoman state vice"
)
FEMALE_NAMES = _words(
    "alexandra alice amanda amy ana andrea angela anna anne annie barbara beatrice camilla carla "
    "caroline catherine charlotte christina christine claire claudia cristina diana dilma dina "
    "dolly elena elisabeth elizabeth ellen emily emma eva eve fani fran frances giorgia greta "
    "hannah helen hillary irina isabel ivana jacinda jane janet jenni jennifer jenny jessica jill "
    "joan joanna judith julia julie kaja kamala karen kate katherine katie kim laura leila linda "
    "lisa liz loreen louise lucy madonna magdalena margaret margrethe maria marie marine marketa "
    "martha mary megan meghan melania melinda michelle mira monica nancy narges natalia nicola "
    "nikki nina oksana olena olga olivia ons penelope rachel rebecca rosa ruth sandra sanna sara "
    "sarah serena shakira simone sinead sofia sophia sophie stella susan svetlana taylor teresa "
    "theresa tina ursula valentina vera victoria yulia zoe"
)
MALE_NAMES = _words(
    "adam ahmed alan albert alberto alejandro alex alexander alexei ali andrew andrzej andy angus "
    "anthony antonio antony arthur barack ben benjamin bernard bill bob boris brad brendan brian "
    "carl carlos charles chris christian christopher colin daniel dave david dennis diego dmitry "
    "dmytro donald edward elon emmanuel eric erik ernesto evan felipe francis francisco frank "
    "franz fred frederik gareth gary george gianni gordon greg guy hans harald hardeep harry "
    "henry hugo ian igor ivan jack jacob jair jake james jan javier jean jeff jens jeremy jerome "
    "jim joe johan john jon jonas jonathan jorge jose joseph josh juan julian justin jürgen karl "
    "keir ken kevin klaus lars leo leon leonid lewis lionel lloyd louis luc luca luis luiz "
    "maarten marc marcel marco mario mark markus martin mateusz matt matteo matthew max michael "
    "miguel mike mikhail mohamed mohammed narendra nathan neil nicholas nick nicolas noah novak "
    "olaf oleg oliver oscar pablo patrick paul pavel pedro pete peter philip pierre rafael recep "
    "richard rishi rob robert roberto roger ron ronald rudy sam samuel scott sean sebastian "
    "sergei sergey sergio silvio simon stefan stephen steve steven tadej ted thomas tim tom tomas "
    "tony travis viktor vincent vladimir volodymyr walter warren will william "
    "xabi xavier xi yevgeny"
)
ORGANISATIONS = _words(
    "academy agency airline airlines airways alliance army association authority bank board brand "
    "broadcaster bureau cabinet carrier charity church club coalition commission committee "
    "company confederation congress cooperative corporation council court crescent cross "
    "department embassy exchange federation firm force forces foundation government group "
    "hospital house inc institute jury kremlin league legislature ltd manufacturer media militia "
    "ministry motors movement museum nations navy newspaper opposition orchestra organisation "
    "organization parliament party pentagon police publisher regime regulator retailer school "
    "senate service services startup studio supplier syndicate team treasury tribunal trust union "
    "united university zoo"
)
EVENTS = _words(
    "accident attack auction battle blast boycott campaign ceasefire ceremony championship "
    "collision conference conflict congress coronation coup crash crisis cyclone derailment "
    "disaster drought earthquake election eruption exhibition explosion famine festival final "
    "fire flood flooding floods funeral game games hurricane invasion landslide massacre match "
    "meeting merger mission olympics operation outbreak pandemic protest protests quake race raid "
    "rally referendum riot riots robbery semi-final shooting siege storm strike strikes summit "
    "takeover talks theft tornado tour tournament tragedy trial tsunami typhoon vote war wedding "
    "wildfire wildfires"
)
# What a kind is called, and the words that name one of its kind.
HYPERNYMS = {
    "storm": _words("cyclone hurricane typhoon tornado"),
    "quake": _words("earthquake"),
    "fire": _words("wildfire"),
    "plane": _words("aircraft airliner jet"),
    "ship": _words("tanker ferry boat freighter"),
    "deal": _words("agreement treaty pact takeover merger"),
    "agreement": _words("deal treaty pact accord"),
    "law": _words("bill act ban"),
    "vote": _words("election referendum"),
    "station": _words("plant"),
}
GENERIC_PLACES = _words("capital city country district island province region state town village")
COUNTED = _words("how many much")
PLURALS = _words(
    "children data feet forces media men mice migrants people police ppl teeth they troops women"
)
TIMES = frozenset((*MONTHS, *WEEKDAYS)) | _words(
    "afternoon autumn century day days decade decades eighties evening hour hours midnight minute "
    "minutes moment month months morning night nineties noon now season seconds seventies sixties "
    "spring summer today tomorrow tonight week weekend weeks winter year years yesterday"
)
_TOWNS_AND_MORE = _words(
    "africa america amsterdam angola ankara asia athens azerbaijan baghdad bahrain bangkok "
    "barcelona beijing beirut belgrade berlin bhutan bosnia brussels bucharest budapest burundi "
    "cairo california cameroon chad chicago congo copenhagen crimea damascus delhi doha donetsk "
    "dubai dublin edinburgh eritrea europe florida frankfurt gaza geneva glasgow guatemala haiti "
    "hamburg hanoi helsinki honduras istanbul jakarta jamaica jerusalem johannesburg kabul "
    "kharkiv kherson kiev kosovo kyiv kyrgyzstan lagos laos lisbon london luxembourg lviv "
    "macedonia madrid malawi maldives mali malta manchester manila mariupol milan minsk "
    "montenegro moscow mozambique mumbai munich nairobi naples nicaragua niger odesa ohio oman "
    "oslo panama paraguay paris prague riga riyadh rome rwanda senegal seoul shanghai stockholm "
    "sydney tajikistan tallinn tehran texas tokyo toronto u.s. uae uk us usa uzbekistan vienna "
    "vilnius warsaw washington zambia zurich"
)
PLACES = frozenset((*COUNTRIES, *DEMONYMS)) | _TOWNS_AND_MORE
# Slips of the finger in a question word.
SLIPS = {
    "wich": "which", "whcih": "which", "wen": "when", "wehn": "when", "wher": "where",
    "whre": "where", "waht": "what", "wat": "what", "whta": "what", "hwo": "how", "hw": "how",
    "wy": "why", "y": "why", "whi": "why", "whoo": "who", "wo": "who", "hoe": "how", "whos": "who",
}  # fmt: skip
# Words that take each other's place in a question: "how many were killed?" - "and injured?"
SERIES = tuple(
    _words(text)
    for text in (
        "killed dead wounded injured hurt missing displaced rescued hospitalised hospitalized "
        "homeless evacuated arrested detained captured infected released freed deported stranded",
        "gold silver bronze",
        "men women children girls boys adults men's women's",
        "first second third fourth fifth sixth seventh eighth ninth tenth last next other",
        "north south east west",
        "northern southern eastern western",
        "upper lower",
        "old new",
        "deaths injuries cases infections casualties victims survivors",
        "high wide long deep tall big old fast heavy far",
        "spring summer autumn winter",
    )
)
