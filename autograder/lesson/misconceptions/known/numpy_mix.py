"""NumPy called in the middle of a graph."""

from __future__ import annotations

from autograder.lesson.misconceptions.case import Case
from autograder.lesson.misconceptions.misconception import Misconception


class NumpyMix(Misconception):
    """NumPy, or the module math, was given a tensor that autograd is tracking."""

    name = "numpy-mix"
    symptom = True
    says = "NumPy was given a tensor that autograd tracks, and NumPy knows nothing of graphs."
    asks = "Which line hands it over: one with a function from numpy, or one that plots?"
    hints = (
        "A function from another library stands in your forward pass. Underline the name in front "
        "of each dot in the line that raised. Which of them is not PyTorch?",
        "A recipe that is half in grams and half in ounces needs one of the two throughout. "
        "List the functions that you use, and the library of each.",
        "Nearly every function has the same name in both: np.exp is torch.exp. Replace one and "
        "run again.",
    )

    def fits(self, case: Case) -> bool:
        text = case.said("RuntimeError", "TypeError")
        return "numpy() on Tensor that requires grad" in text or "numpy.ndarray" in text
