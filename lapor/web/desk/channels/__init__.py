"""The pages on which the nation keeps the accounts of its channels."""
