"""The doors of the pretend Slack: for the app, for telephones, and for the page in the browser."""
