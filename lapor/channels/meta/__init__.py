"""Meta: WhatsApp's Cloud API and Messenger, which prove and ask in the same way."""
