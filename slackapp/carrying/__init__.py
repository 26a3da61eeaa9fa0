"""The past as files: spreadsheets that come in and go out, and everything as JSON lines."""
