"""The tasks that lower packages defer by name. A system check asks that each is registered."""

DELIVER = "lapor.deliver"
REFRESH = "lapor.refresh_public"
TASKS = (DELIVER, REFRESH)  # a name that nobody registers would be accepted in silence

# Queues, and which goes first: one worker takes jobs by priority, then in the order they came.
DELIVERIES, PUBLIC, CLOCK = "delivery", "public", "clock"
PRIORITY = {DELIVERIES: 0, PUBLIC: 10, CLOCK: 100}
