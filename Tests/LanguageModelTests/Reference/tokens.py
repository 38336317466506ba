"""Writes tokens.json: a small vocabulary trained with `tokenizers` (0.23), and the ids that this library gives to texts
of many scripts by each of the four rules.

    python3 -m venv venv && venv/bin/pip install tokenizers==0.23.3 && venv/bin/python tokens.py
"""

import json
import pathlib
import random

from tokenizers import AddedToken, Regex, Tokenizer, models, pre_tokenizers, trainers

WORDS = (
    "the of and to in a is that it was for on are as with his they at be this from have or by one had not but what all "
    "were when we there can an your which their said if do will each about how up out them then she many some so these "
    "would other into has more her two like him see time could no make than first been its who now people my made over "
    "Time flies fast. Don't we'll I'm they've he'd you're it's WE'LL IT'S 10 100 2024 3.14 x=1 == != -> :: ... !!! ??? "
    "Straße größer naïve café élève слово время быстро λόγος 時間 飛 かな 한국어 हिन्दी ไทย"
)
TEXT = [WORDS, WORDS.replace(" ", "\n"), WORDS.replace(" ", "  "), "\t".join(WORDS.split()), "\n\n\n\n".join(WORDS.split())]
MISSING = {0x04, 0x1D, 0xF1, 0xF2}  # bytes that get no token
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
USER = ["[USER]", "[USER] [USER]"]

byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)


def letter(byte):
    if 33 <= byte <= 126 or 161 <= byte <= 172 or byte >= 174:
        return chr(byte)
    others = [b for b in range(256) if not (33 <= b <= 126 or 161 <= b <= 172 or b >= 174)]
    return chr(256 + others.index(byte))


trained = Tokenizer(models.BPE())
trained.pre_tokenizer = byte_level
trained.train_from_iterator(
    TEXT,
    trainers.BpeTrainer(
        vocab_size=700, show_progress=False, special_tokens=SPECIAL,
        initial_alphabet=[letter(b) for b in range(256) if b not in MISSING]))
model = json.loads(trained.to_str())["model"]
vocabulary = model["vocab"]
merges = [tuple(merge) for merge in model["merges"]]
assert all(letter(b) not in vocabulary for b in MISSING)
tokens = sorted(vocabulary, key=vocabulary.get)

LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def split(count):
    return pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(LLAMA % count), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


RULES = {
    "gpt-2": byte_level,
    "llama-bpe": split("{1,3}"),
    "qwen2": split(""),
    "smollm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level]),
}

pieces = WORDS.split() + [
    " ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", " \n ", "\u00a0", "\u3000", "\u2028", "\u0085", "'s", "'S", "'Re", "'ſ", "'ll",
    "'", "1", "23", "456", "7890123", "½", "Ⅻ", "٣", "१२३", "e\u0301", "👩‍👩‍👧", "🇦🇧", "\u200b", "\ufeff", "\ufffd", "\u0000",
    "\x04", ".\x04.", " \x1d ", "\U00040000", "\U0010ffff", "\U0002ebf0", "<|im_start|>", "<|im_end|", "[USER]", "[USER] [USER]",
    "#include <a.h>", "for (int i=0;i<10;++i) {\n\t", "\x1b[0m", "العربية", "שלום", "မြန်မာ", "𝔘𝔫𝔦", "ﬁ", "ǅ", "ʰ", "_", "--------",
]
generator = random.Random(4)
texts = ["", "Time flies fast", "  1", "   12  345   ", "a  \n  b", "x\r\n\r\n  y", "🐈" * 3, "ab" * 40, " " * 20, "\n" * 9 + "1"]
while len(texts) < 90:
    texts.append("".join(generator.choice(pieces) for _ in range(generator.choice([1, 2, 3, 5, 8, 13]))))

ids = {}
for name, rule in RULES.items():
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, ignore_merges=name == "llama-bpe"))
    tokenizer.pre_tokenizer = rule
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in USER])
    ids[name] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]

result = {
    "tokens": tokens + USER, "kinds": [3] * len(SPECIAL) + [1] * (len(tokens) - len(SPECIAL)) + [4] * len(USER),
    "merges": [" ".join(merge) for merge in merges], "texts": texts, "ids": ids,
}
path = pathlib.Path(__file__).with_name("tokens.json")
path.write_text(json.dumps(result, ensure_ascii=True) + "\n")
