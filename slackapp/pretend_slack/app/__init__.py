"""How Slack speaks with the app: what it tells it, and what the app's answers do."""
