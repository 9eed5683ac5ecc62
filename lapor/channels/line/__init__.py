"""LINE: the Messaging API."""
