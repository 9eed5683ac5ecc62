"""Mail: letters in and out, by IMAP, by LMTP and by SMTP."""
