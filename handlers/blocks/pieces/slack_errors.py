"""What Slack says against a call: which errors are about one message, and what helps.

Only these are final. Whatever else comes back, an error that nobody knows or a proxy's page, says
nothing about the message, which is kept.
"""

from __future__ import annotations

# About this message, or whom it is for: sent again it would meet the same; each with its reason.
ABOUT_THE_MESSAGE = {
    "channel_not_found": "The channel does not exist, or is private and the desk is not in it.",
    "not_in_channel": "Invite the desk into that channel.",
    "is_archived": "The channel is archived.",
    "channel_type_not_supported": "Nothing can be posted in a channel of that kind.",
    "restricted_action": "Only some people may post in that channel.",
    "restricted_action_read_only_channel": "Nobody may post in that channel.",
    "restricted_action_thread_locked": "That thread is locked.",
    "restricted_action_thread_only_channel": "In that channel only threads may be written in.",
    "restricted_action_non_threadable_channel": "There are no threads in that channel.",
    "user_not_found": "There is nobody of that id in the workspace any more.",
    "user_not_visible": "The desk does not see that person.",
    "user_disabled": "That account was deactivated.",
    "cannot_dm_bot": "It is an app, which reads no messages.",
    "messages_tab_disabled": "The app's Messages tab is switched off: the manifest turns it on.",
    "cannot_reply_to_message": "That message takes no replies.",
    "cant_update_message": "That message is not the desk's own.",
    "edit_window_closed": "That message may not be edited any more.",
    "msg_too_long": "It is longer than Slack takes. Please report that.",
    "msg_blocks_too_long": "It is longer than Slack takes. Please report that.",
    "no_text": "Slack finds no text in it. Please report that.",
    "invalid_blocks": "Slack does not take its blocks. Please report that.",
    "invalid_blocks_format": "Slack does not take its blocks. Please report that.",
    "invalid_arguments": "Slack does not take its contents. Please report that.",
    "no_such_subteam": "There is no such user group.",
    "subteam_not_found": "There is no such user group.",
    "invalid_users": "Somebody of them can't be in a user group.",
    "permission_denied": "Slack's settings say who may change user groups, and the desk may not.",
    "plan_upgrade_required": "User groups want another plan of Slack's.",
    "view_too_large": "It is longer than Slack takes. Please report that.",
    "not_enabled": "The app's Home tab is switched off: the manifest turns it on.",
}

_ABOUT_THE_DESK = {
    "missing_scope": "Install the app again: it asks for more than it was given.",
    "invalid_auth": "The bot's token is not valid any more.",
    "token_revoked": "The bot's token was revoked: install the app again.",
    "token_expired": "The bot's token has expired: install the app again.",
    "account_inactive": "The app was uninstalled, or deactivated.",
    "team_added_to_org": "The workspace moves into an organisation. That passes by itself.",
    "org_login_required": "The workspace moves into an organisation. That passes by itself.",
    "accesslimited": "Slack limits the access to this workspace just now.",
}


def remedy(error: str) -> str:
    """Say what an error of Slack's means, or what to do about it, if we know; else nothing."""
    return ABOUT_THE_MESSAGE.get(error) or _ABOUT_THE_DESK.get(error, "")
