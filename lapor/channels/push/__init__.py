"""Notices to the device that somebody reads on: Web Push, without a third party of ours."""
