"""What a check found: counts for a row, and each finding by name."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What can be wrong with what is kept, or worth a word."""

    MISSING = "missing"  #: a row names a file that is not there
    ALTERED = "altered"  #: a file is not what its row says
    ODD_ROW = "odd row"  #: rows contradict each other
    BILLED = "billed otherwise"  #: a gateway billed another number than it delivered
    ORPHAN = "orphan"  #: a file that no row names
    OLD_ORPHAN = "old orphan"  #: the same, and old enough to be put aside
    TEMPORARY = "temporary"  #: left by a process that died while writing
    SPOOLED = "spooled"  #: an answer the database does not have yet
    QUARANTINED = "quarantined"  #: bytes put aside; they are never served


#: What must not be; the rest is only said.
FAULTS = (Kind.MISSING, Kind.ALTERED, Kind.ODD_ROW)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `name` is a file or a row, `note` says more."""

    kind: Kind
    name: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" + (f" ({self.note})" if self.note else "")


@dataclass(slots=True)
class Report:
    """Everything one check found, told on as it is found."""

    tell: Callable[[Finding], None] = lambda finding: None
    checked_files: int = 0
    checked_sums: int = 0
    checked_bytes: int = 0
    put_aside: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, kind: Kind, name: str, note: str = "") -> None:
        """Take a finding."""
        finding = Finding(kind, name, note)
        self.findings.append(finding)
        self.tell(finding)

    def counts(self) -> Counter[Kind]:
        """Return how often each kind was found."""
        return Counter(finding.kind for finding in self.findings)

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is missing, altered or contradictory."""
        return not any(self.counts()[kind] for kind in FAULTS)

    def as_dict(self) -> dict[str, Any]:
        """Return it as one JSON object."""
        counts = self.counts()
        return {
            "is_whole": self.is_whole,
            "checked_files": self.checked_files,
            "checked_sums": self.checked_sums,
            "checked_bytes": self.checked_bytes,
            "put_aside": self.put_aside,
            **{kind.replace(" ", "_"): counts[kind] for kind in Kind},
            "findings": [asdict(finding) for finding in self.findings],
        }
