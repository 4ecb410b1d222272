# SPDX-License-Identifier: MIT
# Set algebra, and sets that change while they are searched.
# An __eq__ that empties the set it is looked for in.
class Emptying:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        emptied.clear()
        return True


emptied = {Emptying()}
try:
    emptied.remove(Emptying())
except KeyError:
    print("not there any more", emptied)
emptied.add(Emptying())
emptied.discard(Emptying())
print(len(emptied))
few = set(range(500)) - set(range(3, 500)) & set(range(490))
print(sorted(few), sorted(few | {1, 600}), sorted(few ^ {2, 3}))
print({(1, 2), (3, 4)} & {(3, 4)}, {"a", "b"} - {"a", "b"})
