"""What the filters of the Liquid language do, a module a family; ``table`` lists them all."""
