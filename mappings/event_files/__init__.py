"""Files of events: opened, cut into events, mapped by one process or several. No Django."""
