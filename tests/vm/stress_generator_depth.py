# A frame of many registers below generators that recurse: their frames come
# to lie in registers the frame does not use at the time.
def attempt(function):
    try:
        function()
        print("ended")
    except RuntimeError:
        print("too deep")


def delegate():
    yield from delegate()


for item in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, str, 11, 12, str, 14, 15, str, 17,
             str, 19, str, 21, str, 23, str, 25, str, 27, str, 29, str):
    attempt(lambda: list(delegate()))
