"""Publishing somebody's Home at Slack."""

from __future__ import annotations

from slack_sdk import WebClient

from handlers.blocks.pieces.charts import or_plainer
from handlers.slack_json import Json


def publish(client: WebClient, person_id: str, shown: Json) -> None:
    """Publish a Home; if Slack refuses its charts, without them: the facts stand beside them."""
    or_plainer(
        lambda blocks: client.views_publish(user_id=person_id, view={**shown, "blocks": blocks}),
        shown["blocks"],
    )
