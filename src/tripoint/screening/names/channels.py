"""Which cost table serves which two kinds of reading."""

import numpy as np

from tripoint.screening.names.readings import Kind

CHANNELS: tuple[str, ...] = ("latin", "km", "lo", "th", "my", "zh", "letters", "cross")
_K = Kind
_PAIRS: dict[tuple[Kind, Kind], str] = {
    (_K.LATIN, _K.LATIN): "latin",
    (_K.KHMER, _K.LATIN): "km",
    (_K.LAO, _K.LATIN): "lo",
    (_K.THAI, _K.LATIN): "th",
    (_K.BURMESE, _K.LATIN): "my",
    (_K.CHINESE, _K.LATIN): "zh",
    (_K.CHINESE, _K.LATIN_WITHOUT_WESTERN): "zh",
    (_K.HAN_LETTERS, _K.HAN_LETTERS): "letters",
    (_K.KHMER, _K.CHINESE): "km",
    (_K.LAO, _K.CHINESE): "lo",
    (_K.THAI, _K.CHINESE): "th",
    (_K.BURMESE, _K.CHINESE): "my",
    (_K.KHMER_LETTERS, _K.KHMER_LETTERS): "letters",
    (_K.LAO_LETTERS, _K.LAO_LETTERS): "letters",
    (_K.THAI_LETTERS, _K.THAI_LETTERS): "letters",
    (_K.BURMESE_LETTERS, _K.BURMESE_LETTERS): "letters",
    (_K.KHMER, _K.LAO): "cross",
    (_K.KHMER, _K.THAI): "cross",
    (_K.LAO, _K.THAI): "cross",
    (_K.BURMESE, _K.KHMER): "cross",
    (_K.BURMESE, _K.LAO): "cross",
    (_K.BURMESE, _K.THAI): "cross",
    (_K.VIETNAMESE_SOUND, _K.KHMER): "cross",
    (_K.VIETNAMESE_SOUND, _K.LAO): "cross",
    (_K.VIETNAMESE_SOUND, _K.THAI): "cross",
}
# CHANNEL[kind, kind] is the number of the cost table, or -1 where two readings are not compared.
CHANNEL = np.full((len(Kind), len(Kind)), -1, dtype=np.int8)
for (_first, _second), _name in _PAIRS.items():
    CHANNEL[_first, _second] = CHANNEL[_second, _first] = CHANNELS.index(_name)
