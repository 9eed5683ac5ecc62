"""The neighbourhood of a network address: what a limit on tries is kept by."""

import ipaddress

PREFIX = {4: 24, 6: 56}  # bits that one household or one provider's street shares


def block_of(address: str) -> str:
    """Return the network around an address; "unknown" for what is none."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network((known, PREFIX[known.version]), strict=False))
