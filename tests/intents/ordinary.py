"""Two hundred notes and titles, as people write them: none of them is ever asked about."""

from __future__ import annotations

NOTES = """\
8 cores at 100%
called them on Friday
see #12 too
fixed 2 of 3
traced the login loop
waited for the customer
call with Ben and Cleo
analysed heap dump
12 users moved
restarted node 3
upgraded to 9.2.1
checked logs of last night's run
mail to Max about the contract
24/7 support set up
on call with ben
came by the office
today's call
mondays meeting
review of PR 812
wrote a script for the migration
migration of 40 accounts
token expires after 30 days
session lost after 15 min of idling
reproduced with Firefox 126
patched two servers
debugged SAML
customer call
customer visit in Bern
phone call
the upgrade, second part
for the upgrade
about the certificate
research
Rückfrage beim Kunden
Telefonat mit Max
Analyse der Logs
Zertifikat erneuert
so far so good
do the rest next week
do a backup first
in the morning
morning stand-up
Friday-build broken
sat-nav login
sunset of the API
may need a restart
march release tested
mark as solved
junit tests
second try
half done
first level done, second level open
not done yet
waiting for feedback since yesterday
deployed hotfix 4711
version 10 tested
ran it 3 times
load test: 500 req/s
increased memory from 4 to 8 GB
ratio 16:9 wrong in the banner
port 8080 blocked
error 500 after login
error E1 in the log
HTTP 404 on /metrics
rolled back
documented in the wiki
handed over to Ada
pair debugging
handover call
prepared the workshop
follow-up
follow-up of the P1 of last week
critical path analysed
urgent call from Max
SEV1 debriefing
post mortem
root cause found
config change
reverted config change
tests green
tuned the pool
read the manual
helped with SSO
helped acme admins
acceptance test
minor fix
hours of logs read
minutes written
hourly job fixed
2nd try
3rd level support
1st analysis
10k users imported
100% done
50 % done
€ 20 voucher
v2 rollout
#hashtag is broken
@channel was used
"quoted" label wrong
(no change)
[wip] migration
*bold* in the mail
--dry-run tested
~/.profile cleaned
C:\\temp cleaned
x
ok
.
...
🔥 fixed""".splitlines()

TITLES = """\
Login loops after upgrade
Login is slow
Users can't log in
SSO: redirect loop
Token expires too early
Upgrade to 9.2
Upgrade fails with error 500
Password reset mail never arrives
Certificate expires on Friday
Certificate expired yesterday
8 cores at 100%
24/7 support: how do we reach you
S3 bucket not reachable
S4 HANA connector
P4 printer driver
Server 1 down
Node 2 does not start
Windows 11 client crashes
Firefox 126: blank page
LDAP sync takes 3 hours
Sync runs at 02:00 and fails
Session lost after 15 min
Report for Q3 is empty
Invoice 2026-05 is wrong
Question about the contract
Licence question
Feature wish: dark mode
Export as CSV
Import of 40 users
2FA for admins
1 of 3 nodes is down
New user for Max
API returns 404
GET /users is slow
HTTP 429
Java 21
CVE-2026-12345
CVE in log4j
Audit log incomplete
Role model
Group membership not updated
Kunde kann sich nicht anmelden
Anmeldung hängt
Passwort zurücksetzen
Frage zum Vertrag
Zertifikat läuft am Freitag ab
Migration auf neue Server
reported by phone
Problem reported by Max
bug reported in the portal
As reported in the last meeting
Users reported loops
Reported spam is shown
seven users locked out
Several logins fail.
sever the link
Not urgent: colours of the banner
Prioritise our export
Security review
header security
defective disk
Configurations differ
SSO integration test fails
Touchpoints in June
May release notes missing
March numbers wrong
Friday's backup failed
Monday mornings are slow
Today's report is missing
Yesterday the login failed
tomorrow we go live
on Monday nobody could log in
last week's export
last login is not shown
this page is blank
next step unclear
10 minutes of downtime
2h of downtime on Sunday
1h30 to log in
#12 again
see #12
acme admins locked out
customer portal down
the acme tenant
"quoted" names break
(again) login
[portal] login
*bold* text
/login is blank
--help is wrong
~ in paths
100% CPU
50 users
3rd party cookies
0 results
x
?
🔥🔥
Ünïcode names
日本語""".splitlines()
