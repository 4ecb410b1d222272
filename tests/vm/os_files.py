# SPDX-License-Identifier: MIT
# os: directories and files, in the current directory.
import os
print(os.getcwd()[0] == '/', os.listdir())
os.mkdir('d')
with open('d/f.txt', 'w') as f:
    f.write('hello')
print(os.listdir('d'), os.listdir())
st = os.stat('d/f.txt')
print(len(st), st[6], st[0] & 0o170000 == 0o100000, os.stat('d')[0] & 0o170000 == 0o040000)
os.rename('d/f.txt', 'd/g.txt')
print(os.listdir('d'))
os.chdir('d')
print(os.listdir(), os.getcwd().split('/')[-1])
os.chdir('..')
def err(f, *a):
    try:
        print(f(*a))
    except OSError as e:
        print('OSError', e.errno)
err(os.stat, 'nothing')
err(os.remove, 'nothing')
err(os.rmdir, 'd')
err(os.mkdir, 'd')
err(os.listdir, 'nothing')
err(os.rename, 'nothing', 'x')
err(os.chdir, 'nothing')
err(open, 'nothing/f')
os.remove('d/g.txt')
os.rmdir('d')
print(os.listdir())
print(os.sep, len(os.urandom(5)), type(os.urandom(2)))
open('a', 'w').close()
open('b', 'w').close()
os.unlink('a')
print(sorted(os.listdir('.')))
print(os.getenv('NO_SUCH_VARIABLE'), os.getenv('NO_SUCH_VARIABLE', 'dflt'), type(os.getenv('PATH')))
