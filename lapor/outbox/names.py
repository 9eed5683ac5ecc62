"""The tasks that lower packages defer by name. A system check asks that each is registered."""

DELIVER = "lapor.deliver"
REFRESH = "lapor.refresh_public"
TAKE_BATCH = "lapor.take_batch"
TELL_JOINED = "lapor.tell_joined"
TASKS = (
    DELIVER,
    REFRESH,
    TAKE_BATCH,
    TELL_JOINED,
)  # a name that nobody registers would be accepted in silence

# Queues, and which goes first: one worker takes jobs by priority, then in the order they came.
DELIVERIES, BATCHES, PUBLIC, CLOCK = "delivery", "batch", "public", "clock"
PRIORITY = {DELIVERIES: 0, BATCHES: 5, PUBLIC: 10, CLOCK: 100}
