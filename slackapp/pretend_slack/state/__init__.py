"""What there is in the pretend Slack and around it, in memory."""
