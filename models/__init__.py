"""The desk itself: rules, rows and use cases. It knows no Slack, no web and no clock."""
