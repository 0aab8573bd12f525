"""Training: balanced pairs, a fresh channel per pair, cross-entropy + pair margin, averaged weights. Resumable."""
import copy
import math
import pathlib
import random
import time

import numpy as np
import torch

from channel import transmit
from features import band_powers, finish_window
from network import Detector
from pairs import PairSampler, crop

LABEL_SMOOTHING, MARGIN, MARGIN_WEIGHT = 0.03, 1.5, 0.5
AVERAGE_FROM = 0.7  # of the schedule


class Batches:
    def __init__(self, versions, pairs, seconds, seed):
        self.versions, self.pairs, self.samples = versions, pairs, int(seconds * 16000)
        self.sampler = PairSampler(versions['clean'][0], seed)
        # a clip lies at the same place in every version: the codec keeps the length
        self.draw = random.Random(seed + 1)
        self.clips = versions['clean'][0]

    def babble(self, audio):
        def cut(count, draw):
            clips = [self.clips[int(draw.integers(len(self.clips)))] for _ in range(3)]
            return sum(crop(audio, clip, count, draw.random()) for clip in clips)
        return cut

    def next(self, progress):
        """features [2 x pairs, 80, frames], labels; the first half is real, its partner lies in the second half."""
        real, fake = [], []
        for _ in range(self.pairs):
            names = list(self.versions)
            name = self.draw.choices(names, [0.5 if n == 'clean' else 0.5 / max(1, len(names) - 1) for n in names])[0]
            audio = self.versions[name][1]
            a, b, aligned = self.sampler.pair(progress)
            offset = self.draw.random()
            waves = [crop(audio, a, self.samples, offset), crop(audio, b, self.samples, offset if aligned else self.draw.random())]
            share = 0.25 if name != 'clean' else 0.55
            sent = transmit(waves, self.draw.getrandbits(32), self.babble(audio), share)
            real.append(sent[0])
            fake.append(sent[1])
        powers, energies = band_powers(torch.stack(real + fake))
        return self.keep_loud(powers, energies), torch.cat([torch.zeros(self.pairs), torch.ones(self.pairs)])

    def keep_loud(self, powers, energies):
        """Half of the time drops the quietest fifth of the frames, as the voice-activity gate will."""
        if self.draw.random() < 0.5:
            keep = int(powers.shape[1] * 0.8)
            order = energies.argsort(1, descending=True)[:, :keep].sort(1).values
            energies = energies.gather(1, order)
            powers = powers.gather(1, order[:, :, None].expand(-1, -1, powers.shape[2]))
        return finish_window(powers, energies)


def loss_of(logits, labels):
    targets = labels * (1 - 2 * LABEL_SMOOTHING) + LABEL_SMOOTHING
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
    real, fake = logits.chunk(2)
    return entropy + MARGIN_WEIGHT * torch.nn.functional.softplus(MARGIN - (fake - real)).mean(), (fake > real).float().mean()


def fit(versions, work, steps, pairs, seconds, rate, seed, wall_s):
    torch.manual_seed(seed)
    np.random.seed(seed)
    model = Detector()
    average, averaged = None, 0
    optimiser = torch.optim.AdamW(model.parameters(), rate, weight_decay=1e-3)
    checkpoint = pathlib.Path(work) / f'fit-{seed}-{steps}.pt'
    step, finished = 0, False
    if checkpoint.exists():
        saved = torch.load(checkpoint)
        model.load_state_dict(saved['model'])
        optimiser.load_state_dict(saved['optimiser'])
        step, average, averaged = saved['step'], saved['average'], saved['averaged']
        finished = saved.get('finished', step >= steps)
        print(f'resumed at step {step}', flush=True)
    batches = Batches(versions, pairs, seconds, seed + step)
    started, losses, orders, first = time.time(), [], [], step
    progress = 1 if finished else step / steps
    while progress < 1:
        # the wall-clock limit anneals the run early instead of cutting it off; without it a run is reproducible
        progress = max(step / steps, first / steps + (1 - first / steps) * (time.time() - started) / wall_s)
        progress = min(1, progress)
        for group in optimiser.param_groups:
            group['lr'] = rate * min(1, (step + 1) / 60) * (0.02 + 0.98 * (0.5 + 0.5 * math.cos(math.pi * progress)))
        inputs, labels = batches.next(progress)
        model.train()
        loss, order = loss_of(model(inputs), labels)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimiser.step()
        step += 1
        losses.append(loss.item())
        orders.append(order.item())
        if progress > AVERAGE_FROM:
            state = copy.deepcopy(model.state_dict())
            averaged += 1
            average = state if average is None else {
                key: average[key] + (value - average[key]) / averaged if value.is_floating_point() else value
                for key, value in state.items()}
        if step % 50 == 0 or progress >= 1:
            print(f'step {step} ({100 * progress:.0f} %) loss {np.mean(losses[-200:]):.3f} '
                  f'order {np.mean(orders[-200:]):.3f} {time.time() - started:.0f} s', flush=True)
            torch.save(dict(model=model.state_dict(), optimiser=optimiser.state_dict(), step=step, average=average,
                            averaged=averaged, finished=progress >= 1), checkpoint)
    final = Detector()
    final.load_state_dict(average if average is not None else model.state_dict())
    refresh_norms(final, batches)
    return final.eval(), step


def refresh_norms(model, batches, count=20):
    """Averaged weights need their own batch statistics."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None
    model.train()
    with torch.no_grad():
        for _ in range(count):
            model(batches.next(1)[0])
