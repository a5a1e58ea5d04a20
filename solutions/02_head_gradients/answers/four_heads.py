# %% right: a tensor
four_heads = torch.tensor([[3.0, 2.0], [1.0, 6.0], [5.0, -2.0], [-5.0, 18.0]])

# %% right: whole numbers
four_heads = [[3, 2], [1, 6], [5, -2], [-5, 18]]

# %% right: by backward, one head after the other
four_heads = []
for head in [(1.0, 0.0), (0.0, 1.0), (2.0, -1.0), (-3.0, 4.0)]:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    torch.stack([x[0] * x[1], x[0] + x[1] ** 2]).backward(torch.tensor(head))
    four_heads.append(x.grad.tolist())

# %% right: a matrix product
four_heads = torch.tensor([[1, 0], [0, 1], [2, -1], [-3, 4]]) @ torch.tensor([[3, 2], [1, 6]])

# %% right: a tuple of tuples
four_heads = ((3.0, 2.0), (1.0, 6.0), (5.0, -2.0), (-5.0, 18.0))

# %% right: NumPy
import numpy as np

four_heads = np.array([[1, 0], [0, 1], [2, -1], [-3, 4]]) @ np.array([[3.0, 2.0], [1.0, 6.0]])

# %% wrong: the head scales the gradient of the sum -> looks like: head as scale
four_heads = [[4.0, 0.0], [0.0, 8.0], [8.0, -8.0], [-12.0, 32.0]]

# %% wrong: J times v -> looks like: row for column
four_heads = [[3.0, 1.0], [2.0, 6.0], [4.0, -4.0], [-1.0, 21.0]]

# %% wrong: a head of ones each time -> looks like: head ignored
four_heads = [[4.0, 8.0]] * 4

# %% wrong: the leaf was not fresh, each adds to those before -> looks like: not zeroed
four_heads = [[3.0, 2.0], [4.0, 8.0], [9.0, 6.0], [4.0, 24.0]]

# %% wrong: signs -> looks like: sign
four_heads = [[-3.0, -2.0], [-1.0, -6.0], [-5.0, 2.0], [5.0, -18.0]]

# %% wrong: values instead of derivatives -> The numbers differ
four_heads = [[6.0, 0.0], [0.0, 11.0], [12.0, -11.0], [-18.0, 44.0]]

# %% wrong: the square without its 2 -> looks like: wrong partial
four_heads = [[3.0, 2.0], [1.0, 3.0], [5.0, 1.0], [-5.0, 6.0]]

# %% wrong: one row is missing -> wrong shape
four_heads = [[3.0, 2.0], [1.0, 6.0], [5.0, -2.0]]

# %% wrong: rows and columns exchanged -> wrong shape
four_heads = [[3.0, 1.0, 5.0, -5.0], [2.0, 6.0, -2.0, 18.0]]

# %% wrong: zeros -> looks like: zeros
four_heads = [[0.0, 0.0]] * 4

# %% wrong: at the point (1, 2) -> The numbers differ
four_heads = [[2.0, 1.0], [1.0, 4.0], [3.0, -2.0], [-2.0, 13.0]]

# %% wrong: nothing -> numbers are wanted
four_heads = [None] * 4

# %% wrong: the heads themselves -> The numbers differ
four_heads = [[1.0, 0.0], [0.0, 1.0], [2.0, -1.0], [-3.0, 4.0]]

# %% wrong: weights added, not multiplied -> The numbers differ
four_heads = [[4.0, 2.0], [1.0, 7.0], [5.0, 1.0], [0.0, 6.0]]

# %% wrong: a string -> numbers are wanted
four_heads = "(3, 2), (1, 6), (5, -2), (-5, 18)"


# %% right: a list of tensors
four_heads = [
    torch.tensor([3.0, 2.0]),
    torch.tensor([1.0, 6.0]),
    torch.tensor([5.0, -2.0]),
    torch.tensor([-5.0, 18.0]),
]


# %% wrong: the 1 of x0 in the second result forgotten -> looks like: wrong partial
four_heads = [[3.0, 2.0], [0.0, 6.0], [6.0, -2.0], [-9.0, 18.0]]


# %% wrong: the factors of the product exchanged -> looks like: wrong partial
four_heads = [[2.0, 3.0], [1.0, 6.0], [3.0, 0.0], [-2.0, 15.0]]


# %% wrong: numbers in quotes -> in which not all is a number
four_heads = [["3", "2"], ["1", "6"], ["5", "-2"], ["-5", "18"]]
