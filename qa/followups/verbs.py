"""Verb forms of the news: which form of which verb a word may be, and the other forms of a verb."""

from __future__ import annotations

__all__ = ["base_form", "forms", "past_participle", "past_tense", "third_person"]

# Base, past and participle; the participle is left out where it is the past.
_IRREGULAR = """
    arise arose arisen|awake awoke awoken|bear bore born|beat beat beaten|become became become|
    begin began begun|bend bent|bet bet|bid bid|bind bound|bite bit bitten|bleed bled|blow blew
    blown|break broke broken|breed bred|bring brought|broadcast broadcast|build built|burst burst|
    buy bought|cast cast|catch caught|choose chose chosen|come came come|cost cost|cut cut|
    deal dealt|dig dug|do did done|draw drew drawn|drink drank drunk|drive drove driven|eat ate
    eaten|fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown|
    forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|
    get got|give gave given|go went gone|grow grew grown|hang hung|have had|hear heard|hide hid
    hidden|hit hit|hold held|hurt hurt|keep kept|know knew known|lay laid|lead led|leave left|
    lend lent|let let|lie lay lain|lose lost|make made|mean meant|meet met|overcome overcame
    overcome|overthrow overthrew overthrown|overtake overtook overtaken|pay paid|put put|
    quit quit|read read|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said|
    see saw seen|seek sought|sell sold|send sent|set set|shake shook shaken|shine shone|
    shoot shot|show showed shown|shrink shrank shrunk|shut shut|sing sang sung|sink sank sunk|
    sit sat|sleep slept|slide slid|speak spoke spoken|spend spent|split split|spread spread|
    stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|sweep swept|
    swim swam swum|take took taken|teach taught|tear tore torn|tell told|think thought|
    throw threw thrown|undergo underwent undergone|understand understood|undertake undertook
    undertaken|uphold upheld|wake woke woken|wear wore worn|weep wept|win won|wind wound|
    withdraw withdrew withdrawn|write wrote written
"""
_REGULAR = """
    abandon abdicate abduct abolish absorb abuse accelerate accept accommodate accompany
    accomplish accuse achieve acknowledge acquire acquit act activate adapt add address adjust
    administer admit adopt advance advertise advise affect affirm agree aim alert allege
    allocate allow alter amend analyse anger annex announce answer anticipate apologise
    apologize appeal appear apply appoint appreciate approach approve argue arm arrange arrest
    arrive ask assassinate assault assemble assert assess assign assist associate assume assure
    attach attack attain attempt attend attract authorise authorize avoid await award back ban
    bar base battle behave behead believe belong benefit besiege betray blame block boast bomb
    book boost borrow boycott breach brew bribe broker burn bury calculate call campaign cancel
    capsize capture care carry cause cease cede celebrate certify challenge change charge chase
    cheat check circulate cite claim clarify clash clean clear climb close coach collaborate
    collapse collect collide combat combine commemorate commend comment commit compare
    compensate compete complain complete compose comprise conceal concede conclude condemn
    conduct confess confirm confiscate confront confuse connect conquer consider consist
    consolidate construct consult consume contact contain contaminate contest continue
    contribute control convert convey convict convince cook cooperate correct cover crack crash
    crawl create cripple criticise criticize cross crown crush cure damage date debate decide
    declare decline decrease deem deepen defeat defect defend define delay delete deliver demand
    demolish demonstrate demote denounce deny depart depend depict deplete deploy deport depose
    deposit deprive derail derive describe deserve design designate destroy detach detain detect
    deter deteriorate detonate devastate develop devise devote diagnose die differ diminish
    direct disable disagree disappear disappoint disband disclose disconnect discontinue
    discover discuss disguise dismantle dismiss dispatch displace display disqualify disrupt
    dissolve distinguish distribute disturb divert divide divorce dominate donate double doubt
    drag drain drop drown dump dwarf earn ease elect eliminate embark embed embezzle embrace
    emerge emigrate emit emphasise employ empower enable enact encircle enclose encounter
    encourage end endorse endure enforce engage enhance enjoy enlist ensure enter entrust equip
    erect erupt escalate escape establish estimate evacuate evade evaluate evict evolve
    exaggerate examine exceed exchange exclude excuse execute exhibit exile exit expand expect
    expel expire explain explode exploit explore export expose express extend extinguish extract
    face facilitate fail fan favour fear file fill finance fine finish fire fix float flood flow
    follow force form fortify found free frighten frustrate fulfil function fund gain gather
    generate govern graduate grant grasp greet guarantee guard guess guide hack halt halve hand
    handle happen harass harm harvest hate head heat help hesitate highlight hijack hike hire
    honour hope host house humiliate hunt identify ignite ignore illustrate immigrate impeach
    implement implicate implode import impose imprison improve inaugurate include incorporate
    increase incur indicate indict infect inflate inflict inform inhabit inherit initiate inject
    injure insert insist inspect inspire install instruct integrate intend intercept interfere
    interpret interrupt intervene interview intimidate introduce invade invent invest
    investigate invite invoke involve issue jail join joke judge jump kick kidnap kill kiss
    label lack land last laud laugh launch leak leap learn level license lift like limit link
    list live lobby locate look loot love lower maintain manage manufacture march mark marry
    mask matter measure mediate melt mention merge migrate miss mobilise modernise modify
    monitor mount move murder name need neglect negotiate nominate note notice notify object
    obscure observe obtain occupy occur offend offer omit open operate oppose order organise
    organize originate oust outlaw outline outnumber outrage overlook overturn overwhelm owe own
    pack participate pass patrol pause peak perform permit persecute persist persuade petition
    pick pilot plague plan plant play plead pledge plot point poison poll portray pose possess
    postpone pour praise predict prefer prepare prescribe present preserve preside press pretend
    prevail prevent probe proceed proclaim produce prohibit prolong promise promote prompt
    pronounce propose prosecute protect protest prove provide provoke publicise publish pull
    pump punish purchase pursue push qualify quell question quote race raid raise rally rank
    rape ratify ravage reach react realise realize reassure rebel rebuild recall recapture
    receive reclaim recognise recognize recommend reconstruct record recover recruit recycle
    redevelop reduce refer refine refit reflect refuse regain regard register regret regulate
    reinforce reinstate reiterate reject rejoin relate relax release relegate relieve relinquish
    relocate rely remain remember remind remove rename render renew renovate rent reopen repair
    repay repeat replace reply report represent request require rescue reside resign resist
    resolve respond rest restart restore restrain restrict result resume resurrect retain retire
    retract retreat retrieve return reveal revert review revise revive revoke rip rob roll ruin
    rule rush sack sail sanction satisfy save scatter score scrap scuttle seal search secure
    seem segregate seize select sentence separate serve settle sever share shed shell shelter
    shield shift ship shock shout shove shrug sign signal situate slash slaughter slip slow
    smoke smuggle solve sound spare spark spawn speculate spell spike spy spill sponsor sprint
    squeeze stab stabilise stage start starve state stay step stimulate stop storm strain
    strengthen stretch strip struggle study substitute succeed sue suffer suggest summon supply
    support suppose suppress surge surpass surprise surrender surround survive suspect suspend
    sustain swap switch talk target tax televise terminate test testify thank threaten thwart
    tighten tip tolerate topple total touch tour tow trace track trade train transfer transform
    translate transmit transport trap travel treat trigger triple try tumble turn tweet unify
    unite unleash unlock unveil update upgrade urge use utilise vaccinate value vanish vary
    verify veto view violate visit volunteer vote vow wait walk want warn warp wash waste watch
    weaken weigh welcome whip widen wipe wish witness work worry worsen worth wound wreck yield
"""
_VOWELS = "aeiou"
_DOUBLING = frozenset(
    "admit ban bar bet bid cancel chat chop commit control defer deter drag drop equip expel fan "
    "fit flog fuel grab incur kidnap label model occur omit patrol permit plan plot prefer quit "
    "refer regret rip rob run scrap set signal slip split spot stab step stop strip submit swap "
    "tip transfer transmit trap travel trim wrap zip".split()
)

_Form = tuple[str, str]  # the base, and the kind: base, third, past, participle or ing


def _with_ed(base: str) -> str:
    if base.endswith("e"):
        return f"{base}d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return f"{base[:-1]}ied"
    return f"{base}{base[-1]}ed" if base in _DOUBLING else f"{base}ed"


def _with_s(base: str) -> str:
    if base in ("do", "go") or base.endswith(("s", "x", "z", "ch", "sh")):
        return f"{base}es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return f"{base[:-1]}ies"
    return "has" if base == "have" else f"{base}s"


def third_person(base: str) -> str:
    """Return the third person singular of a verb's base form: "wins"."""
    return _with_s(base)


def _with_ing(base: str) -> str:
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    if base.endswith("e") and not base.endswith(("ee", "oe")):
        return f"{base[:-1]}ing"
    doubled = base in _DOUBLING or base in ("cut", "get", "hit", "put", "run", "shut", "sit", "win")
    return f"{base}{base[-1]}ing" if doubled else f"{base}ing"


def _tables() -> tuple[dict[str, tuple[_Form, ...]], dict[str, tuple[str, str]]]:
    verbs = [tuple(entry.split()) for entry in _IRREGULAR.split("|")]
    verbs += [(base, _with_ed(base)) for base in _REGULAR.split()]
    found: dict[str, list[_Form]] = {}
    pasts: dict[str, tuple[str, str]] = {}
    for base, past, *others in verbs:
        participle = others[0] if others else past
        pasts.setdefault(base, (past, participle))
        for form, kind in (
            (base, "base"),
            (_with_s(base), "third"),
            (past, "past"),
            (participle, "participle"),
            (_with_ing(base), "ing"),
        ):
            found.setdefault(form, []).append((base, kind))
    return {form: tuple(entries) for form, entries in found.items()}, pasts


_FORMS, _PASTS = _tables()


def forms(word: str) -> frozenset[str]:
    """Return the kinds of verb form that `word` may be: base, third, past, participle, ing.

    Empty for a word that is no known verb and does not look like a regular form of one.
    """
    lower = word.lower()
    if lower in _FORMS:
        return frozenset(kind for _, kind in _FORMS[lower])
    if len(lower) > 4 and lower.isalpha():
        if lower.endswith("ed") and not lower.endswith("eed"):
            return frozenset(("past", "participle"))
        if lower.endswith("ing") and any(vowel in lower[:-3] for vowel in _VOWELS):
            return frozenset(("ing",))
    return frozenset()


def base_form(word: str) -> str:
    """Return the base form of a verb form: "won" gives "win"; an unknown verb's goes by rule."""
    lower = word.lower()
    if lower in _FORMS:
        # "found" is the past of "find" far more often than it is "to found"
        entries = _FORMS[lower]
        return min(entries, key=lambda entry: entry[1] == "base" and len(entries) > 1)[0]
    if lower.endswith("ied"):
        return f"{lower[:-3]}y"
    stem = lower.removesuffix("ed").removesuffix("ing")
    if stem == lower or len(stem) < 2:
        return lower
    if stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    takes_e = stem[-1] in "cvuz" or stem.endswith(("at", "is", "iz", "ag", "dg", "rg", "id", "ut"))
    return f"{stem}e" if takes_e else stem


def past_tense(base: str) -> str:
    """Return the past tense of a verb's base form."""
    return _PASTS[base][0] if base in _PASTS else _with_ed(base)


def past_participle(base: str) -> str:
    """Return the past participle of a verb's base form."""
    return _PASTS[base][1] if base in _PASTS else _with_ed(base)
