from scorecards.models.performance import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer
from scorecards.models.work import ScopeChange, ScopeLine, WorkVolume

__all__ = [
    "Commitment",
    "CommitmentLevel",
    "PerformanceReading",
    "ReadingAnswer",
    "ScopeChange",
    "ScopeLine",
    "WorkVolume",
]
