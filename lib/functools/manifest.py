metadata(version="0.1.0", description="partial, reduce, wraps, lru_cache, cmp_to_key")
module("functools.py")
