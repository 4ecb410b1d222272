# SPDX-License-Identifier: MIT
# A dict that makes the values it lacks.


class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **keywords):
        super().__init__(*args, **keywords)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        value = self[key] = self.default_factory()
        return value

    def __getitem__(self, key):
        if key in self:
            return super().__getitem__(key)
        return self.__missing__(key)

    def __repr__(self):
        return "defaultdict(%r, %s)" % (self.default_factory, dict(self))
