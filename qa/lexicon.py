"""Closed classes of words that both training and answering look up, all lower case."""

from __future__ import annotations

__all__ = [
    "ANTONYMS",
    "COUNTRIES",
    "DEMONYMS",
    "MONTHS",
    "NUMBER_WORDS",
    "ORDINAL_WORDS",
    "SAME_PLACE",
    "WEEKDAYS",
]

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand",
    "million", "billion", "trillion", "dozen",
)  # fmt: skip

ORDINAL_WORDS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip

COUNTRIES = (
    "afghanistan", "albania", "algeria", "argentina", "armenia", "australia", "austria",
    "bangladesh", "belarus", "belgium", "bolivia", "brazil", "britain", "bulgaria", "cambodia",
    "canada", "chile", "china", "colombia", "croatia", "cuba", "cyprus", "denmark", "ecuador",
    "egypt", "england", "estonia", "ethiopia", "finland", "france", "germany", "ghana", "greece",
    "hungary", "iceland", "india", "indonesia", "iran", "iraq", "ireland", "israel", "italy",
    "japan", "jordan", "kazakhstan", "kenya", "kuwait", "latvia", "lebanon", "libya", "lithuania",
    "malaysia", "mexico", "moldova", "mongolia", "morocco", "myanmar", "nepal", "netherlands",
    "nigeria", "norway", "pakistan", "peru", "philippines", "poland", "portugal", "qatar",
    "romania", "russia", "scotland", "serbia", "singapore", "slovakia", "slovenia", "somalia",
    "spain", "sudan", "sweden", "switzerland", "syria", "taiwan", "tanzania", "thailand",
    "tunisia", "turkey", "uganda", "ukraine", "uruguay", "venezuela", "vietnam", "wales", "yemen",
    "zimbabwe", "the united states", "the united kingdom", "south korea", "north korea",
    "south africa", "saudi arabia", "new zealand",
)  # fmt: skip

DEMONYMS = (
    "afghan", "american", "argentine", "australian", "austrian", "belarusian", "belgian",
    "brazilian", "british", "bulgarian", "canadian", "chilean", "chinese", "colombian", "croatian",
    "cuban", "czech", "danish", "dutch", "egyptian", "english", "estonian", "finnish", "french",
    "german", "greek", "hungarian", "indian", "indonesian", "iranian", "iraqi", "irish", "israeli",
    "italian", "japanese", "korean", "latvian", "lithuanian", "mexican", "norwegian", "pakistani",
    "palestinian", "polish", "portuguese", "romanian", "russian", "scottish", "serbian", "spanish",
    "swedish", "swiss", "syrian", "turkish", "ukrainian", "vietnamese", "welsh",
)  # fmt: skip

_OPPOSITES = (
    "first last", "largest smallest", "biggest smallest", "highest lowest", "most least",
    "more less", "more fewer", "before after", "north south", "east west", "northern southern",
    "eastern western", "increase decrease", "increased decreased", "rise fall", "rose fell",
    "won lost", "win lose", "begin end", "began ended", "start stop", "started stopped",
    "opened closed", "open close", "built destroyed", "oldest youngest", "older younger",
    "early late", "earlier later", "best worst", "better worse", "good bad", "high low",
    "higher lower", "long short", "longest shortest", "strong weak", "public private",
    "support oppose", "supported opposed", "supporters opponents", "allow prevent",
    "allowed prevented", "accept reject", "accepted rejected", "agree disagree", "above below",
    "male female", "men women", "man woman", "father mother", "son daughter", "brother sister",
    "husband wife", "king queen", "buy sell", "bought sold", "major minor", "maximum minimum",
    "majority minority", "left right", "upper lower", "inside outside", "internal external",
    "success failure", "successful unsuccessful", "always never", "common rare", "new old",
    "positive negative", "rich poor", "arrive leave", "arrived left", "enter leave",
    "import export", "imports exports", "imported exported", "joined left", "hired fired",
    "love hate", "loved hated", "remember forget", "same different", "similar different",
    "able unable", "likely unlikely", "legal illegal", "possible impossible", "gain lose",
    "gained lost", "create destroy", "created destroyed", "add remove", "added removed",
    "include exclude", "included excluded", "appointed dismissed", "attack defend",
    "attacked defended", "increasing decreasing", "rising falling", "wet dry", "hot cold",
    "summer winter", "spring autumn", "young old", "ancient modern", "civilian military",
    "urban rural", "winner loser", "victory defeat", "ally enemy", "allies enemies",
    "parents children", "teacher student", "employer employee", "buyer seller",
)  # fmt: skip


def _antonyms() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for pair in _OPPOSITES:
        left, right = pair.split()
        table.setdefault(left, []).append(right)
        table.setdefault(right, []).append(left)
    return {word: tuple(opposites) for word, opposites in table.items()}


ANTONYMS = _antonyms()


def _same_places() -> dict[str, tuple[str, ...]]:
    """Every name of a country to all its names, demonym and capital's name included."""
    groups = [
        ("united states", "u.s.", "us", "usa", "america", "american", "washington", "biden"),
        ("united kingdom", "britain", "british", "uk", "england", "english", "london"),
        ("ukraine", "ukrainian", "kiev", "kyiv"),
        ("russia", "russian", "moscow", "kremlin"),
        ("netherlands", "dutch", "the hague"),
        ("south korea", "korean", "seoul"),
        ("north korea", "korean", "pyongyang"),
        ("south africa", "south african"),
        ("saudi arabia", "saudi"),
        ("new zealand", "new zealander"),
        ("france", "french", "paris"),
        ("germany", "german", "berlin"),
        ("spain", "spanish", "madrid"),
        ("china", "chinese", "beijing"),
        ("japan", "japanese", "tokyo"),
        ("poland", "polish", "warsaw"),
        ("turkey", "turkish", "ankara"),
        ("greece", "greek", "athens"),
        ("denmark", "danish", "copenhagen"),
        ("finland", "finnish", "helsinki"),
        ("sweden", "swedish", "stockholm"),
        ("norway", "norwegian", "oslo"),
        ("switzerland", "swiss"),
        ("ireland", "irish", "dublin"),
        ("scotland", "scottish"),
        ("wales", "welsh"),
        ("iceland", "icelandic"),
        ("philippines", "filipino", "manila"),
        ("thailand", "thai"),
        ("portugal", "portuguese", "lisbon"),
        ("peru", "peruvian"),
        ("afghanistan", "afghan", "kabul"),
        ("pakistan", "pakistani", "islamabad"),
        ("iraq", "iraqi", "baghdad"),
        ("israel", "israeli"),
        ("yemen", "yemeni"),
        ("qatar", "qatari"),
        ("kuwait", "kuwaiti"),
        ("cyprus", "cypriot"),
        ("argentina", "argentine"),
    ]
    grouped = {name for group in groups for name in group}
    for country in COUNTRIES:
        if country.removeprefix("the ") not in grouped:
            stem = country[: max(4, len(country) - 2)]
            groups.append((country, *(d for d in DEMONYMS if d.startswith(stem))))
    return {name: group for group in reversed(groups) for name in group}


SAME_PLACE = _same_places()
