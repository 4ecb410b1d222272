# SPDX-License-Identifier: MIT
# A class that says what its children have to do.
from abc import ABC, abstractmethod


class Sensor(ABC):
    @abstractmethod
    def read(self):
        raise NotImplementedError


class Constant(Sensor):
    def read(self):
        return 21.5


print(Constant().read())
