"""Repositories written once over named queries; engines plug in below, through `Database`."""
