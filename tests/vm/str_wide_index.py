# SPDX-License-Identifier: MIT
# Positions in long text that is not ASCII, in every order, kept or collected.
import gc


def check(text, chars):
    n = len(chars)
    bad = 0
    if len(text) != n:
        bad += 1
    at = 1
    for i in list(range(n)) + list(range(n - 1, -1, -1)):
        at = (at * 7919 + 13) % n
        if text[i] != chars[i] or text[at] != chars[at] or \
                text[-1 - at] != chars[-1 - at]:
            bad += 1
        if text[at:i] != ''.join(chars[at:i]) or \
                text[i:at:3] != ''.join(chars[i:at:3]) or \
                text[at:i:-2] != ''.join(chars[at:i:-2]):
            bad += 1
    print(n, bad)


for n in (3, 31, 33, 70, 200):
    for letters in ('aé', 'é€', 'x𝄞y', 'αβγ', 'ab€'):
        chars = [letters[i * i % len(letters)] for i in range(n)]
        check(''.join(chars), chars)
for turn in range(200):
    text = 'é' * (40 + turn) + str(turn)
    other = '€' * 50 + text
    if text[40 + turn] != str(turn)[0] or other[50] != 'é' or \
            len(other) != len(text) + 50:
        print('wrong', turn)
    if turn % 10 == 0:
        gc.collect()
try:
    ('é' * 50)[50]
except IndexError:
    print('IndexError')
print(len('é' * 100000), ('é' * 100000)[99999], ('ab€' * 1000).find('€a'))
