"""Whole audiences, from files to files: cut into parts, mapped by several processes or machines.

    inputs ── parts (so many lines each) ── map_lines() ── part-00000.ndjson, problems.ndjson
                                                        └─ manifest.json: how far it is done

A part is written under another name and renamed when it is complete, in the order of the parts; so
a run that was killed goes on where it was, and no line is left out or there twice.
"""
