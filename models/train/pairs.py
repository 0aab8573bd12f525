"""Balanced pairs: every draw has a real and a synthetic member, from the same file, speaker, page or, last, a like studio."""
import random
from collections import defaultdict

import numpy as np

# What one synthetic draw is, in shares. Copies are half: they are the only synthetic speech with exactly the real one's
# speaker and room; generator pages weigh the same, whatever their size. Classic synthesis is easy in wideband and learnt first
# there; over the telephone (flite's diphone voices above all) it is not, so it gets more once the easy part is done.
EARLY = {'copy': 0.5, 'generator': 0.35, 'classic': 0.15}
LATE = {'copy': 0.4, 'generator': 0.3, 'classic': 0.3}
LATE_FROM = 0.3  # of the schedule
NEAR_FIELD = {'resemble-ai/Resemblyzer', 'kan-bayashi/ParallelWaveGAN', 'ming024/FastSpeech2'}


def stem(path):
    return path.rsplit('/', 1)[-1].rsplit('.', 1)[0]


def is_classic(clip):
    return clip.source == 'classic' or clip.source.startswith('made-here')


class PairSampler:
    def __init__(self, clips, seed):
        self.draw = random.Random(seed)
        self.real_of_stem = {stem(clip.path): clip for clip in clips if clip.label == 0}
        self.reals = defaultdict(lambda: defaultdict(list))  # source -> speaker -> clips
        self.copies_of = defaultdict(lambda: defaultdict(list))  # stem -> family -> clips
        self.generators = defaultdict(lambda: defaultdict(list))  # (source, system) -> speaker -> clips
        self.classics = defaultdict(lambda: defaultdict(list))  # program -> voice -> clips
        for clip in clips:
            if clip.label == 0:
                self.reals[clip.source][clip.speaker].append(clip)
            elif clip.parent:
                if clip.parent in self.real_of_stem:
                    self.copies_of[clip.parent][clip.system].append(clip)
            elif is_classic(clip):
                # by program first: espeak-ng has dozens of voices and would leave flite's five almost no draws
                self.classics[clip.speaker.split('-')[0]][clip.speaker].append(clip)
            else:
                self.generators[clip.source, clip.system][clip.speaker].append(clip)
        self.copied = defaultdict(lambda: defaultdict(list))
        for name in self.copies_of:
            clip = self.real_of_stem[name]
            self.copied[clip.source][clip.speaker].append(clip)
        self.generator_sources = sorted({source for source, _ in self.generators})

    def nested(self, tree):
        while not isinstance(tree, list):
            tree = tree[self.draw.choice(list(tree))]
        return self.draw.choice(tree)

    def partner(self, clip):
        """Real speech of the same speaker and page, else the same page, else a near-field source, else any."""
        same_page = self.reals.get(clip.source)
        if same_page and clip.speaker in same_page:
            return self.draw.choice(same_page[clip.speaker])
        speakers = [tree[clip.speaker] for tree in self.reals.values() if clip.speaker in tree]
        if speakers and self.draw.random() < 0.5:
            return self.draw.choice(self.draw.choice(speakers))
        if same_page and self.draw.random() < 0.5:
            return self.nested(same_page)
        near = {source: self.reals[source] for source in NEAR_FIELD if source in self.reals}
        return self.nested(near if near and self.draw.random() < 0.7 else self.reals)

    def pair(self, progress):
        """(real, synthetic, aligned): aligned = the same words at the same place."""
        shares = LATE if progress > LATE_FROM else EARLY
        kind = self.draw.choices(list(shares), list(shares.values()))[0]
        if kind == 'copy':
            real = self.nested(self.copied)
            return real, self.nested(self.copies_of[stem(real.path)]), True
        if kind == 'classic':
            fake = self.nested(self.classics)
            return self.nested(self.reals), fake, False
        source = self.draw.choice(self.generator_sources)
        systems = {key: tree for key, tree in self.generators.items() if key[0] == source}
        fake = self.nested(systems)
        return self.partner(fake), fake, False


def crop(audio, clip, samples, offset):
    """`samples` samples from `offset` in 0..1 of the clip; short clips are repeated."""
    length = clip.length
    if length <= samples:
        return np.resize(audio[clip.start:clip.start + length], samples).astype(np.float32) / 32768
    start = clip.start + int(offset * (length - samples))
    return audio[start:start + samples].astype(np.float32) / 32768
