"""HiGHS in process: a dispatch model that is written once and solved for one design after another.

`session` goes from cheap to dear: a relaxation, its switches rounded, few switches whole, all.
"""
