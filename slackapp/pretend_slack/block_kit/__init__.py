"""Block Kit: the elements people use, and Slack's limits."""
