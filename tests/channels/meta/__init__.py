"""WhatsApp and Messenger, from the first word to the rating."""
