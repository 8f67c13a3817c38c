"""Figures of regimens, courses, comparisons and laboratory results (extra ``plots``).

Each function draws on the axes that it is given, or makes a figure, and returns the axes. What a source leaves open is
drawn as a band from its first to its last day, never as one day between; what has no last day is drawn open.
"""

from b12regimen.plots.comparisons import plot_comparison
from b12regimen.plots.courses import plot_course
from b12regimen.plots.labs import plot_labs
from b12regimen.plots.regimens import plot_regimen

__all__ = ["plot_comparison", "plot_course", "plot_labs", "plot_regimen"]
