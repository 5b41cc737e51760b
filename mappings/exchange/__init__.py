"""What is in a workspace as documents: to keep, to compare, and to carry elsewhere."""
