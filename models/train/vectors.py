"""Golden vectors for the WASM kernels, computed in double-checked NumPy/torch: wasm/vectors/*.json."""
import json
import pathlib

import numpy as np
import torch

from features import band_powers, features


def test_signal(samples=4000):
    """Chirp + two tones + deterministic noise with an envelope; the test rebuilds it from the stored samples."""
    t = np.arange(samples) / 16000
    state, noise = 12345, []
    for _ in range(samples):
        state = (1103515245 * state + 12345) % 2**31
        noise.append(state / 2**30 - 1)
    chirp = np.sin(2 * np.pi * (200 * t + 14000 * t * t))
    tones = 0.5 * np.sin(2 * np.pi * 1000 * t) + 0.3 * np.sin(2 * np.pi * 3300 * t + 1)
    return (0.1 * chirp * (0.6 + 0.4 * np.cos(40 * t)) + 0.1 * tones + 0.01 * np.array(noise)).astype(np.float32)


def mu_law(code):
    u = ~code & 0xFF
    magnitude = ((((u & 0x0F) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84
    return -magnitude if u & 0x80 else magnitude


def a_law(code):
    a = code ^ 0x55
    exponent, mantissa = (a & 0x70) >> 4, (a & 0x0F) << 4
    magnitude = mantissa + 8 if exponent == 0 else (mantissa + 0x108) << (exponent - 1)
    return magnitude if a & 0x80 else -magnitude


def write(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    wave = torch.from_numpy(test_signal())[None]
    powers, energies = band_powers(wave.double().float())
    logs = features(wave)
    digits = lambda tensor, n: [float(f'{x:.{n}g}') for x in tensor.flatten().tolist()]
    (folder / 'features.json').write_text(json.dumps({
        'samples': [round(x * 1e7) / 1e7 for x in wave[0].tolist()],
        'frames': powers.shape[1],
        'energies': digits(energies, 7),
        'firstPowers': digits(powers[0, 0], 7),
        'features': digits(logs, 6),
    }) + '\n')
    (folder / 'g711.json').write_text(json.dumps({
        'pcmu': [mu_law(code) for code in range(256)],
        'pcma': [a_law(code) for code in range(256)],
    }) + '\n')
