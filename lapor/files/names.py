"""The tasks that files and reports defer by name; they are registered above."""

CHECK = "files.check"
CHECK_AGAIN = "files.check_again"
SEAL_ORIGINAL = "reports.seal_original"
TASKS = (CHECK, CHECK_AGAIN, SEAL_ORIGINAL)

MOST = 5  # attempts at a check that came to no end
QUEUE = "files"
PRIORITY = 7  # before letters, which may wait, and after the public projection and the clock
LANES = 2  # checks at a time: each may hold a worker's hand for a minute
KEPT = "kept"  # one lane more, for what belongs to a report: nothing unsent stands before it
