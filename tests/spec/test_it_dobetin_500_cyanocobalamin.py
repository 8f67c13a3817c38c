"""The Italian label of Dobetin 500 micrograms."""

from __future__ import annotations

from dobetin import Dobetin


class TestDobetin500(Dobetin):
    label = "it-dobetin-500-cyanocobalamin"
    repletion = "500 mcg IM or SC 2-4 times a week"  # 500 mcg: 2-4 ampoules a week
