"""What a message asks for: kind, service types, matter, receiver, urgency, track.

Nothing here decides: the page shows two buttons and a person presses one. Only words
of danger act at once, and they show a telephone number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from matching.engine.classifier import NeedClassifier
from matching.engine.danger import Family, Hit, danger_in, families_of, normalised
from matching.engine.kinds import KindClassifier, Vocabulary, evidence, vocabularies
from matching.engine.text import TextAffinity, characters

__all__ = [
    "Intake",
    "NeedClassifier",
    "Suggestion",
    "build",
    "danger_in",
    "duplicates",
    "families_of",
    "suggest",
]

Matrix = npt.NDArray[np.float64]
Row = Mapping[str, Any]

SURE_AT = 0.7
"""Below this probability the kind is put as a question: on the training part, cross-
validated, 98 of 100 above it are right and six of ten below it."""
UNSURE = SURE_AT - 0.01
"""The most that is said where one sign speaks against the rest."""
NAMED_AT = 2.0
"""A text of a few words is not unclear if it names a topic by two characters."""
EMERGENCY_AT = 0.5
"""Without a word of danger the text alone says emergency from this probability on,
and never for sure: a card too many costs a tap, a missing one may cost a life."""
TYPE_AT = 0.06
"""A second or third service type is shown from this probability on, three to four
times what chance gives each of sixty."""
TYPE_TEMPERATURE = 20.0
"""Factor from text affinity (0 to about 1) to log probabilities of service types."""
TYPE_WORDS = 0.1
"""Affinity that one character of a name or synonym found in the text is worth."""
MATTER_AT = 2.0
"""Least evidence for a matter: one word of two characters in the text."""
MATTER_TYPES = 6.0
"""A certain service type speaks for its matter like three words of two characters."""
REFER_ONLY = 1.5
"""Where the kind is refer, matters that only a department handles go first."""
DUPLICATE_AT = 0.5
"""Least cosine of two needs that may be one, told in other words."""
DEFAULT_BODY = "12345"
"""Takes whatever belongs to a department, and sends it on."""
EMERGENCY_BODIES = ("110", "119", "120", "12356")
BODY_LEAST = 0.01
BODY_WORDS = 1.0
"""A word of two characters from the directory makes a body seven times as likely."""
PRESSING_TYPES = frozenset({"A3", "C3", "D1", "D2", "E5", "F3", "J5", "K5"})
"""Services that are asked for when something has just happened."""
POLICE = "110"
FIRST = ("minor", "violence", "missing", "life")
"""Whose matter and number lead when several families are hit: what must be reported
to the police comes first, the card shows the numbers of all."""
CASE_FAMILIES = frozenset({"minor", "violence"})
"""Never a pack or a team: the confidential track, and a duty to report."""
PROJECT_CATEGORIES = frozenset("GIJL")
"""Services for a building, an estate or a whole community."""
REFER_CUES = frozenset({"street", "entitlement", "nuisance", "stranded"})
WISH_TYPE = "E1"


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything that `suggest` needs, fitted once and never changed."""

    families: tuple[Family, ...]
    table: Mapping[int, int]
    kind_of: KindClassifier
    pressing: Vocabulary
    body_of: NeedClassifier
    affinity: TextAffinity
    types: tuple[Vocabulary, ...]
    """In the order of the affinity's columns."""
    confidential: frozenset[str]
    """Service types that are confidential cases."""
    referred: tuple[Vocabulary, ...]
    """Topics that only a department handles."""
    bodies: tuple[Vocabulary, ...]
    matters: tuple[Vocabulary, ...]
    matter_rows: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a text seems to ask for. Codes are those of the tables given to `build`."""

    kind: str
    """service, refer, emergency or unclear."""
    kind_p: float
    """Probability of the kind; 1.0 where words of danger decide."""
    sure: bool
    service_types: tuple[tuple[str, float], ...]
    """Up to three codes with their probabilities, best first."""
    matter: str
    """Empty where nothing speaks for any."""
    receiving_body: str
    """Whom to call or refer to; empty for a service and for an unclear text."""
    urgency: str
    track: str
    danger: tuple[str, ...]
    """Codes of the families of danger, in the order of the data."""


def _documents(row: Row) -> list[str]:
    """What the catalogue says of a service type, in Chinese and in English."""
    chinese = [row["name"], row["description"], *row["synonyms"]]
    return ["，".join(chinese), f"{row['name_en']}. {row['description_en']}"]


def _profiles(catalogue: Sequence[Row], rows: Sequence[Row]) -> list[list[str]]:
    told = {row["code"]: _documents(row) for row in catalogue}
    for row in rows:
        for code in row["service_types"].split():
            told[code].append(row["text"])
    return list(told.values())


def _body_texts(rows: Sequence[Row], bodies: Sequence[Row]) -> list[tuple[str, str]]:
    """(text, body): the labelled texts, and what the directory says of each body."""
    learnt = [(row["text"], row["body"]) for row in rows if row["body"]]
    for body in bodies:
        learnt.append((f"{body['for_what']}，{' '.join(body['words'])}", body["code"]))
        learnt.append((body["for_what_en"], body["code"]))
    return learnt


def _referred(matters: Row, bodies: Row) -> list[tuple[str, Sequence[str]]]:
    plain = [
        row
        for row in matters["matters"]
        if row["route"] == "R" and not row["emergency_card"]
    ]
    cues = [row for row in bodies["cues"] if row["code"] in REFER_CUES]
    return [(row["code"], row["words"]) for row in [*plain, *cues]]


def build(
    texts_rows: Sequence[Row],
    catalogue: Row,
    matters: Row,
    bodies: Row,
    families: Sequence[Family],
) -> Intake:
    """Learn from labelled texts and the tables.

    Parameters
    ----------
    texts_rows : rows of `intake_texts.csv`: text, kind, service_types, urgency, body
    catalogue, matters, bodies : contents of `service_types.json`, `matters.json`,
        `referral_bodies.json`
    families : as of `families_of`

    Raises
    ------
    KeyError
        If a text is labelled with a service type that the catalogue has not.
    """
    table = str.maketrans(*families[0].simplified) if families else {}
    offered = [row for row in catalogue["types"] if not row["for_organisations"]]
    types = [(row["code"], [row["name"], *row["synonyms"]]) for row in offered]
    cues = vocabularies([(row["code"], row["words"]) for row in bodies["cues"]], table)
    received = _body_texts(texts_rows, bodies["bodies"])
    return Intake(
        families=tuple(families),
        table=table,
        kind_of=KindClassifier(cues, table, tuple(families)).fit(
            [row["text"] for row in texts_rows], [row["kind"] for row in texts_rows]
        ),
        pressing=vocabularies([("pressing", bodies["pressing"])], table)[0],
        body_of=NeedClassifier().fit(*map(list, zip(*received, strict=True))),
        affinity=TextAffinity().fit(_profiles(offered, texts_rows)),
        types=vocabularies(types, table),
        confidential=frozenset(
            row["code"] for row in offered if "CASE" in row["gates"]
        ),
        referred=vocabularies(_referred(matters, bodies), table),
        bodies=vocabularies(
            [(row["code"], row["words"]) for row in bodies["bodies"]], table
        ),
        matters=vocabularies(
            [(row["code"], row["words"]) for row in matters["matters"]], table
        ),
        matter_rows={row["code"]: row for row in matters["matters"]},
    )


def suggest(intake: Intake, text: str) -> Suggestion:
    """What one text seems to ask for; the same text always gets the same answer."""
    plain = normalised(text, intake.table)
    hits = danger_in(text, intake.families)
    kind, kind_p = _kind(intake, text, plain, hits)
    types = _types(intake, text, plain)
    codes = tuple(dict.fromkeys(hit.family for hit in hits))
    worst = sorted(hits, key=lambda hit: FIRST.index(hit.family))
    return Suggestion(
        kind=kind,
        kind_p=kind_p,
        sure=kind_p >= SURE_AT,
        service_types=_shown(intake, types) if kind != "unclear" else (),
        matter=_matter(intake, plain, kind, types, worst),
        receiving_body=_body(intake, text, plain, kind, worst),
        urgency=_urgency(intake, plain, kind, types),
        track=_track(intake, kind, types, codes),
        danger=codes,
    )


def _chances(classifier: Any, text: str) -> dict[str, float]:
    row = classifier.predict_proba([text])[0]
    return dict(zip(classifier.classes_.tolist(), row.tolist(), strict=True))


def _kind(
    intake: Intake, text: str, plain: str, hits: Sequence[Hit]
) -> tuple[str, float]:
    if hits:
        return "emergency", 1.0
    if not characters(text):
        return "unclear", 1.0
    alone, judged = intake.kind_of.predict_both([text])
    kinds = intake.kind_of.classes_.tolist()
    feared = dict(zip(kinds, alone[0].tolist(), strict=True)).get("emergency", 0.0)
    if feared >= EMERGENCY_AT:
        return "emergency", min(feared, UNSURE)
    found = dict(zip(kinds, judged[0].tolist(), strict=True))
    found.pop("emergency", None)
    best = max(found, key=lambda kind: (found[kind], kind))
    if best == "unclear" and (named := _named(intake, plain)):
        return named, min(
            found[best], UNSURE
        )  # "wheelchair", "road lamp": a word is enough
    return best, found[best]


def _named(intake: Intake, plain: str) -> str:
    """service or refer, whichever the few words of a text name; empty if neither."""
    service = max((evidence(plain, words) for words in intake.types), default=0.0)
    refer = max((evidence(plain, words) for words in intake.referred), default=0.0)
    if max(service, refer) < NAMED_AT:
        return ""
    return "service" if service >= refer else "refer"


def _types(intake: Intake, text: str, plain: str) -> Matrix:
    """Probabilities of the service types, in the order of `intake.types`."""
    affinity = intake.affinity.score_matrix([text])[0]
    named = np.array([evidence(plain, words) for words in intake.types])
    found: Matrix = softmax(TYPE_TEMPERATURE * (affinity + TYPE_WORDS * named))
    return found


def _shown(intake: Intake, types: Matrix) -> tuple[tuple[str, float], ...]:
    best = np.lexsort((np.arange(len(types)), -types))[:3]
    return tuple(
        (intake.types[i].code, float(types[i]))
        for rank, i in enumerate(best)
        if rank == 0 or types[i] >= TYPE_AT
    )


def _allowed(row: Row, kind: str) -> bool:
    """Which matters a kind may be: an emergency is one of its class, and so on."""
    if kind == "emergency":
        return bool(row["klass"] == "emergency")
    if row["emergency_card"]:
        return kind == "refer" and row["route"] == "R"  # an old crack, an idle lift
    return bool(row["route"] != ("P" if kind == "refer" else "R"))


def _matter(
    intake: Intake, plain: str, kind: str, types: Matrix, danger: Sequence[Hit]
) -> str:
    if danger:
        return danger[0].matter
    if kind == "unclear":
        return ""
    weight = {
        entry.code: float(p) for entry, p in zip(intake.types, types, strict=True)
    }
    scores = {}
    for entry in intake.matters:
        row = intake.matter_rows[entry.code]
        if _allowed(row, kind):
            typed = sum(weight.get(code, 0.0) for code in row["service_types"])
            share = MATTER_TYPES * typed if kind == "service" else 0.0
            plus = REFER_ONLY if kind == "refer" and row["route"] == "R" else 1.0
            scores[entry.code] = plus * evidence(plain, entry) + share
    best = max(scores, key=lambda code: scores[code], default="")
    return best if scores.get(best, 0.0) >= MATTER_AT else ""


def _body(
    intake: Intake, text: str, plain: str, kind: str, danger: Sequence[Hit]
) -> str:
    if kind not in ("refer", "emergency"):
        return ""
    if danger:
        return danger[0].call
    scores = {
        code: float(np.log(p + BODY_LEAST))
        for code, p in _chances(intake.body_of, text).items()
        if _receives(code, kind)
    }
    for entry in intake.bodies:
        if entry.code in scores:
            scores[entry.code] += BODY_WORDS * evidence(plain, entry)
    return max(scores, key=lambda code: scores[code], default=DEFAULT_BODY)


def _receives(body: str, kind: str) -> bool:
    if kind == "emergency":
        return body in EMERGENCY_BODIES
    return body == POLICE or body not in EMERGENCY_BODIES


def _urgency(intake: Intake, plain: str, kind: str, types: Matrix) -> str:
    if kind == "emergency":
        return "urgent"
    if kind == "unclear":
        return "normal"
    likely = intake.types[int(types.argmax())].code if kind == "service" else ""
    presses = likely in PRESSING_TYPES or evidence(plain, intake.pressing) > 0
    return "soon" if presses else "normal"


def _track(intake: Intake, kind: str, types: Matrix, danger: Sequence[str]) -> str:
    best = intake.types[int(types.argmax())].code
    if CASE_FAMILIES & set(danger):
        return "confidential"
    if kind != "service":
        return "individual"
    if best in intake.confidential:
        return "confidential"
    if best == WISH_TYPE:
        return "micro_wish"
    return "project" if best[0] in PROJECT_CATEGORIES else "individual"


def duplicates(
    text: str, others: Sequence[tuple[int, str]], threshold: float = DUPLICATE_AT
) -> list[tuple[int, float]]:
    """Open needs that may be the same, most similar first, ties by id.

    Cosine of character n-grams; a gram of every second need weighs least.

    Parameters
    ----------
    others : pairs (id, text) of needs still open; any number, none included
    threshold : least similarity in [0, 1]
    """
    known = [pair for pair in others if characters(pair[1])]
    if not known or not characters(text):
        return []
    terms = TfidfVectorizer(analyzer=characters, sublinear_tf=True)
    matrix = terms.fit_transform([other for _, other in known])
    cosines = np.asarray((matrix @ terms.transform([text]).T).todense()).ravel()
    found = [
        (known[i][0], float(min(cosines[i], 1.0)))
        for i in np.flatnonzero(cosines >= threshold)
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
