"""What a row must reach."""

from dataclasses import dataclass


@dataclass
class Goal:
    """`>=` and `<=` hold for ours ÷ yardstick, `faster` for yardstick ÷ ours, `value <=` for our own figure."""

    relation: str
    limit: float
    unit: str = "ms"

    def __str__(self):
        texts = {">=": "≥ %g ×", "<=": "≤ %g ×", "faster": "%g × faster", "value <=": "≤ %g " + self.unit}
        return (texts[self.relation] % self.limit).strip()

    def reached(self, ours, yardstick):
        """Whether it is; None where that takes a yardstick, and there is none."""
        if self.relation == "value <=":
            return ours <= self.limit
        if yardstick is None:
            return None
        return {">=": ours / yardstick >= self.limit, "<=": ours / yardstick <= self.limit,
                "faster": yardstick / ours >= self.limit}[self.relation]
