# What happened at Larkspur and no record tells any more; src/demo/story/script.rs says how it is read.
# Days and texts fit examples/larkspur: a test tells every commit of it to `check`.

# Promises that moved.
@ 2026-06-15 joon Board templates: three weeks later
because Support asked for a template for retrospectives, and eight are one story, seven are none
in initiatives/board-templates.md
< target = 2026-06-26
> target = 2026-07-17

@ 2026-10-12 leah Shared views: one week later
because in the beta a link opened with the wrong filter, and we want that right
in initiatives/shared-views.md
< target = 2026-10-16
> target = 2026-10-23

@ 2026-10-19 leah Show a board by link: no date before the links can expire
because a link that works for ever is a leak with a delay
in initiatives/public-links.md
< target = 2026-11-27
> target = "2027-Q1"

@ 2026-10-22 karl Usage exports: one week later
because the incident of 12 October took two weeks of two people
in initiatives/usage-exports.md
< target = 2026-11-13
> target = 2026-11-20

@ 2026-10-26 ines Faster search: two weeks later
because the rebuild runs on copies since the outage, which is slower and safe
in initiatives/faster-search.md
< target = 2026-11-13
> target = 2026-11-27

@ 2026-11-09 joon Self-serve import: after the holidays
because mapping and bulk rows do not both fit before December
in initiatives/self-serve-import.md
< target = 2026-12-18
> target = 2027-01-22

@ 2026-11-11 ana Keyboard moves: one week later
because empty columns cannot be reached, which one of our three testers found
in initiatives/keyboard-moves.md
< target = 2026-11-20
> target = 2026-11-27

@ 2026-11-16 ines Faster search: the second move
because a large shard takes a week to rebuild, not two days
in initiatives/faster-search.md
< target = 2026-11-27
> target = 2026-12-11

@ 2026-11-17 mara Release 4.2 and 4.3 move
because the council keeps search and exports in one release, and nothing goes out in the last week before the holidays
in releases/4-2.md
< target = 2026-12-04
> target = 2026-12-15
in releases/4-3.md
< target = 2027-02-12
> target = 2027-02-26

@ 2026-11-18 karl Usage exports: two weeks later, and two customers to call
because the pen test found that a file name gives away the account
in initiatives/usage-exports.md
< target = 2026-11-20
> target = 2026-12-04

@ 2026-11-18 leah Team inbox: four weeks later
because it needs the search index by the 4th, and that comes on the 11th
in initiatives/team-inbox.md
< target = 2027-01-29
> target = 2027-02-26

@ 2026-11-12 karl People come and go with the directory: no day yet
because audit events for joining and leaving come first, and the audit log took us until now
in initiatives/sso-provisioning.md
< target = 2027-01-29
> target = "2027-Q1"

# Priorities that changed.
@ 2026-08-31 ines Search index: more people than we thought
because the support tickets of July name it, and the survey does
in initiatives/faster-search.md
< reach = 6000
> reach = 11000

@ 2026-10-05 ines Faster search: it is worth the most
because two of the five accounts that left in the third quarter named it
in initiatives/faster-search.md
< impact = 2
> impact = 3

@ 2026-10-08 karl People come and go with the directory: into the plan
because three deals and two renewals wait for it
in initiatives/sso-provisioning.md
< reach = 1200
> reach = 3900

@ 2026-11-04 nadia Billing one can read: two more angry accountants
because seven tickets in half a year are one a month
in initiatives/billing-clarity.md
< reach = 1900
> reach = 2600

@ 2026-11-06 ines Bulk edit: a little surer
because a producer showed us what she does at the end of a milestone
in initiatives/bulk-edit.md
< confidence = "50%"
> confidence = "60%"

# Processes that changed, some of them while runs went on.
@ 2025-09-22 mara Release process: two days to decide
because the meeting of one hour was held on the day after anyway
in processes/release.toml
< sla = "1wd"
< effort = "1h"
> sla = "2wd"
> effort = "1h"

@ 2025-12-08 mara Release process: teams are briefed before the go
because Sales heard of release 3.2 from a customer
in processes/release.toml
< after = ["beta", "security-review"]
> after = ["beta", "brief-teams", "security-review"]
<
> 
> [[steps]]
> id = "brief-teams"
> title = "Brief the teams"
> role = "support-lead"
> after = ["help-pages"]
> sla = "6wd"
> effort = "4h"
> automation = "manual"
> inputs = ["help pages in two languages", "release brief"]
> outputs = ["support, sales and success have heard it"]
> raci = { accountable = "support-lead", responsible = ["sales-lead", "support-lead"], consulted = ["product-manager"], informed = ["release-lead"] }

@ 2026-07-06 mara Release process: five days for the security review
because three were never enough, and a service level that is always broken is none
in processes/release.toml
< sla = "3wd"
< effort = "12h"
> sla = "5wd"
> effort = "12h"

@ 2026-10-05 priya Release process: help pages exist in two languages
because the step takes two days longer since we translate, and release 4.0 is in the middle of it
in processes/release.toml
< sla = "6wd"
< effort = "10h"
> sla = "8wd"
> effort = "10h"

@ 2026-09-01 tomas Incident review: customers are told on the first day
because after the lost invitations they heard it from each other
in processes/incident-review.toml
< sla = "3wd"
< effort = "2h"
> sla = "1wd"
> effort = "2h"

@ 2026-11-12 priya Feedback triage: classify within two days
because three days were long enough to forget the call
in processes/feedback-triage.toml
< sla = "4wd"
< effort = "5min"
> sla = "2wd"
> effort = "5min"

@ 2026-11-04 farid Release process, Platform: three days of canary
because counts drift slowly, and the bulk writer is the first to need it
in processes/release-platform.toml
< sla = "2wd"
> sla = "3wd"

# Limits, targets, settings.
@ 2026-11-17 ines Boards: three at a time, not four
because a diet that begins tomorrow is no diet
in teams/boards.md
< wip_limit = 4
> wip_limit = 3

@ 2025-11-03 mara Priorities are worked out from now on
in opsbook.toml
<
> 
> [priority]
> formula = "rice"

@ 2026-10-19 mara The holidays of 2027
in opsbook.toml
<
>   2027-01-01,
>   2027-03-26,
>   2027-03-28,
>   2027-04-25,
>   2027-05-01,
>   2027-05-27,
>   2027-06-10,
>   2027-06-13,
>   2027-08-15,
>   2027-10-05,
>   2027-11-01,
>   2027-12-01,
>   2027-12-08,
>   2027-12-25,

@ 2026-03-18 mara The clean-up of Monday is no history
in opsbook.toml
<
> 
> [history]
> ignore = ".git-blame-ignore-revs"

# Releases that are long out, with their runs.
- 2026-07-20 mara Releases before 3.7 leave the book

+ releases/3-1.md
+++
title = "Release 3.1"
status = "released"
owner = "mara"

product = "boards"
version = "3.1"
target = 2025-07-18
released = 2025-07-18
+++
Comments can be edited. The most wanted small thing of the spring.
.

+ runs/release-3-1.toml
#:schema ../schema/run.json
title = "Release 3.1"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-1"
requested_by = "boards"
due = 2025-07-18

started = 2025-06-23
done = 2025-07-18

[steps.brief]
started = 2025-06-23
done = 2025-06-24
by = "joon"

[steps.beta]
started = 2025-06-25
done = 2025-07-07
by = "joon"

[steps.security-review]
started = 2025-07-02
done = 2025-07-07
by = "karl"

[steps.help-pages]
started = 2025-06-26
done = 2025-07-03
by = "priya"

[steps.go-no-go]
started = 2025-07-14
done = 2025-07-14
by = "mara"

[steps.announce]
started = 2025-07-16
done = 2025-07-18
by = "nadia"
.

+ releases/3-2.md
+++
title = "Release 3.2"
status = "released"
owner = "mara"

product = "boards"
version = "3.2"
target = 2025-09-12
released = 2025-09-16
+++
Cards in colours of one's own. Two days late, since a colour nobody can see is none.
.

+ runs/release-3-2.toml
#:schema ../schema/run.json
title = "Release 3.2"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-2"
requested_by = "boards"
due = 2025-09-12

started = 2025-08-22
done = 2025-09-16

[steps.brief]
started = 2025-08-22
done = 2025-08-25
by = "luca"

[steps.beta]
started = 2025-08-25
done = 2025-09-05
by = "luca"

[steps.security-review]
started = 2025-09-01
done = 2025-09-04
by = "karl"

[steps.help-pages]
started = 2025-08-25
done = 2025-09-01
by = "priya"

[steps.go-no-go]
started = 2025-09-11
done = 2025-09-12
by = "mara"

[steps.announce]
started = 2025-09-15
done = 2025-09-16
by = "nadia"
.

+ releases/3-3.md
+++
title = "Release 3.3"
status = "released"
owner = "mara"

product = "boards"
version = "3.3"
target = 2025-11-07
released = 2025-11-07
+++
Filters that stay as they were left. Nobody wrote about it, and nobody complains any more.
.

+ runs/release-3-3.toml
#:schema ../schema/run.json
title = "Release 3.3"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-3"
requested_by = "boards"
due = 2025-11-07

started = 2025-10-13
done = 2025-11-07

[steps.brief]
started = 2025-10-13
done = 2025-10-14
by = "ines"

[steps.beta]
started = 2025-10-15
done = 2025-10-27
by = "ines"

[steps.security-review]
started = 2025-10-22
done = 2025-10-27
by = "karl"

[steps.help-pages]
started = 2025-10-16
done = 2025-10-23
by = "priya"

[steps.go-no-go]
started = 2025-11-03
done = 2025-11-03
by = "mara"

[steps.announce]
started = 2025-11-05
done = 2025-11-07
by = "nadia"
.

+ releases/3-4.md
+++
title = "Release 3.4"
status = "released"
owner = "mara"

product = "boards"
version = "3.4"
target = 2026-01-23
released = 2026-02-03
+++
Mentions by mail. Announced by Sales before the go; a week and a half late.
.

+ runs/release-3-4.toml
#:schema ../schema/run.json
title = "Release 3.4"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-4"
requested_by = "boards"
due = 2026-01-23

started = 2026-01-09
done = 2026-02-03

[steps.brief]
started = 2026-01-09
done = 2026-01-12
by = "luca"

[steps.beta]
started = 2026-01-12
done = 2026-01-23
by = "luca"

[steps.security-review]
started = 2026-01-19
done = 2026-01-22
by = "karl"

[steps.help-pages]
started = 2026-01-12
done = 2026-01-19
by = "priya"

[steps.brief-teams]
started = 2026-01-20
done = 2026-01-26
by = "priya"

[steps.go-no-go]
started = 2026-01-29
done = 2026-01-30
by = "mara"

[steps.announce]
started = 2026-02-02
done = 2026-02-03
by = "nadia"
.

+ releases/3-5.md
+++
title = "Release 3.5"
status = "released"
owner = "mara"

product = "boards"
version = "3.5"
target = 2026-03-20
released = 2026-03-20
+++
Boards open twice as fast up to a thousand cards. Beyond that nothing changed, as it turned out.
.

+ runs/release-3-5.toml
#:schema ../schema/run.json
title = "Release 3.5"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-5"
requested_by = "boards"
due = 2026-03-20

started = 2026-02-23
done = 2026-03-20

[steps.brief]
started = 2026-02-23
done = 2026-02-24
by = "ines"

[steps.beta]
started = 2026-02-25
done = 2026-03-09
by = "ines"

[steps.security-review]
started = 2026-03-04
done = 2026-03-09
by = "karl"

[steps.help-pages]
started = 2026-02-26
done = 2026-03-05
by = "priya"

[steps.brief-teams]
started = 2026-03-06
done = 2026-03-12
by = "priya"

[steps.go-no-go]
started = 2026-03-16
done = 2026-03-16
by = "mara"

[steps.announce]
started = 2026-03-18
done = 2026-03-20
by = "nadia"
.

+ releases/3-6.md
+++
title = "Release 3.6"
status = "released"
owner = "mara"

product = "boards"
version = "3.6"
target = 2026-05-15
released = 2026-05-13
+++
Guests can read. Two days early, and not announced at all.
.

+ runs/release-3-6.toml
#:schema ../schema/run.json
title = "Release 3.6"
status = "done"
owner = "mara"

process = "release"
subject = "release/3-6"
requested_by = "boards"
due = 2026-05-15

started = 2026-04-20
done = 2026-05-13

[steps.brief]
started = 2026-04-20
done = 2026-04-20
by = "luca"

[steps.beta]
started = 2026-04-20
done = 2026-05-04
by = "luca"

[steps.security-review]
started = 2026-04-27
done = 2026-05-01
by = "karl"

[steps.help-pages]
started = 2026-04-21
done = 2026-04-28
by = "priya"

[steps.brief-teams]
started = 2026-04-29
done = 2026-05-05
by = "priya"

[steps.go-no-go]
started = 2026-05-08
done = 2026-05-11
by = "mara"

[steps.announce]
started = 2026-05-11
done = 2026-05-13
by = "nadia"
.

# What customers said in the first year, answered since.
- 2026-06-30 priya Feedback of the first year leaves the book, all of it is answered

+ feedback/2025-06/edit-a-comment.md
+++
title = "Let me edit what I wrote"
status = "answered"

type = "request"
received = 2025-06-23
source = "support"
via = "priya"
customer = "acct-04"

themes = ["first-day"]
answered = 2025-07-18
+++
A festival has many typing errors at two in the morning. Out with 3.1.
.

+ feedback/2025-06/where-is-my-invoice.md
+++
title = "Where do I find the invoice?"
status = "answered"

type = "request"
received = 2025-06-30
source = "support"
via = "samuel"
customer = "acct-08"

themes = ["billing-clarity"]
answered = 2025-07-02
+++
Under the name of the workspace. We moved it under Billing the same week.
.

+ feedback/2025-07/colours-of-wards.md
+++
title = "Every ward has its colour"
status = "answered"

type = "request"
received = 2025-07-09
source = "support"
via = "nadia"
customer = "acct-02"

themes = ["mobile"]
answered = 2025-09-16
+++
Colours came with 3.2, and the ward of the night shift got black.
.

+ feedback/2025-07/where-is-our-data.md
+++
title = "In which country does our data lie?"
status = "answered"

type = "request"
received = 2025-07-16
source = "support"
via = "nadia"
customer = "acct-07"

themes = ["security-answers"]
answered = 2025-07-24
+++
Two, both in Europe. The answer is a help page now.
.

+ feedback/2025-08/too-many-see.md
+++
title = "Everybody sees every board"
status = "answered"

type = "request"
received = 2025-08-05
source = "support"
via = "samuel"
customer = "acct-04"

themes = ["permissions"]
answered = 2025-09-01
+++
Boards can be private since 2024; the switch was hidden behind three dots.
.

+ feedback/2025-08/filter-forgets.md
+++
title = "The filter forgets what I chose"
status = "answered"

type = "request"
received = 2025-08-19
source = "support"
via = "owen"
customer = "acct-07"

themes = ["search-speed"]
answered = 2025-11-07
+++
Dispatchers set the same filter forty times a day. Filters stay since 3.3.
.

+ feedback/2025-08/print-a-board.md
+++
title = "Print a board on one page"
status = "answered"

type = "request"
received = 2025-08-27
source = "support"
via = "samuel"
customer = "acct-08"

themes = ["exports"]
answered = 2025-09-03
+++
The printer dialogue can do it; we wrote down how.
.

+ feedback/2025-09/who-is-admin.md
+++
title = "Who is the admin of our workspace?"
status = "answered"

type = "request"
received = 2025-09-10
source = "support"
via = "claire"
customer = "acct-02"

themes = ["permissions"]
answered = 2025-10-02
+++
Three people, none of whom worked there any more. Claire sorted it out on the phone.
.

+ feedback/2025-09/mail-at-night.md
+++
title = "Mails come at night"
status = "answered"

type = "request"
received = 2025-09-24
source = "support"
via = "samuel"
customer = "acct-04"

themes = ["notifications"]
answered = 2025-09-30
+++
They come when something happens. Quiet hours are in the settings.
.

+ feedback/2025-10/board-of-two-thousand.md
+++
title = "Two thousand cards and it stutters"
status = "answered"

type = "request"
received = 2025-10-08
source = "support"
via = "owen"
customer = "acct-07"

themes = ["boards-at-scale"]
answered = 2025-11-07
+++
The first time we heard of it. Dispatch boards grow by ten cards a day and nobody archives.
.

+ feedback/2025-10/price-per-guest.md
+++
title = "Do guests cost anything?"
status = "answered"

type = "request"
received = 2025-10-15
source = "support"
via = "ben"
customer = "acct-05"

themes = ["billing-clarity"]
answered = 2025-10-20
+++
No. The price list says so in the first line now.
.

+ feedback/2025-10/tell-me-when-named.md
+++
title = "Tell me when somebody names me"
status = "answered"

type = "request"
received = 2025-10-29
source = "support"
via = "nadia"
customer = "acct-02"

themes = ["notifications"]
answered = 2026-02-03
+++
Mentions by mail came with 3.4, late.
.

+ feedback/2025-11/umlauts-in-import.md
+++
title = "Umlauts turn into question marks"
status = "answered"

type = "request"
received = 2025-11-05
source = "support"
via = "priya"
customer = "acct-04"

themes = ["import-errors"]
answered = 2025-11-12
+++
An old file format. We guess better since November.
.

+ feedback/2025-11/how-to-archive.md
+++
title = "How do I put a board away?"
status = "answered"

type = "request"
received = 2025-11-19
source = "support"
via = "samuel"
customer = "acct-08"

themes = ["first-day"]
answered = 2025-12-01
+++
There is an archive. They had deleted four boards for want of it; Samuel got them back.
.

+ feedback/2025-12/ten-seconds-to-open.md
+++
title = "Ten seconds until the board is there"
status = "answered"

type = "request"
received = 2025-12-03
source = "support"
via = "owen"
customer = "acct-07"

themes = ["boards-at-scale"]
answered = 2026-03-20
+++
Better since 3.5 for most, not for them. It stays with us under another name.
.

+ feedback/2025-12/take-it-all-out.md
+++
title = "How do I get everything out?"
status = "answered"

type = "request"
received = 2025-12-10
source = "support"
via = "ben"
customer = "acct-05"

themes = ["exports"]
answered = 2025-12-15
+++
One button, one file. They asked because they compare; they stayed for now.
.

+ feedback/2026-01/forty-mails-a-day.md
+++
title = "Forty mails a day is too many"
status = "answered"

type = "request"
received = 2026-01-14
source = "support"
via = "claire"
customer = "acct-02"

themes = ["notifications"]
answered = 2026-02-03
+++
A digest can be chosen since 3.4. It is long; see what comes of it.
.

+ feedback/2026-01/photo-upside-down.md
+++
title = "Photos lie upside down"
status = "answered"

type = "request"
received = 2026-01-21
source = "support"
via = "samuel"
customer = "acct-04"

themes = ["mobile"]
answered = 2026-01-28
+++
A setting of the camera that we did not read. Mended in a week.
.

+ feedback/2026-02/pen-test-report.md
+++
title = "May we see the report of the pen test?"
status = "answered"

type = "request"
received = 2026-02-04
source = "support"
via = "nadia"
customer = "acct-07"

themes = ["security-answers"]
answered = 2026-02-10
+++
Yes, a summary, on request. It goes out within a day since.
.

+ feedback/2026-02/families-may-look.md
+++
title = "Families should be able to look"
status = "answered"

type = "request"
received = 2026-02-11
source = "support"
via = "claire"
customer = "acct-02"

themes = ["permissions"]
answered = 2026-05-13
+++
Guests can read since 3.6, which took the hospital's lawyer longer than us.
.

+ feedback/2026-02/seat-of-a-trainee.md
+++
title = "A trainee for six weeks"
status = "answered"

type = "request"
received = 2026-02-25
source = "support"
via = "samuel"
customer = "acct-08"

themes = ["billing-clarity"]
answered = 2026-03-04
+++
Seats go by the day. It was on the invoice, in grey.
.

+ feedback/2026-03/festival-board-slow.md
+++
title = "Slow in the week of the festival"
status = "answered"

type = "request"
received = 2026-03-04
source = "support"
via = "priya"
customer = "acct-04"

themes = ["boards-at-scale"]
answered = 2026-03-20
+++
1,900 cards. Open times halved with 3.5, and they noticed.
.

+ feedback/2026-03/import-from-paper.md
+++
title = "Can you read our paper cards?"
status = "answered"

type = "request"
received = 2026-03-18
source = "support"
via = "ben"
customer = "acct-05"

themes = ["import-errors"]
answered = 2026-04-02
+++
No, but two interns can, and we sent the template for what they typed.
.

+ feedback/2026-04/search-by-number.md
+++
title = "Search by the number of the train"
status = "answered"

type = "request"
received = 2026-04-08
source = "support"
via = "owen"
customer = "acct-07"

themes = ["search-speed"]
answered = 2026-04-14
+++
Works if the number is in the title. They put it there since.
.

+ feedback/2026-04/guests-write-too.md
+++
title = "Guests should be able to write a comment"
status = "answered"

type = "request"
received = 2026-04-22
source = "support"
via = "claire"
customer = "acct-02"

themes = ["permissions"]
answered = 2026-05-13
+++
Reading came first. Writing is a bigger question, and we said so.
.

+ feedback/2026-05/one-board-is-enough.md
+++
title = "Do we need more than one board?"
status = "answered"

type = "request"
received = 2026-05-06
source = "support"
via = "samuel"
customer = "acct-08"

themes = ["first-day"]
answered = 2026-05-12
+++
No. A law office of two needs one board, and we told them to pay for nothing else.
.
