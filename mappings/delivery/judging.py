"""What an answer means where its definition knows more than the status says. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mappings.catalog import answers as declared
from mappings.catalog.answers import Meaning, answer_message, declared_meaning, item_outcomes
from mappings.catalog.rate_limits import wait_after
from mappings.catalog.schema import ActionDefinition, DestinationDefinition
from mappings.delivery.messages import Answer, Failure
from mappings.delivery.outcomes import Outcome, Verdict, judge
from mappings.engine.json_types import Json

_VERDICTS: dict[Meaning, Verdict] = {
    "delivered": "delivered",
    "retry": "retry",
    "drop": "dead",
    "credentials": "credentials",
}
_REASONS: dict[Meaning, str] = {
    "delivered": "accepted",
    "retry": "asked_to_retry",
    "drop": "refused",
    "credentials": "credentials_refused",
}


def judge_answer(
    result: Answer | Failure,
    *,
    definition: DestinationDefinition,
    action: ActionDefinition,
    now: datetime,
) -> Outcome:
    """The outcome of a request: what the definition says of this answer, else what its status says.

    Shape:
        ``200 {"ok": false, "error": "invalid_auth"}`` of Slack -> ``Outcome("credentials", …)``
    """
    outcome = judge(result, now=now)
    if isinstance(result, Failure):
        return outcome
    answer = _as_declared(result)
    meaning = declared_meaning(action.answers, answer)
    if meaning is not None and _VERDICTS[meaning] != outcome.verdict:
        outcome = Outcome(
            _VERDICTS[meaning],
            _REASONS[meaning],
            pause_s=outcome.pause_s,
            health="down" if meaning == "retry" else "up",
        )
    return _paused(outcome, answer, definition, now)


def judge_items(
    result: Answer | Failure, action: ActionDefinition, payloads: Sequence[Json]
) -> list[tuple[Outcome, str]] | None:
    """What the answer to a batch means for each payload, with the tool's words for it.

    Returns:
        None where it tells nothing of single ones: then it means the same for all.
    """
    if isinstance(result, Failure) or action.batch is None:
        return None
    found = item_outcomes(action.batch.results, _as_declared(result), payloads)
    if found is None:
        return None
    return [(Outcome(_VERDICTS[one.means], _REASONS[one.means]), one.message) for one in found]


def words_of(result: Answer | Failure, action: ActionDefinition) -> str:
    """What the tool, or the failure, says to people."""
    if isinstance(result, Failure):
        return result.text
    return answer_message(action.answers, _as_declared(result))


def _paused(
    outcome: Outcome, answer: declared.Answer, definition: DestinationDefinition, now: datetime
) -> Outcome:
    """With a pause where the answer's headers say that no request is left."""
    if definition.rate_limit is None:
        return outcome
    wait_s = wait_after(definition.rate_limit, answer, now_s=now.timestamp())
    if not wait_s:
        return outcome
    return replace(outcome, pause_s=max(wait_s, outcome.pause_s or 0))


def _as_declared(answer: Answer) -> declared.Answer:
    return declared.Answer(answer.status, answer.headers, answer.body)
