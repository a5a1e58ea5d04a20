"""A model that is used in training mode."""

from __future__ import annotations

from autograder.lesson.misconceptions.misconception import Misconception


class TrainingMode(Misconception):
    """Dropout or batch norm at work as in training, where the model was to be used."""

    name = "training-mode"
    says = "This is what the model says while it is trained: the layers were not told of its use."
    asks = "In which mode is the model when it is called?"
    hints = (
        "Some layers work in one way in training and in another in use. Print model.training "
        "right before the line that calls the model. What should it say?",
        "A shop that practises for the opening day rings up ten sales that are none. Somebody has "
        "to say when it is meant. Which of your lines says it, and to whom?",
        "model.eval() speaks to the layers, torch.no_grad() to autograd. Look for the first of the "
        "two in your code, and at which line the model is called.",
    )
