"""Reads the corpus (manifest.csv, read-only) and keeps decoded audio as int16 in one cache file per set."""
import csv
import json
import pathlib
import time
from dataclasses import asdict, dataclass

import numpy as np
import soundfile


@dataclass
class Clip:
    path: str
    label: int  # 1 = synthetic
    system: str
    speaker: str
    source: str
    parent: str  # stem of the real file a copy was made from, else ''
    start: int = 0
    length: int = 0


def stem(path):
    return pathlib.PurePosixPath(path).stem


def read_manifest(corpus, splits, tier='A'):
    """Clips of the given splits; tier A only (stated open licence or our own output) is the rule for training."""
    with open(pathlib.Path(corpus) / 'manifest.csv', newline='') as file:
        rows = [row for row in csv.DictReader(file) if row['split'] in splits and row['tier'] == tier]
    clips = []
    for row in rows:
        copied = row['source'].startswith('copysynth(')
        source = row['source'][len('copysynth('):-1] if copied else row['source']
        parent = stem(row['orig_path']) if copied else ''
        clips.append(Clip(row['path'], int(row['label'] == 'spoof'), row['system'], row['speaker'], source, parent))
    return clips, rows


class Store:
    """Clips and their samples, appended once and memory-mapped afterwards."""

    def __init__(self, folder, name):
        self.audio_path = pathlib.Path(folder) / f'{name}.s16'
        self.index_path = pathlib.Path(folder) / f'{name}.json'
        self.audio_path.parent.mkdir(parents=True, exist_ok=True)

    @property
    def complete(self):
        return self.index_path.exists()

    def write(self, clips_and_waves, label, total):
        """Writes (clip, float wave) pairs; the index appears only when everything is there."""
        started, position, clips = time.time(), 0, []
        with open(self.audio_path, 'wb') as file:
            for count, (clip, wave) in enumerate(clips_and_waves, 1):
                samples = (np.clip(wave, -1, 1) * 32767).astype(np.int16)
                file.write(samples.tobytes())
                clip.start, clip.length = position, len(samples)
                position += len(samples)
                clips.append(asdict(clip))
                if count % 200 == 0 or count == total:
                    print(f'{label}: {count}/{total}, {position / 57.6e6:.2f} h, {time.time() - started:.0f} s', flush=True)
        self.index_path.write_text(json.dumps(clips))

    def read(self):
        clips = [Clip(**clip) for clip in json.loads(self.index_path.read_text())]
        return clips, np.memmap(self.audio_path, dtype=np.int16, mode='r')


def load_wave(path):
    wave, rate = soundfile.read(path, dtype='float32', always_2d=True)
    if rate != 16000:
        raise ValueError(f'{path}: {rate} Hz, 16000 expected')
    return level(wave.mean(1))


def level(wave):
    return wave * (0.06 / max(float(np.sqrt(np.mean(wave**2))), 1e-6))
