"""Charts and bars, for where people would rather look than read; and messages without them.

Slack may refuse a chart or a table. What a chart shows is also said in words beside it, so
`plainer` leaves it out; a table it writes as lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from slack_sdk.errors import SlackApiError
from slackblocks import (
    AxisConfig,
    BarChart,
    DataPoint,
    DataSeries,
    DataVisualizationBlock,
)

from handlers.blocks.pieces.answer import as_json, section
from handlers.blocks.pieces.wording import as_typed, duration
from handlers.slack_json import Json

_CHART, _TABLES = "data_visualization", {"data_table", "table"}
# What Slack says of blocks that it does not take; of those of a view it says the last.
_REFUSALS = {"invalid_blocks", "invalid_blocks_format", "invalid_arguments"}
_FULL, _EMPTY = "▰", "▱"
_BAR = 6  # characters: more would break the line on a phone

Blocks = list[Json]
Done = TypeVar("Done")


def bars(
    title: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    below: str | None = None,
    beside: str | None = None,
) -> DataVisualizationBlock:
    """A bar chart: of each of the `labels` (at most 20 of 20 characters) a bar for each series.

    `below` and `beside` say what the axes mean.
    """
    axes = AxisConfig(list(labels), below, beside)
    return DataVisualizationBlock(title, BarChart(_drawn(labels, series), axes))


def _drawn(labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> list[DataSeries]:
    return [
        DataSeries(name, [DataPoint(*point) for point in zip(labels, values, strict=True)])
        for name, values in series.items()
    ]


def hours(title: str, minutes: Mapping[str, int]) -> DataVisualizationBlock:
    """A bar chart of minutes by label: each label says its bar as `18h20`, for Slack itself writes
    plain numbers only.
    """
    labels = [f"{label} · {duration(each)}" if each else label for label, each in minutes.items()]
    drawn = [round(each / 60, 2) for each in minutes.values()]
    return bars(title, labels, {"Hours": drawn}, beside="Hours")


def text_bar(left: int, whole: int) -> str:
    """A bar in text: as full as what is left of a whole, and empty only if nothing is."""
    share = min(max(left / whole, 0.0), 1.0) if whole else 0.0
    full = min(max(round(share * _BAR), 1), _BAR) if share else 0
    return _FULL * full + _EMPTY * (_BAR - full)


def plainer(blocks: Blocks) -> Blocks | None:
    """Return a message's blocks without charts and with lines for tables, or None if it has none.

    A line of a table is a row, and a long table is cut where Slack would refuse it.
    """
    kept = [block for block in blocks if block["type"] != _CHART]
    written = [_written(block) if block["type"] in _TABLES else block for block in kept]
    return None if written == blocks else written


def _written(table: Json) -> Json:
    """Write a table of plain cells as lines, its header left out."""
    rows = [" · ".join(str(cell.get("text", "")) for cell in row) for row in table["rows"][1:]]
    said = "\n".join(f"• {as_typed(row)}" for row in rows)
    return as_json([section(said)])[0]


def or_plainer(send: Callable[[Blocks], Done], blocks: Blocks) -> Done:
    """Send blocks to Slack; if it refuses them, send them once more, plainer."""
    try:
        return send(blocks)
    except SlackApiError as error:
        without = plainer(blocks)
        if without is None or not refuses_blocks(error.response.get("error")):
            raise
        return send(without)


def refuses_blocks(error: str | None) -> bool:
    """Whether what Slack answered says that it does not take the blocks."""
    return any(code in (error or "") for code in _REFUSALS)
