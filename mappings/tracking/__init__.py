"""The tracking API: where sites, apps and servers send their events."""
