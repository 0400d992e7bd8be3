from engagements.models.problems import (
    CommitmentResult,
    Problem,
    ProblemAnswer,
    ProblemCommitment,
    ProblemNotice,
    Resolution,
)

__all__ = ["CommitmentResult", "Problem", "ProblemAnswer", "ProblemCommitment", "ProblemNotice", "Resolution"]
