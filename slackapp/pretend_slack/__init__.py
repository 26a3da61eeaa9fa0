"""A pretend Slack: the real protocol, in memory, on loopback. It carries the sandbox and the tests.

It knows Slack and nothing of the desk: the two speak over HTTP only.
"""
