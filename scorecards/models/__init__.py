from scorecards.models.benchmark import (
    Action,
    ActionUpdate,
    Answer,
    BenchmarkTemplate,
    OwnScore,
    Question,
    Recommendation,
    Respondent,
    Round,
    RoundInsight,
)
from scorecards.models.performance import Commitment, CommitmentLevel, PerformanceReading, ReadingAnswer
from scorecards.models.work import ScopeChange, ScopeLine, WorkVolume

__all__ = [
    "Action",
    "ActionUpdate",
    "Answer",
    "BenchmarkTemplate",
    "Commitment",
    "CommitmentLevel",
    "OwnScore",
    "PerformanceReading",
    "Question",
    "ReadingAnswer",
    "Recommendation",
    "Respondent",
    "Round",
    "RoundInsight",
    "ScopeChange",
    "ScopeLine",
    "WorkVolume",
]
