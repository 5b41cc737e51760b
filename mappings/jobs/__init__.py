"""Long work in the background: which kinds there are, and who does them step by step."""
