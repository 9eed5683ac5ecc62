"""SMS: the gateway of an operator."""
