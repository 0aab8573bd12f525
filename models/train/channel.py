"""One random transmission channel per pair, applied alike to the real and the synthetic member (a batch of two waves)."""
import numpy as np
import torch
from scipy import fft

from corpus import level

RATE = 16000


def spectral_mask(wave, gain_of_hz):
    spectrum = fft.rfft(wave)
    hz = fft.rfftfreq(wave.shape[-1], 1 / RATE)
    return fft.irfft(spectrum * gain_of_hz(hz), wave.shape[-1])


def slope(hz, edge, width):
    """1 below edge, 0 above edge + width, raised cosine between."""
    return 0.5 + 0.5 * np.cos(np.pi * np.clip((hz - edge) / width, 0, 1))


def equalise(wave, draw):
    points = draw.normal(0, 4, 8)
    return spectral_mask(wave, lambda hz: 10 ** (np.interp(hz, np.linspace(0, 8000, 8), points) / 20))


def band_limit(wave, draw):
    edge, low = draw.uniform(3200, 7500), draw.uniform(20, 250)
    return spectral_mask(wave, lambda hz: slope(hz, edge, 500) * (1 - slope(hz, low, 80)))


def reverberate(wave, draw):
    seconds = draw.uniform(0.05, 0.5)
    length = int(seconds * RATE)
    tail = draw.standard_normal(length, np.float32) * np.exp(-6.9 * np.arange(length) / length)
    tail[0] = 0
    response = np.concatenate([[1.0], tail * draw.uniform(0.02, 0.25) / np.sqrt(np.sum(tail**2) + 1e-9) * 4])
    size = 1 << int(np.ceil(np.log2(wave.shape[-1] + length)))
    return fft.irfft(fft.rfft(wave, size) * fft.rfft(response, size), size)[..., :wave.shape[-1]]


def coloured_noise(count, draw):
    tilt = draw.uniform(0, 1.2)
    hz = fft.rfftfreq(count, 1 / RATE)
    spectrum = fft.rfft(draw.standard_normal(count, np.float32)) / np.maximum(hz, 50) ** tilt
    noise = fft.irfft(spectrum, count)
    return noise / np.sqrt(np.mean(noise**2) + 1e-12)


def add_noise(wave, draw, babble):
    count = wave.shape[-1]
    noise = level(babble(count, draw)) / 0.06 if draw.random() < 0.25 else coloured_noise(count, draw)
    return wave + noise * 0.06 * 10 ** (-draw.uniform(8, 35) / 20)


def mu_compand(x):
    return np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256)


def mu_expand(y):
    return np.sign(y) * np.expm1(np.abs(y) * np.log(256)) / 255


def a_compand(x):
    size, a = np.abs(x), 87.6
    return np.sign(x) * np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1e-9))) / (1 + np.log(a))


def a_expand(y):
    size, a = np.abs(y) * (1 + np.log(87.6)), 87.6
    return np.sign(y) * np.where(size < 1, size, np.exp(size - 1)) / a


def g711(wave, draw, law=None):
    """16 -> 8 kHz, 8-bit companding, -> 16 kHz, with a telephone's own high-pass half of the time."""
    low = draw.uniform(150, 320) if draw.random() < 0.5 else 0
    edge = draw.uniform(3300, 3600)
    limited = spectral_mask(wave, lambda hz: slope(hz, edge, 400) * ((1 - slope(hz, low, 100)) if low else 1))
    narrow = np.clip(limited[..., ::2] * 10 ** (draw.uniform(-12, 6) / 20), -1, 1)
    law = law or ('mu' if draw.random() < 0.6 else 'a')
    compand, expand = (mu_compand, mu_expand) if law == 'mu' else (a_compand, a_expand)
    coded = expand((np.round(compand(narrow) * 127.5 - 0.5) + 0.5) / 127.5)
    if draw.random() < 0.2:
        coded = lose_packets(coded, draw)
    spectrum = fft.rfft(coded)
    spectrum = np.concatenate([spectrum[..., :-1], np.zeros((*coded.shape[:-1], coded.shape[-1] // 2 + 1))], -1)
    return 2 * fft.irfft(spectrum, 2 * coded.shape[-1])


def lose_packets(wave, draw):
    """1-5 % of the 20 ms packets at 8 kHz, filled with silence or with the packet before."""
    out = wave.copy()
    repeat = draw.random() < 0.5
    for start in range(160, wave.shape[-1] - 160, 160):
        if draw.random() < 0.05 * draw.random():
            out[..., start:start + 160] = out[..., start - 160:start] if repeat else 0
    return out


def transmit(waves, seed, babble, narrow_share=0.45):
    """[members, samples] float waves -> the same channel draw for all of them, each at RMS 0.06."""
    outputs = []
    for wave in waves:
        draw = np.random.default_rng(seed)
        x = level(np.asarray(wave, np.float32))
        if draw.random() < 0.4:
            x = equalise(x, draw)
        if draw.random() < 0.25:
            x = reverberate(x, draw)
        if draw.random() < 0.5:
            x = add_noise(x, draw, babble)
        if draw.random() < 0.3:
            x = band_limit(x, draw)
        if draw.random() < narrow_share:
            x = g711(x, draw)
        outputs.append(level(x))
    return torch.from_numpy(np.stack(outputs).astype(np.float32))
