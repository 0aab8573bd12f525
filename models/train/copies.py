"""Copy-synthesis of real speech: the same words, voice and room, with a vocoder's artefacts and nothing else changed."""
import random

import numpy as np
import torch

from corpus import Clip

SETTINGS = [(512, 128), (1024, 256), (800, 200)]


def stft(wave, size, hop):
    return torch.stft(wave, size, hop, window=torch.hann_window(size), return_complex=True)


def istft(spectrum, size, hop, length):
    return torch.istft(spectrum, size, hop, window=torch.hann_window(size), length=length)


def mel_bank(size, mels):
    """[bins, mels] triangular mel weights over 0-8 kHz, each with unit area so that the pseudo-inverse is well behaved."""
    to_mel = lambda hz: 2595 * np.log10(1 + hz / 700)
    edges = 700 * (10 ** (np.linspace(0, to_mel(8000), mels + 2) / 2595) - 1)
    bins = np.arange(size // 2 + 1)[:, None] * 16000 / size
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rise, fall)).astype(np.float32)


def smooth_magnitude(magnitude, draw, size):
    """Through a mel filter bank and back, sometimes blurred or noised, as a predicted mel would be."""
    mels = draw.choice([60, 80, 100, 128])
    bank = torch.from_numpy(mel_bank(size, mels))
    inverse = torch.from_numpy(np.linalg.pinv(bank.numpy()))
    mel = torch.log(bank.T @ magnitude + 1e-5)
    if draw.random() < 0.4:
        width = draw.choice([3, 5])
        mel = torch.nn.functional.avg_pool1d(mel[None], width, 1, width // 2)[0]
    if draw.random() < 0.3:
        mel = mel + draw.uniform(0.05, 0.3) * torch.randn_like(mel)
    return (inverse.T @ torch.exp(mel)).clamp(min=1e-5)


def griffin_lim(magnitude, size, hop, length, iterations):
    """Fast Griffin-Lim (momentum 0.99 would ring on so few iterations; 0.5 is used)."""
    angles = torch.exp(2j * np.pi * torch.rand(magnitude.shape))
    previous = torch.zeros_like(angles)
    for _ in range(iterations):
        rebuilt = stft(istft(magnitude * angles, size, hop, length), size, hop)
        angles = rebuilt + 0.5 * (rebuilt - previous)
        angles = angles / angles.abs().clamp(min=1e-8)
        previous = rebuilt
    return istft(magnitude * angles, size, hop, length)


def damage_phase(spectrum, draw):
    """True magnitude with jittered phase above a random frequency: the part a vocoder must invent."""
    first = int(draw.uniform(0, 0.4) * spectrum.shape[0])
    jitter = draw.uniform(0.5, np.pi) * (2 * torch.rand(spectrum.shape) - 1)
    jitter[:first] = 0
    return spectrum * torch.exp(1j * jitter)


def copy_wave(wave, draw):
    """(system, wave) of one random copy."""
    x = torch.from_numpy(np.ascontiguousarray(wave))
    size, hop = draw.choice(SETTINGS)
    spectrum = stft(x, size, hop)
    kind = draw.choices(['mel-gl', 'gl', 'phase', 'mel-phase'], [0.45, 0.15, 0.2, 0.2])[0]
    if kind == 'mel-gl':
        out = griffin_lim(smooth_magnitude(spectrum.abs(), draw, size), size, hop, len(x), draw.choice([8, 16, 32]))
    elif kind == 'gl':
        out = griffin_lim(spectrum.abs(), size, hop, len(x), draw.choice([4, 8, 16]))
    elif kind == 'phase':
        out = istft(damage_phase(spectrum, draw), size, hop, len(x))
    else:
        phase = spectrum / spectrum.abs().clamp(min=1e-8)
        out = istft(smooth_magnitude(spectrum.abs(), draw, size) * phase, size, hop, len(x))
    return f'copy-{kind}', out.numpy()


def copies(clips, audio, each, seed):
    """Yields `each` copies of every real clip."""
    draw = random.Random(seed)
    torch.manual_seed(seed)
    for clip in clips:
        wave = audio[clip.start:clip.start + clip.length].astype(np.float32) / 32768
        for number in range(each):
            system, out = copy_wave(wave, draw)
            name = clip.path.rsplit('/', 1)[-1].rsplit('.', 1)[0]
            yield Clip(f'copy/{name}-{number}', 1, system, clip.speaker, clip.source, name), out
