"""The pages: views that parse, call a service and show."""
