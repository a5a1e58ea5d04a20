"""From whom a platform names to a student id: nobody is taken for somebody else.

An id belongs to whoever a platform gave it to first. Somebody else who would get the same one, such
as a second person of that name, gets it with their number behind it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.classroom.collecting.channels import Sender
from autograder.classroom.roster import Person, Roster, letters
from autograder.course import is_student_id


@dataclass(frozen=True)
class Identity:
    """Somebody, as one channel knows them."""

    channel: str
    key: str

    @classmethod
    def of(cls, sender: Sender) -> Identity:
        """Return who ``sender`` is."""
        return cls(sender.channel, sender.key)


@dataclass(frozen=True)
class Known:
    """What is kept of somebody: the student id, and which chapters were handed in."""

    student: str
    chapters: tuple[str, ...]


@dataclass(frozen=True)
class Settled:
    """Under which ids somebody's work is kept: one, or those of a group's members.

    ``why_not`` says why under none; ``note`` what to know of it.
    """

    students: tuple[str, ...] = ()
    note: str = ""
    why_not: str = ""


@dataclass
class Register:
    """Who has which student id.

    Attributes:
        roster: The class, where it is known.
        known: Those whom a platform vouched for in earlier rounds; `settle` adds to them.

    """

    roster: Roster
    known: dict[Identity, Known]
    _chapters: dict[Identity, set[str]] = field(default_factory=lambda: defaultdict(set))
    _anew: set[Identity] = field(default_factory=set)
    _holders: dict[str, set[Identity]] = field(default_factory=lambda: defaultdict(set))

    def settle(self, senders: Iterable[tuple[Sender, str]]) -> dict[Identity, Settled]:
        """Return the student ids of all ``senders``, each with a chapter that is handed in."""
        who: dict[Identity, Sender] = {}
        for identity, known in self.known.items():
            self._holders[known.student.casefold()].add(identity)
            self._chapters[identity].update(known.chapters)
        for sender, chapter in senders:
            identity = Identity.of(sender)
            who[identity] = sender
            self._chapters[identity].add(chapter)
            if sender.numbered_anew:
                self._anew.add(identity)
        settled, weak = {}, defaultdict(list)
        for identity, sender in who.items():
            if not sender.vouched:
                continue
            if members := self._members(sender):
                settled[identity] = Settled(tuple(person.id for person in members))
            elif person := self._surely(sender):
                settled[identity] = self._given(identity, person.id)
            else:
                weak[self._wish(sender).casefold()].append(identity)
        for identities in weak.values():
            for identity in identities:
                rivals = [o for o in identities if not self._may_be_one(o, identity)]
                settled[identity] = self._by_wish(identity, who[identity], bool(rivals))
        for identity, sender in who.items():
            if not sender.vouched:
                settled[identity] = self._by_its_name(sender)
        return settled

    def _may_be_one(self, one: Identity, other: Identity) -> bool:
        """Tell whether two may be the same person: numbered anew in another assignment."""
        return one == other or (
            one.channel == other.channel
            and one in self._anew
            and not self._chapters[one] & self._chapters[other]
        )

    def _surely(self, sender: Sender) -> Person | None:
        """Return who it is by an id or an address in the roster."""
        column = sender.channel.casefold()
        by_number = self.roster.by_lms(column, sender.key)
        if by_number or not sender.login:
            return by_number or self.roster.by_email(sender.email)
        by_login = self.roster.by_lms(column, sender.login) or self.roster.by_id(sender.login)
        return by_login or self.roster.by_email(sender.email)

    def _members(self, sender: Sender) -> list[Person]:
        """Return who is in the group that the sender is called like, unless it is a person."""
        names = {letters(name) for name in sender.names if not self.roster.by_name(name)} - {""}
        return [p for p in self.roster.people if letters(p.ids.get("group", "")) in names]

    def _by_name(self, sender: Sender) -> Person | None:
        """Return who is called so; Moodle may put a group before the name, or the login."""
        for name in sender.names:
            if person := self.roster.by_name(name):
                return person
            for separator in "- ":
                before, _, rest = name.partition(separator)
                person = self.roster.by_name(rest)
                if person and before in (person.id, *person.ids.values()):
                    return person
        return None

    def _wish(self, sender: Sender) -> str:
        """Return the id that somebody gets if nobody else has it."""
        if person := self._by_name(sender):
            return person.id
        for wish in (sender.login, *map(_as_id, sender.names[:1])):
            if is_student_id(wish):
                return wish
        return _as_id(f"{sender.channel}-{sender.key}")

    def _by_wish(self, identity: Identity, sender: Sender, contested: bool) -> Settled:
        person, wish = self._by_name(sender), self._wish(sender)
        known = self.known.get(identity)
        if known and (person is None or known.student == person.id):
            return self._given(identity, known.student)
        elsebodys = person is None and self.roster.by_id(wish) is not None
        if not (contested or elsebodys or self._is_anothers(wish, identity)):
            note = "" if person or not self.roster else "not in the roster"
            return self._given(identity, wish, note)
        number = _as_id(f"{wish}-{sender.key}")
        if self._is_anothers(number, identity):
            number = _as_id(f"{wish}-{sender.channel}-{sender.key}")
        return self._given(
            identity, number, f"more than one may be '{wish}': {_IN_ROSTER} tells them apart"
        )

    def _by_its_name(self, sender: Sender) -> Settled:
        """Settle a file that came without a platform: only its name says whose it is."""
        student = sender.login
        if person := self.roster.by_id(student):
            student = person.id
        channels = {other.channel for other in self._holders[student.casefold()]}
        if channels:
            return Settled(
                why_not=f"only its name says that it is {student}'s, whose work comes through "
                f"{' and '.join(sorted(channels))}. If it is, put it into var/submitted yourself"
            )
        note = "not in the roster" if self.roster and person is None else ""
        return Settled((student,), note)

    def _is_anothers(self, student: str, identity: Identity) -> bool:
        return any(
            not self._may_be_one(identity, holder) for holder in self._holders[student.casefold()]
        )

    def _given(self, identity: Identity, student: str, note: str = "") -> Settled:
        known = self.known.get(identity)
        if known and known.student != student:
            note = f"kept as '{known.student}' until now: what lies under that id is theirs too"
        self.known[identity] = Known(student, tuple(sorted(self._chapters[identity])))
        self._holders[student.casefold()].add(identity)
        return Settled((student,), note)


_IN_ROSTER = "a column of the platform's ids in var/roster.csv"


def _as_id(name: str) -> str:
    """Return ``name`` as a student id: its words, without accents, with dots between them."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9-]+", ".", plain).strip(".-")[:100]
