"""ONNX file and the manifest beside it."""
import hashlib
import json
import pathlib

import torch
from torch.nn.functional import conv2d

OPSET = 16
BANDS_LEFT = 5  # of 80, after four halvings


class OneLogit(torch.nn.Module):
    """The detector for a batch of one, without a shape that is known only at run time: ONNX Runtime's graph optimiser fails
    on the reshape that `flatten` becomes, and fixed shapes are faster anyway."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, features):
        model = self.model
        y = model.blocks(model.stem(features[:, None]))  # [1, 64, 5, frames / 4]
        score, _, weigh = model.attention
        kernel = score.weight.reshape(score.out_channels, -1, BANDS_LEFT, 1)
        hidden = torch.tanh(conv2d(y, kernel, score.bias))
        weight = torch.softmax(conv2d(hidden, weigh.weight[..., None], weigh.bias), -1)
        mean = (y * weight).sum(-1)
        spread = ((y * y * weight).sum(-1) - mean * mean).clamp(min=1e-4).sqrt()
        return model.head(torch.cat([mean, spread], 1).reshape(1, model.head.in_features)).reshape(1)


def write_model(model, out):
    path = pathlib.Path(out) / 'model.onnx'
    path.parent.mkdir(parents=True, exist_ok=True)
    wrapped = OneLogit(model).eval()
    probe = torch.randn(1, 80, 337)
    with torch.no_grad():
        assert torch.allclose(wrapped(probe), model(probe), atol=1e-4), 'the exported graph is not the trained one'
    torch.onnx.export(wrapped, torch.zeros(1, 80, 400), str(path), opset_version=OPSET, input_names=['features'],
                      output_names=['logit'], dynamic_axes={'features': {2: 'frames'}})
    return path


def write_json(path, content):
    pathlib.Path(path).write_text(json.dumps(content, indent=2) + '\n')


def write_manifest(out, version, trained_on):
    weights = (pathlib.Path(out) / 'model.onnx').read_bytes()
    write_json(pathlib.Path(out) / 'manifest.json', {
        'name': pathlib.Path(out).name,
        'version': version,
        'file': 'model.onnx',
        'sha256': hashlib.sha256(weights).hexdigest(),
        'bytes': len(weights),
        'inputName': 'features',
        'outputName': 'logit',
        'sampleRateHz': 16000,
        'bands': 80,
        'frameMs': 25,
        'hopMs': 10,
        'minFrames': 100,
        'maxFrames': 400,
        'windowSeconds': 4,
        'codecs': ['linear', 'opus', 'pcmu', 'pcma'],
        'trainedOn': trained_on,
    })
