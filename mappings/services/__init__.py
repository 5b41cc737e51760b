"""What users do, one verb per function. Pages and the API call the same ones."""
