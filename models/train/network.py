"""SE-ResNet over 80 log bands with attentive statistics pooling; any number of frames from about 50."""
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs))
        self.gate = nn.Sequential(nn.Linear(outputs, outputs // 8), nn.ReLU(), nn.Linear(outputs // 8, outputs), nn.Sigmoid())
        self.skip = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.second(self.first(x))
        weight = self.gate(y.mean((2, 3)))
        return torch.relu(y * weight[:, :, None, None] + self.skip(x))


class Detector(nn.Module):
    def __init__(self, channels=(16, 24, 32, 48, 64), dropout=0.2):
        super().__init__()
        first, *rest = channels
        self.stem = nn.Sequential(nn.Conv2d(1, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU())
        strides = [(2, 1), (1, 2), (2, 1), (2, 1)]
        sizes = zip([first, *rest[:-1]], rest, strides)
        self.blocks = nn.Sequential(*[Block(*size) for size in sizes])
        width = channels[-1] * 5
        self.attention = nn.Sequential(nn.Conv1d(width, 32, 1), nn.Tanh(), nn.Conv1d(32, 1, 1))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(2 * width, 1)

    def forward(self, features):
        """[n, 80, frames] -> [n]"""
        y = self.blocks(self.stem(features[:, None])).flatten(1, 2)
        weight = torch.softmax(self.attention(y), -1)
        mean = (y * weight).sum(-1)
        spread = ((y * y * weight).sum(-1) - mean * mean).clamp(min=1e-4).sqrt()
        return self.head(self.dropout(torch.cat([mean, spread], 1))).flatten()
