"""The Italian label of Dobetin 1000 micrograms."""

from __future__ import annotations

from dobetin import Dobetin


class TestDobetin1000(Dobetin):
    label = "it-dobetin-1000-cyanocobalamin"
    repletion = "1 mg IM or SC 1-2 times a week"  # 1000 mcg: 1-2 a week
