"""Slack's Web API: its methods, and the call that each is given."""
