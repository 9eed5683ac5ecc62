"""The conversation: what a person says in any channel, step by step, until a report stands."""
