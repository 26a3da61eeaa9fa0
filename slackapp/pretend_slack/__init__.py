"""A pretend Slack: the real protocol, in memory, on loopback. It carries the sandbox and the tests.

It knows Slack and nothing of the desk: the two speak over HTTP only. Downwards: `web` has its doors
and serves the `page`, `slack` is all of it as one object, `acts` is what people do, `app` how the
app is told and what its answers do, `web_api` what the app may call, `state` what there is, and
`block_kit` what Slack takes.
"""
