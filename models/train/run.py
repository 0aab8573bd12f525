"""Trains, exports and calibrates the detector with one command; run again, it goes on where it was stopped.

    /usr/bin/python3 models/train/run.py --corpus DIR --out models/artifact-cnn-1

Needs Debian's python3-torch, python3-numpy, python3-scipy, python3-soundfile, python3-onnx, ffmpeg, espeak-ng, flite; and
Node with the built kernels for the calibration, which runs the shipped pipeline.
"""
import argparse
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'models' / 'train'))


def arguments():
    parser = argparse.ArgumentParser(description='Train the synthetic-speech detector')
    parser.add_argument('--corpus', default=str(ROOT.parent / 'shared' / 'corpus'))
    parser.add_argument('--out', default=str(ROOT / 'models' / 'artifact-cnn-1'))
    parser.add_argument('--work', default=str(ROOT / '.state' / 'detector'), help='caches and checkpoints')
    parser.add_argument('--steps', type=int, default=5000)
    parser.add_argument('--pairs', type=int, default=16)
    parser.add_argument('--seconds', type=float, default=1.8)
    parser.add_argument('--rate', type=float, default=2e-3)
    parser.add_argument('--copies', type=int, default=2, help='own copies of each real clip')
    parser.add_argument('--classic', type=int, default=400, help='classic utterances made on the spot')
    parser.add_argument('--no-opus', action='store_true')
    parser.add_argument('--wall-seconds', type=float, default=float('inf'), help='anneal early so that training ends by then')
    parser.add_argument('--threads', type=int, default=1)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--version', default='1.0.0')
    parser.add_argument('--node', default='node')
    parser.add_argument('--vectors-only', action='store_true', help='write wasm/vectors and stop')
    parser.add_argument('--no-calibration', action='store_true')
    return parser.parse_args()


def main():
    options = arguments()
    import torch
    from calibration import calibrate
    from export import write_manifest, write_model
    from fit import fit
    from prepare import prepare
    from vectors import write as write_vectors
    if options.vectors_only:
        write_vectors(ROOT / 'wasm' / 'vectors')
        return
    torch.set_num_threads(options.threads)
    versions = prepare(options.corpus, options.work, options.seed, options.copies, options.classic, not options.no_opus)
    clips, _ = versions['clean']
    hours = [round(sum(c.length for c in clips if c.label == label) / 57.6e6, 2) for label in (0, 1)]
    print(f'{len(clips)} clips, real {hours[0]} h, synthetic {hours[1]} h', flush=True)
    model, steps = fit(versions, options.work, options.steps, options.pairs, options.seconds, options.rate, options.seed,
                       options.wall_seconds)
    out = pathlib.Path(options.out)
    write_model(model, out)
    index = json.dumps([vars(clip) for clip in clips], sort_keys=True).encode()
    write_manifest(out, options.version, {
        'splits': 'train + train-extra, tier A', 'clipsSha256': hashlib.sha256(index).hexdigest(),
        'realHours': hours[0], 'syntheticHours': hours[1], 'steps': steps, 'pairsPerStep': options.pairs,
        'cropSeconds': options.seconds, 'seed': options.seed, 'versions': ', '.join(versions),
        'parameters': sum(p.numel() for p in model.parameters()),
    })
    if not options.no_calibration:
        calibrate(ROOT, out, options.corpus, options.node)


if __name__ == '__main__':
    main()
