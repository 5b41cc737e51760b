"""How Segment's own packages read a trigger, modelled closely enough to compare with ours.

``@segment/destination-subscriptions`` 3.37.0 and the lexer of ``@segment/fql-ts``. Nothing here
decides what our triggers mean.
"""
