"""Letters: read, answered, brought by LMTP, fetched by IMAP, and what comes back."""
