"""The tasks that lower packages defer by name. A system check asks that each is registered."""

DELIVER = "lapor.deliver"
DELIVER_SOME = "lapor.deliver_some"
REFRESH = "lapor.refresh_public"
TAKE_BATCH = "lapor.take_batch"
TELL_JOINED = "lapor.tell_joined"
TAKE_IN = "lapor.take_in"
TAKE_OFF = "lapor.take_off"
LANDED = "lapor.landed"
POLL = "lapor.poll"
TELL_HOOK = "lapor.tell_hook"
TASKS = (
    DELIVER,
    DELIVER_SOME,
    REFRESH,
    TAKE_BATCH,
    TELL_JOINED,
    TAKE_IN,
    TAKE_OFF,
    LANDED,
    POLL,
    TELL_HOOK,
)  # a name that nobody registers would be accepted in silence

# Queues, and which goes first: one worker takes jobs by priority, then in the order they came.
DELIVERIES, TALKS, BATCHES, PUBLIC, CLOCK = "delivery", "talk", "batch", "public", "clock"
PRIORITY = {
    DELIVERIES: 0,
    BATCHES: 5,
    PUBLIC: 10,
    TALKS: 20,
    CLOCK: 100,
}  # somebody waits in a talk
