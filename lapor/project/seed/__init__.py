"""What a new installation starts from, and what the demo invents."""
