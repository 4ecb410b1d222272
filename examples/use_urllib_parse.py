# SPDX-License-Identifier: MIT
# A URL and its parts.
from urllib.parse import quote, urljoin, urlsplit

print(urlsplit("http://host:80/a/b?c=d#e"))
print(quote("a b/ü"), urljoin("http://host/a/b", "../c"))
