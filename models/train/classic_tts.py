"""Classic synthesis made on the spot with Debian's espeak-ng and flite: our own output, and what the drill speaks with."""
import pathlib
import random
import shutil
import subprocess
import tempfile

import numpy as np
import soundfile
from scipy.signal import resample_poly

from corpus import Clip, level

SENTENCES = [
    'Good morning, this is the finance department calling about the transfer we discussed.',
    'I am in a meeting right now, so please send it before noon and confirm by message.',
    'Could you read me the last four digits of the order so that I can check it?',
    'We changed our bank last week, and the new account must be used from today on.',
    'Sorry, the line is bad here at the airport. I will call you back in ten minutes.',
    'Nobody else needs to know about this until the contract has been signed.',
    'The quick brown fox jumps over the lazy dog while seven wizards make toxic brew.',
    'Please stay on the line, and do not hang up until I tell you that it is finished.',
    'It rained for three days, and then the river left its bed and took the bridge with it.',
    'Thank you for your patience. How may I help you with your account this afternoon?',
    'She had your dark suit in greasy wash water all year.',
    'My employee number is seven three nine, and I need my password changed immediately.',
    'They walked along the harbour until the lamps were lit and the boats came home.',
    'Add the blue one first, then turn it twice, and wait until you hear the click.',
    'What time does the last train leave, and is there anything to eat on board?',
    'Numbers are easy: one, two, three, four, five, six, seven, eight, nine, ten.',
]
ESPEAK_VOICES = ['en-gb', 'en-us', 'en-gb-scotland', 'en-029', 'en-gb-x-rp', 'en-gb-x-gbclan', 'en-gb-x-gbcwmd']
ESPEAK_VARIANTS = ['', '', '+m1', '+m3', '+m5', '+m7', '+f1', '+f2', '+f3', '+f5', '+croak', '+whisper', '+klatt']
FLITE_VOICES = ['kal', 'kal16', 'slt', 'rms', 'awb']


def speak(command, wav):
    subprocess.run([*command, wav], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wave, rate = soundfile.read(wav, dtype='float32')
    common = np.gcd(rate, 16000)
    wave = resample_poly(wave, 16000 // common, rate // common).astype(np.float32)
    loud = np.flatnonzero(np.abs(wave) > np.abs(wave).max() * 0.02)
    return level(wave[max(0, loud[0] - 1600):loud[-1] + 1600])


def utterances(count, seed):
    """Yields (clip, wave) for `count` utterances in random voices, rates and pitches."""
    draw = random.Random(seed)
    programs = [program for program in ('espeak-ng', 'flite') if shutil.which(program)]
    if not programs:
        raise SystemExit('classic synthesis needs espeak-ng or flite: apt-get install espeak-ng flite')
    with tempfile.TemporaryDirectory() as folder:
        wav = str(pathlib.Path(folder) / 'out.wav')
        for number in range(count):
            text = ' '.join(draw.sample(SENTENCES, 2))
            if programs[number % len(programs)] == 'espeak-ng':
                voice = draw.choice(ESPEAK_VOICES) + draw.choice(ESPEAK_VARIANTS)
                pace, pitch = str(draw.randint(120, 210)), str(draw.randint(20, 80))
                command = ['espeak-ng', '-v', voice, '-s', pace, '-p', pitch, text, '-w']
            else:
                voice = draw.choice(FLITE_VOICES)
                stretch, pitch = draw.uniform(0.8, 1.3), draw.randint(80, 220)
                settings = ['--setf', f'duration_stretch={stretch:.2f}']
                settings += ['--setf', f'int_f0_target_mean={pitch}'] if draw.random() < 0.5 else []
                command = ['flite', '-voice', voice, *settings, '-t', text, '-o']
            clip = Clip(f'classic/{number}', 1, command[0], f'{command[0]}-{voice}', 'classic', '')
            yield clip, speak(command, wav)
