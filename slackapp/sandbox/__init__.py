"""The sandbox: the desk in the pretend Slack, with a story to look at."""
