"""The grammars: what people type becomes a frozen dataclass, or a sentence that says why not.

Pure: nothing here knows Slack's library, a database or a clock.
"""
