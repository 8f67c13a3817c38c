"""Guideline files, as meant: facts, rules, the table and its proof."""
