"""Everything that is made once: decoded training speech, copies, classic synthesis, and Opus versions of all of it."""
import pathlib
import subprocess

import numpy as np

from classic_tts import utterances
from copies import copies
from corpus import Clip, Store, load_wave, read_manifest

OPUS_KBITS = [16]
OPUS_GROUP = 60  # clips encoded in one ffmpeg run: starting it costs more than encoding one clip


def decoded(corpus, clips):
    for clip in clips:
        yield clip, load_wave(pathlib.Path(corpus) / clip.path)


def through_opus(samples, kbits):
    """int16 samples -> libopus (voip, 20 ms) -> int16, aligned to the input."""
    encode = ['ffmpeg', '-v', 'error', '-f', 's16le', '-ar', '16000', '-ac', '1', '-i', '-', '-c:a', 'libopus', '-b:a', f'{kbits}k']
    encode += ['-application', 'voip', '-compression_level', '4', '-f', 'ogg', '-']
    decode = ['ffmpeg', '-v', 'error', '-i', '-', '-ar', '16000', '-ac', '1', '-f', 's16le', '-']
    packed = subprocess.run(encode, input=samples.tobytes(), capture_output=True, check=True).stdout
    out = np.frombuffer(subprocess.run(decode, input=packed, capture_output=True, check=True).stdout, np.int16)
    return np.pad(out, (0, max(0, len(samples) - len(out))))[:len(samples)]


def opus_version(clips, audio, kbits):
    for first in range(0, len(clips), OPUS_GROUP):
        group = clips[first:first + OPUS_GROUP]
        coded = through_opus(np.concatenate([audio[c.start:c.start + c.length] for c in group]), kbits)
        position = 0
        for clip in group:
            wave = coded[position:position + clip.length].astype(np.float32) / 32768
            position += clip.length
            yield Clip(**{**vars(clip)}), wave


def prepare(corpus, work, seed, copies_each, classic_count, opus):
    """Returns {version: (clips, audio)}; 'clean' always, 'opus16' when wanted. Finished parts are reused."""
    sets = []
    real = Store(work, 'corpus')
    clips, _ = read_manifest(corpus, {'train', 'train-extra'})
    if not real.complete:
        real.write(decoded(corpus, clips), 'decode', len(clips))
    sets.append(real)
    if copies_each:
        made = Store(work, f'copies-{copies_each}')
        if not made.complete:
            known, audio = real.read()
            sources = [clip for clip in known if clip.label == 0]
            made.write(copies(sources, audio, copies_each, seed), 'copies', len(sources) * copies_each)
        sets.append(made)
    classic = Store(work, f'classic-{classic_count}')
    if not classic.complete:
        classic.write(utterances(classic_count, seed), 'classic', classic_count)
    sets.append(classic)
    versions = {'clean': join([store.read() for store in sets])}
    for kbits in OPUS_KBITS if opus else []:
        coded = []
        for store in sets:
            version = Store(work, f'{store.audio_path.stem}-opus{kbits}')
            if not version.complete:
                known, audio = store.read()
                version.write(opus_version(known, audio, kbits), f'opus{kbits}', len(known))
            coded.append(version.read())
        versions[f'opus{kbits}'] = join(coded)
    return versions


def join(parts):
    clips, arrays, offset = [], [], 0
    for known, audio in parts:
        for clip in known:
            clip.start += offset
            clips.append(clip)
        arrays.append(np.asarray(audio))
        offset += len(audio)
    return clips, np.concatenate(arrays)
