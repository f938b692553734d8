"""Ridge regression on ±1 in closed form, each group of rows counting alike; out of fold by patient."""

import hashlib

import numpy as np


def even_weights(groups: np.ndarray) -> np.ndarray:
    """Each group weighs the same, so that the commoner answer of a camera is no answer."""
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    weight = 1 / counts[inverse]
    return weight / weight.mean()


def ridge(rows: np.ndarray, positive: np.ndarray, groups: np.ndarray, penalty: float) -> tuple[np.ndarray, float]:
    """rows [n, d], standardised → direction [d] and constant; `penalty` counts a mean product of two rows as 1/d."""
    n, d = rows.shape
    system = np.ones((n + 1, n + 1))
    system[:n, :n] = rows @ rows.T / d + np.diag(penalty / even_weights(groups))
    system[n, n] = 0
    solved = np.linalg.solve(system, np.append(np.where(positive, 1.0, -1.0), 0))
    return rows.T @ solved[:n] / d, float(solved[n])


def folds(patient: np.ndarray, count: int, seed: int) -> np.ndarray:
    return np.array([int(hashlib.md5(f"{seed}{each}".encode()).hexdigest(), 16) % count for each in patient])


def out_of_fold(rows: np.ndarray, positive: np.ndarray, groups: np.ndarray, patient: np.ndarray, penalty: float, seed: int) -> np.ndarray:
    """Scores of rows whose patients took no part, five parts; a part is standardised by the four others."""
    part, score = folds(patient, 5, seed), np.zeros(len(rows))
    for k in range(5):
        learn, ask = part != k, part == k
        mean, deviation = rows[learn].mean(0), rows[learn].std(0) + 1e-4
        direction, constant = ridge((rows[learn] - mean) / deviation, positive[learn], groups[learn], penalty)
        score[ask] = (rows[ask] - mean) / deviation @ direction + constant
    return score


def other_camera(rows: np.ndarray, positive: np.ndarray, groups: np.ndarray, learn: np.ndarray, penalty: float) -> np.ndarray:
    """Scores of all rows by what `learn` alone teaches."""
    mean, deviation = rows[learn].mean(0), rows[learn].std(0) + 1e-4
    direction, constant = ridge((rows[learn] - mean) / deviation, positive[learn], groups[learn], penalty)
    return (rows - mean) / deviation @ direction + constant
