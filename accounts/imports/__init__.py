"""Importing customers, stakeholders and contracts: checked whole first, all or nothing, safe to repeat.

A row is found again by its external_id, else by its name. A row that is there already is unchanged; where its cells
say something else, the object is edited and its history says so. An empty cell leaves what is there. docs/imports.md
has the columns.
"""
