"""The front end in Python: the reference for wasm/ (wasm/vectors/features.json) and the one the detector is trained with."""
import numpy as np
import torch

SAMPLE_RATE = 16000
FRAME, HOP, SIZE, BANDS = 400, 160, 512, 80
TARGET_RMS, FLOOR, QUIETEST = 0.06, 1e-5, 1e-12


def linear_bands():
    """[257, 80] triangular weights with linear centres over 0-8 kHz."""
    step = 8000 / (BANDS + 1)
    bins = np.arange(SIZE // 2 + 1)[:, None] * SAMPLE_RATE / SIZE
    centres = (np.arange(BANDS) + 1)[None, :] * step
    return np.maximum(0, 1 - np.abs(bins - centres) / step).astype(np.float32)


WINDOW = torch.hann_window(FRAME)
BANK = torch.from_numpy(linear_bands())


def band_powers(wave):
    """[n, samples] -> band powers [n, frames, 80] and frame energies [n, frames] (mean square of the 400 samples)."""
    frames = wave.unfold(-1, FRAME, HOP)
    spectrum = torch.fft.rfft(frames * WINDOW, SIZE)
    return (spectrum.real**2 + spectrum.imag**2) @ BANK, (frames**2).mean(-1)


def finish_window(powers, energies):
    """Band powers and energies of a window -> the model's input [n, 80, frames]."""
    gain = TARGET_RMS**2 / energies.mean(-1).clamp(min=QUIETEST)
    logs = torch.log(gain[:, None, None] * powers + FLOOR)
    return (logs - logs.mean(1, keepdim=True)).transpose(1, 2)


def features(wave):
    return finish_window(*band_powers(wave))
