"""The process: settings, logs, assembly, the command line, the pretend Slack."""
