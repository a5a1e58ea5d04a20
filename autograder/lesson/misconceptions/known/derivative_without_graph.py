"""A derivative that was to be differentiated again, computed without a graph of its own."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class DerivativeWithoutGraph(Misconception):
    """One backward pass succeeded, and the next found no way back from its result."""

    name = "derivative-without-graph"
    family = "no-leaf"
    # More exact than a missing graph.
    rank = 1
    symptom = True
    says = "The first backward pass went well; what it returned has no graph to go back through."
    asks = "How do you ask a backward pass to take notes of its own steps?"
    hints = (
        "Your code stopped at the second differentiation. Print the first derivative just before "
        "it. Does a grad_fn stand beside the number?",
        "A cook who is to teach a dish must write down each step while cooking; from the finished "
        "plate nobody can read the recipe. Which call of yours should be writing?",
        "Look at the options of torch.autograd.grad: one of them begins with create. Print the "
        "result's requires_grad with it and without it.",
    )

    def fits(self, case: Case) -> bool:
        # The pass that raised counts as well. Where no higher order is asked for, there are
        # other reasons to have no graph.
        return (
            len(case.orders) > 0
            and (case.backward_passes or 0) > 1
            and "does not require grad and does not have a grad_fn" in case.said("RuntimeError")
        )
