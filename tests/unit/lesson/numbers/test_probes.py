"""Probe points are generic: away from zero, all distinct, the same for a seed everywhere."""

from __future__ import annotations

import pytest
import torch

from autograder.lesson.numbers.probes import probe, probes


@pytest.mark.parametrize("shape", [(), (1,), (7,), (3, 4), (2, 1, 5)])
@pytest.mark.parametrize("seed", range(20))
def test_entries_are_distinct_and_of_moderate_size(shape, seed):
    x = probe(shape, seed)
    assert x.shape == shape
    assert x.dtype == torch.float64
    size = x.abs().flatten()
    assert ((size > 0.5) & (size < 2)).all()
    gaps = size.sort().values.diff()
    assert (gaps > 0.2 * 1.5 / max(x.numel(), 1)).all()


def test_a_seed_is_one_point_and_seeds_differ():
    assert torch.equal(probe((4,), 7), probe((4,), 7))
    assert not torch.equal(probe((4,), 7), probe((4,), 8))
    first, second = probes([(3,), (3,)], seed=0)
    assert not torch.equal(first, second)


def test_no_probe_touches_the_students_random_numbers():
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    probe((5, 5), 1)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_a_default_device_of_the_notebooks_does_not_disturb():
    with torch.device("meta"):
        assert probe((3,), 0).device == torch.device("cpu")
