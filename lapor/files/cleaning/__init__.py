"""Makes a file anew. It runs in a process of its own, without Django, keys or a database."""
