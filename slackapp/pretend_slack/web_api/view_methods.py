"""The view methods of the Web API: open, push, update, publish."""

from __future__ import annotations

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.block_kit.surface_limits import view_is_too_large, view_problems
from slackapp.pretend_slack.state.open_views import DEEPEST, View, Views, view_json
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.web_api.call import Call, Method, Methods


def checked_view(views: Views, view: object, *, replacing: View | None = None) -> Json:
    """Return the view if Slack would take it; raises Refused with Slack's code if not."""
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["must provide an object [json-pointer:/view]"])
    if view_is_too_large(view):
        raise Refused("view_too_large")
    if problems := view_problems(view):
        raise Refused("invalid_arguments", problems)
    external_id = view.get("external_id")
    if external_id and views.find(external_id=external_id) not in (None, replacing):
        raise Refused("duplicate_external_id")
    return view


def _open(call: Call) -> Json:
    views, spec = call.workspace.views, _spec(call, "modal")
    trigger = call.workspace.triggers.spend(call.need("trigger_id"))
    with call.workspace.changing():
        return _told(call, views.open(trigger.user_id, spec, trigger.room_id))


def _push(call: Call) -> Json:
    views, spec = call.workspace.views, _spec(call, "modal")
    trigger = call.workspace.triggers.spend(call.need("trigger_id"))
    depth = len(views.stack(trigger.user_id))
    if depth == 0:
        raise Refused("not_found")
    if depth >= DEEPEST:
        raise Refused("push_limit_reached")
    with call.workspace.changing():
        return _told(call, views.push(trigger.user_id, spec, trigger.room_id))


def _update(call: Call) -> Json:
    views = call.workspace.views
    view = views.find(call.args.get("view_id"), call.args.get("external_id"))
    if view is None:
        raise Refused("not_found")
    spec = _spec(call, view.type, replacing=view)
    with call.workspace.changing():
        views.fill(view, spec)
        return _told(call, view)


def _publish(call: Call) -> Json:
    if not call.workspace.app.has_home:
        raise Refused("not_enabled")
    views, user_id = call.workspace.views, str(call.args.get("user_id"))
    if user_id not in call.workspace.people:
        raise Refused("invalid_arguments", ["invalid `user_id`"])
    spec = _spec(call, "home", replacing=views.home(user_id))
    with call.workspace.changing():
        return _told(call, views.publish(user_id, spec))


def _spec(call: Call, kind: str, *, replacing: View | None = None) -> Json:
    """Return the view that a call brings: of this kind, and made from the one it replaces."""
    spec = checked_view(call.workspace.views, call.args.get("view"), replacing=replacing)
    if spec["type"] != kind:
        raise Refused("invalid_arguments", [f"must be {kind} [json-pointer:/view/type]"])
    if replacing and call.args.get("hash") not in (None, "", replacing.hash):
        raise Refused("hash_conflict")
    return spec


def _told(call: Call, view: View) -> Json:
    return {"view": view_json(view, call.workspace.cast)}


VIEWS: Methods = {
    "views.open": Method(_open, None),
    "views.push": Method(_push, None),
    "views.update": Method(_update, None),
    "views.publish": Method(_publish, None),
}
