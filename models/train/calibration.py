"""Platt calibration on the dev split, from scores of the shipped TypeScript/WASM pipeline."""
import json
import pathlib
import subprocess
import tempfile

import numpy as np
from scipy.optimize import minimize

from export import write_json

# Bounds in nats. Low: a missing artefact proves nothing. High: 0.7 wherever the held-out paired interval reaches 45 % EER.
DEFAULT_BOUNDS = {'wideband': [-0.7, 0.7], 'narrowband': [-0.7, 0.7]}
REAL_BELOW_ZERO = 0.9  # share of real dev clips whose ratio must not speak for synthesis; Platt's line alone gives less
CHANNELS = {'wideband': ['clean', 'opus16'], 'narrowband': ['g711']}


def platt(real, fake):
    """a, b of the log-likelihood ratio a x logit + b under equal priors; a >= 0. The zero is moved up until 90 % of real clips
    lie below it: the pooled set is easier than the real calls it stands for, and a false alarm costs a held colleague."""
    real, fake = np.array(real), np.array(fake)

    def cost(p):
        return np.logaddexp(0, p[0] * real + p[1]).mean() + np.logaddexp(0, -(p[0] * fake + p[1])).mean() + 1e-4 * p[0] ** 2

    a, b = minimize(cost, [1.0, 0.0], bounds=[(0, None), (None, None)], method='L-BFGS-B').x
    return float(a), min(float(b), -float(a) * float(np.quantile(real, REAL_BELOW_ZERO)))


def calibrate(root, out, corpus, node):
    with tempfile.TemporaryDirectory() as folder:
        scores = pathlib.Path(folder) / 'scores.json'
        channels = ','.join(sum(CHANNELS.values(), []))
        subprocess.run([node, str(root / 'models/evaluate/main.ts'), '--corpus', str(corpus), '--split', 'dev', '--channels',
                        channels, '--model', str(out), '--scores', str(scores)], check=True, cwd=root)
        rows = json.loads(scores.read_text())
    result = {}
    for bandwidth, names in CHANNELS.items():
        chosen = [row for row in rows if row['channel'] in names and row['logit'] is not None]
        a, b = platt([r['logit'] for r in chosen if r['label'] == 0], [r['logit'] for r in chosen if r['label'] == 1])
        result[bandwidth] = {'a': round(a, 4), 'b': round(b, 4), 'boundNats': DEFAULT_BOUNDS[bandwidth]}
    write_json(pathlib.Path(out) / 'calibration.json', result)
    print(json.dumps(result))
