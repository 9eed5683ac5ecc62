"""The accounts of the channels, as the nation's admin keeps them."""
