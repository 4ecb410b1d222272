# SPDX-License-Identifier: MIT
"""Random valid programs, one area of the language each; a seed names one."""

from . import (base, classes, containers, control, errors, expressions, formatting, functions, generators, iteration, kernels,
               library, numbers, operators, records, scopes, slicing, tasks, text_methods, unpacking)

# Name, how it is made, how often.
AREAS = [
    ("classes", classes.program, 3),
    ("containers", containers.program, 2),
    ("control", control.program, 4),
    ("control_module", control.module_level, 1),
    ("errors", errors.program, 3),
    ("expressions", expressions.program, 2),
    ("expressions_module", expressions.statements, 2),
    ("formatting", formatting.program, 2),
    ("functions", functions.program, 3),
    ("generators", generators.program, 3),
    ("iteration", iteration.program, 2),
    ("kernels", kernels.program, 3),
    ("library", library.program, 2),
    ("numbers", numbers.program, 2),
    ("operators", operators.program, 2),
    ("records", records.program, 2),
    ("scopes", scopes.program, 3),
    ("slicing", slicing.program, 2),
    ("tasks", tasks.program, 1),
    ("text_methods", text_methods.program, 2),
    ("unpacking", unpacking.program, 2),
]
WEIGHTED = [(name, make) for name, make, weight in AREAS for _ in range(weight)]


def generate(seed, area=None):
    """The area's name and the text of the program that belongs to a seed."""
    program = base.Program(seed)
    choices = [one for one in WEIGHTED if area in (None, one[0])]
    name, make = program.of(choices)
    make(program)
    return name, program.text()
