"""SMS: by a Kannel gateway over HTTP, or by a bind with an operator's centre."""
